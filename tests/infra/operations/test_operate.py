"""The operator commands: results, effects and exit codes."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from moto import mock_aws

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.mails import MailStatus
from chalicelib.services.mail.sender import OutgoingMail, deliver
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.ports import MailKey
from chalicelib.settings import read_settings
from infra.operate.__main__ import COMMANDS, main
from infra.operate.command_line import ARGUMENTS
from tests.infra.operations.operating import run_command
from tests.poisoned_due_rows import due_row_of_unknown_kind, poison
from tests.ses import report
from tests.world import World


class Rejecting:
    """A mailer whose service rejects everything."""

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")


def kill_due_mails(world: World, keys_of: Sequence[MailKey] = ()) -> None:
    """Reject every due mail, which makes it dead."""
    office = replace(world.container.mail_sender, mailer=Rejecting())
    deliver(world.ports, office, keys_of)
    sweep(world.ports, office)


def test_outbox_without_failures_exits_0(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    operated.submit()
    status, result = run_command(capsys, "outbox")
    assert (status, result["mails_due"], result["dead"]) == (0, 3, [])
    operated.work()
    nothing: dict[str, object] = {
        "late": False,
        "mails_waiting": 0,
        "waiting": [],
        "mails_due": 0,
        "requests_due": 0,
        "oldest_due_at": None,
        "set_aside": [],
        "dead": [],
    }
    assert run_command(capsys, "outbox") == (0, nothing)


def test_rows_set_aside_are_listed_with_reason_and_without_addresses(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_mail = MailKey(operated.submit().request_id, "0001-01")
    operated.work()
    poison(operated.table, keys.mail(bad_mail.request_id, bad_mail.mail_id), "later status")
    due_row_of_unknown_kind(operated.table, "later", "PARCEL#it@univ.example")
    status, result = run_command(capsys, "outbox")
    assert (status, result["mails_due"], [row["trouble"] for row in result["set_aside"]]) == (
        1,
        1,
        ["unknown-kind-of-row"],
    )
    operated.minute()
    status, result = run_command(capsys, "outbox")
    assert (status, result["mails_due"]) == (1, 0)
    assert {row["row"]: row["trouble"] for row in result["set_aside"]} == {
        f"REQUEST#{bad_mail.request_id} MAIL#0001-01": "record-unreadable",
        "REQUEST#later PARCEL#•••": "unknown-kind-of-row",
    }
    assert {row["until"] for row in result["set_aside"]} == {"2026-11-22T10:00:00.000000Z"}
    main(["outbox"])
    assert "set aside: 2" in capsys.readouterr().out


def test_unreadable_mail_does_not_prevent_replay_of_dead_mails(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    request = operated.submit()
    kill_due_mails(operated)
    operated.table.put(Row(*keys.mail(request.request_id, "0000-00"), document='{"status":"dead"}'))
    assert len(run_command(capsys, "outbox")[1]["dead"]) == 2
    assert len(run_command(capsys, "replay", "--all")[1]["replayed"]) == 2


def test_dead_mails_are_listed_without_addresses_and_replayed(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    operated.submit()
    kill_due_mails(operated)
    status, result = run_command(capsys, "outbox")
    assert status == 1
    assert {mail["failure"] for mail in result["dead"]} == {"MessageRejected"}
    assert "it@univ.example" not in json.dumps(result)
    chosen = next(mail["mail"] for mail in result["dead"] if mail["kind"] == "approval_needed")
    assert run_command(capsys, "replay", chosen) == (0, {"replayed": [chosen], "not_dead": []})
    assert run_command(capsys, "replay", chosen) == (2, {"replayed": [], "not_dead": [chosen]})
    operated.work()
    assert operated.mailbox()[0]["To"] == "it@univ.example"
    status, result = run_command(capsys, "replay", "--all")
    assert status == 0
    assert result["replayed"]
    operated.work()
    assert run_command(capsys, "outbox")[0] == 0


def test_replayed_mail_accepts_new_delivery_report(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    request = operated.submit()
    operated.work()
    found = operated.ports.store.request_file(request.request_id)
    assert found is not None
    mail = next(mail for mail in found.mails if mail.draft.nomination_id == "1")
    report(operated, mail, "Reject")
    assert run_command(capsys, "replay", "--all")[0] == 0
    operated.work()
    report(operated, mail, "Delivery")
    assert operated.mail(mail).status is MailStatus.DELIVERED


def test_replay_without_arguments_is_rejected(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    del operated
    assert run_command(capsys, "replay")[0] == 2


def test_request_is_found_by_reference(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    request = operated.submit()
    status, result = run_command(capsys, "find", request.reference.lower())
    assert (status, result["request_id"], result["status"]) == (0, request.request_id, "pending")
    assert [nomination["to"] for nomination in result["nominations"]] == ["i•••@univ.example"]
    assert {mail["status"] for mail in result["mails"]} == {MailStatus.DUE.value}
    assert run_command(capsys, "find", "SAR-0000-0000")[0] == 2


def test_broken_trail_is_reported(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    request = operated.submit()
    assert run_command(capsys, "verify") == (0, {"checked": 1, "broken": [], "sealed": 0})
    operated.minute()
    assert run_command(capsys, "verify") == (0, {"checked": 1, "broken": [], "sealed": 1})
    operated.table.delete(keys.event(request.request_id, 1))
    status, result = run_command(capsys, "verify")
    assert (status, result["broken"]) == (1, [request.request_id])
    assert result["reasons"] == {request.request_id: "event 1 is missing"}


def test_rotation_keeps_old_keys_and_counts_their_open_links(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    operated.submit()
    known = {"k1": "a key, with commas: of {the} tests,"}
    bootstrap.use(replace(operated.container, settings=replace(operated.container.settings, link_keys=known)))
    status, result = run_command(capsys, "rotate-link-keys")
    assert (status, result["open_links_by_key"]) == (0, {"k1": 1})
    with pytest.raises(Exception, match="missing") as found:
        read_settings({"LINK_KEYS": result["LINK_KEYS"]})
    assert "LINK_KEYS" not in str(found.value)
    rotated = json.loads(result["LINK_KEYS"])
    assert (list(rotated), rotated["k1"]) == (["k1", "k2"], known["k1"])


def test_search_index_is_rebuilt(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    operated.import_account("Acme", "acme.example")
    assert run_command(capsys, "rebuild-index") == (0, {"accounts_indexed": 1, "stale_rows_dropped": 0})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_text_output(
    operated: World, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert COMMANDS[command].__doc__
    more = {
        "find": ["SAR-0000-0000"],
        "replay": ["--all"],
        "copy-rows": ["--from", operated.container.settings.table_name],
        "invite": ["it@univ.example"],
        "erase": ["it@univ.example"],
        "export": ["it@univ.example"],
        "caller": ["5f2a90c1d3e4b687"],
    }
    with mock_aws():
        main([command, *more.get(command, [])])
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(
    ("issuer", "address", "fault"),
    [
        ("https://sign-in.vendor.example", "rae@vendor.example", "no Cognito user pool"),
        ("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123", "rae at vendor", "not a mail address"),
    ],
)
def test_nobody_is_invited_without_a_pool_or_an_address(
    operated: World, capsys: pytest.CaptureFixture[str], issuer: str, address: str, fault: str
) -> None:
    container = operated.container
    bootstrap.use(replace(container, settings=replace(container.settings, oidc_issuer=issuer)))
    status, result = run_command(capsys, "invite", address)
    assert status == 2
    assert fault in result["error"]


def test_unknown_command_is_rejected(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["dance"])
    assert exited.value.code == 2
    assert "outbox" in capsys.readouterr().err


def test_all_invalid_settings_are_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(bootstrap._Started, "container", None)
    monkeypatch.setenv("STAGE", "dev")
    for name in ("PUBLIC_URL", "LINK_KEYS", "TABLE_NAME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match=r"^2$"):
        main(["outbox"])
    errors = capsys.readouterr().err
    assert all(f"{name} is missing" in errors for name in ("PUBLIC_URL", "LINK_KEYS", "TABLE_NAME"))


def test_arguments_are_those_of_commands() -> None:
    assert ARGUMENTS.keys() <= COMMANDS.keys()

"""The operator's command line: what it says, what it changes, and by which exit code it ends."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

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
from tests.infra.operations.operating import said
from tests.poisoned_due_rows import of_an_unknown_kind, poison
from tests.ses import report
from tests.world import TABLE, World


class Rejecting:
    """The mail service takes nothing."""

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")


def dying(world: World, keys_of: Sequence[MailKey] = ()) -> None:
    """Every mail that is due is given up."""
    office = replace(world.container.mail_sender, mailer=Rejecting())
    deliver(world.ports, office, keys_of)
    sweep(world.ports, office)


def test_a_healthy_outbox_is_well(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    operated.submit()
    status, answer = said(capsys, "outbox")
    assert (status, answer["mails_due"], answer["dead"]) == (0, 3, [])
    operated.work()
    nothing: dict[str, object] = {
        "mails_due": 0,
        "requests_due": 0,
        "oldest_due_at": None,
        "set_aside": [],
        "dead": [],
    }
    assert said(capsys, "outbox") == (0, nothing)


def test_rows_that_are_set_aside_are_listed_with_their_trouble_and_without_addresses(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_mail = MailKey(operated.submit().request_id, "0001-01")
    operated.work()
    poison(keys.mail(bad_mail.request_id, bad_mail.mail_id), "later status")
    of_an_unknown_kind("later", "PARCEL#it@univ.example")
    status, answer = said(capsys, "outbox")
    assert (status, answer["mails_due"], [one["trouble"] for one in answer["set_aside"]]) == (
        1,
        1,
        ["unknown-kind-of-row"],
    )
    operated.minute()
    status, answer = said(capsys, "outbox")
    assert (status, answer["mails_due"]) == (1, 0)
    assert {one["row"]: one["trouble"] for one in answer["set_aside"]} == {
        f"REQUEST#{bad_mail.request_id} MAIL#0001-01": "record-unreadable",
        "REQUEST#later PARCEL#•••": "unknown-kind-of-row",
    }
    assert {one["until"] for one in answer["set_aside"]} == {"2026-11-22T10:00:00.000000Z"}
    main(["outbox"])
    assert "set aside: 2" in capsys.readouterr().out


def test_a_mail_that_cannot_be_read_keeps_no_dead_one_from_being_tried_again(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    request = operated.submit()
    dying(operated)
    TABLE.put(Row(*keys.mail(request.request_id, "0000-00"), document='{"status":"dead"}'))
    assert len(said(capsys, "outbox")[1]["dead"]) == 2
    assert len(said(capsys, "replay", "--all")[1]["replayed"]) == 2


def test_dead_mails_are_listed_without_addresses_and_replayed(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    operated.submit()
    dying(operated)
    status, answer = said(capsys, "outbox")
    assert status == 1
    assert {one["failure"] for one in answer["dead"]} == {"MessageRejected"}
    assert "it@univ.example" not in json.dumps(answer)
    chosen = next(one["mail"] for one in answer["dead"] if one["kind"] == "approval_needed")
    assert said(capsys, "replay", chosen) == (0, {"replayed": [chosen], "not_dead": []})
    assert said(capsys, "replay", chosen) == (2, {"replayed": [], "not_dead": [chosen]})
    operated.work()
    assert operated.mailbox()[0]["To"] == "it@univ.example"
    status, answer = said(capsys, "replay", "--all")
    assert status == 0
    assert answer["replayed"]
    operated.work()
    assert said(capsys, "outbox")[0] == 0


def test_a_rejected_mail_that_is_replayed_is_reported_on_anew(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    request = operated.submit()
    operated.work()
    found = operated.ports.store.request_file(request.request_id)
    assert found is not None
    mail = next(one for one in found.mails if one.draft.nomination_id == "1")
    report(operated, mail, "Reject")
    assert said(capsys, "replay", "--all")[0] == 0
    operated.work()
    report(operated, mail, "Delivery")
    assert operated.mail(mail).status is MailStatus.DELIVERED


def test_replaying_nothing_is_refused(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    del operated
    assert said(capsys, "replay")[0] == 2


def test_a_request_is_found_by_its_reference(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    request = operated.submit()
    status, answer = said(capsys, "find", request.reference.lower())
    assert (status, answer["request_id"], answer["status"]) == (0, request.request_id, "pending")
    assert [one["to"] for one in answer["asked"]] == ["i•••@univ.example"]
    assert {one["status"] for one in answer["mails"]} == {MailStatus.DUE.value}
    assert said(capsys, "find", "SAR-0000-0000")[0] == 2


def test_a_broken_trail_is_named(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    request = operated.submit()
    assert said(capsys, "verify") == (0, {"checked": 1, "broken": []})
    TABLE.delete(keys.event(request.request_id, 1))
    assert said(capsys, "verify") == (1, {"checked": 1, "broken": [request.request_id]})


def test_a_rotation_keeps_the_old_keys_and_counts_what_needs_them(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    operated.submit()
    known = {"k1": "a key, with commas: of {the} tests,"}
    bootstrap.use(replace(operated.container, settings=replace(operated.container.settings, link_keys=known)))
    status, answer = said(capsys, "rotate-link-keys")
    assert (status, answer["open_links_by_key"]) == (0, {"k1": 1})
    faults_about_others = pytest.raises(Exception, match="missing")
    with faults_about_others as found:
        read_settings({"LINK_KEYS": answer["LINK_KEYS"]})
    assert "LINK_KEYS" not in str(found.value)
    rotated = json.loads(answer["LINK_KEYS"])
    assert (list(rotated), rotated["k1"]) == (["k1", "k2"], known["k1"])


def test_the_index_is_rebuilt(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    operated.import_account("Acme", "acme.example")
    assert said(capsys, "rebuild-index") == (0, {"accounts_indexed": 1, "stale_rows_dropped": 0})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_speaks_to_people_and_says_what_it_is_for(
    operated: World, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    del operated
    assert COMMANDS[command].__doc__
    more = {"find": ["SAR-0000-0000"], "replay": ["--all"], "erase": ["it@univ.example"]}.get(command, [])
    main([command, *more])
    assert capsys.readouterr().out.strip()


def test_an_unheard_of_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    assert "outbox" in capsys.readouterr().err


def test_settings_that_are_not_usable_are_all_named_and_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap._Started, "container", None)
    monkeypatch.setenv("STAGE", "dev")
    for name in ("PUBLIC_URL", "LINK_KEYS", "TABLE_NAME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit, match=r"^2$"):
        main(["outbox"])
    told = capsys.readouterr().err
    assert all(f"{name} is missing" in told for name in ("PUBLIC_URL", "LINK_KEYS", "TABLE_NAME"))

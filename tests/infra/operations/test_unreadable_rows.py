"""Operator commands skip unreadable rows, report them at the end and exit with 1."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.search_rows import PREFIX
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.request import AccountRequest
from infra import rebuild_index
from infra.rebuild_index import PROGRESS
from tests.infra.operations.operating import run_command
from tests.infra.operations.test_operate import kill_due_mails
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.world import World

Capture = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Scanned:
    """A table with two requests, whose mails are dead, and two accounts; tests poison the second of each."""

    world: World
    first: AccountRequest
    second: AccountRequest
    accounts: tuple[str, str]

    @property
    def mail(self) -> Key:
        """Key of a dead mail of the second request."""
        file = self.world.ports.store.request_file(self.second.request_id)
        assert file is not None
        dead = next(mail for mail in file.mails if mail.status is MailStatus.DEAD)
        return keys.mail(dead.request_id, dead.mail_id)


@pytest.fixture
def scanned(operated: World) -> Scanned:
    """Create requests and accounts by the use cases."""
    first, second = (
        operated.submit(domain_identifier=f"{name}.example", customer_emails=(f"it@{name}.example",))
        for name in ("one", "two")
    )
    kill_due_mails(operated)
    ids = []
    for name in ("Acme", "Globex"):
        operated.import_account(name, f"{name.lower()}.example")
        ids.append(operated.ports.store.locks(f"{name.lower()}.example")[0].account_id)
    return Scanned(operated, first, second, (ids[0], ids[1]))


def request_row(scanned: Scanned) -> Key:
    return keys.request(scanned.second.request_id)


def mail_row(scanned: Scanned) -> Key:
    return scanned.mail


def account_row(scanned: Scanned) -> Key:
    return keys.account(scanned.accounts[1])


COMMANDS: Mapping[str, tuple[Callable[[Scanned], Key], Callable[[Scanned, Mapping[str, Any]], bool]]] = {
    "outbox": (mail_row, lambda scanned, result: len(result["dead"]) == 3),
    "replay --all": (mail_row, lambda scanned, result: len(result["replayed"]) == 3),
    "rotate-link-keys": (request_row, lambda scanned, result: result["open_links_by_key"] == {"k1": 1}),
    "rebuild-index": (account_row, lambda scanned, result: result["stale_rows_dropped"] == 0),
    "verify": (request_row, lambda scanned, result: result["broken"] == [scanned.second.request_id]),
}


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("command", COMMANDS)
def test_command_skips_and_reports_unreadable_row(scanned: Scanned, capsys: Capture, command: str, poison: str) -> None:
    row, is_done = COMMANDS[command]
    key = row(scanned)
    with poisoned(scanned.world.table, key, poison):
        status, result = run_command(capsys, *command.split())
    assert (status, result["unreadable"], is_done(scanned, result)) == (1, ["/".join(key)], True)


def test_unreadable_request_is_not_found_and_is_reported(scanned: Scanned, capsys: Capture) -> None:
    with poisoned(scanned.world.table, request_row(scanned), "of_later_release"):
        status, result = run_command(capsys, "find", scanned.second.reference)
        assert (status, result["unreadable"]) == (2, [f"REQUEST#{scanned.second.request_id}/REQUEST"])
        assert run_command(capsys, "find", scanned.first.reference)[0] == 0


def test_request_is_found_without_unreadable_mail(scanned: Scanned, capsys: Capture) -> None:
    _, whole = run_command(capsys, "find", scanned.second.reference)
    with poisoned(scanned.world.table, mail_row(scanned), "broken"):
        status, result = run_command(capsys, "find", scanned.second.reference)
    assert (status, len(result["unreadable"]), len(result["mails"])) == (1, 1, len(whole["mails"]) - 1)


def test_rebuild_keeps_index_rows_of_unreadable_account(scanned: Scanned, capsys: Capture) -> None:
    before = {key: row for key, row in scanned.world.rows().items() if key[0].startswith(PREFIX)}
    with poisoned(scanned.world.table, account_row(scanned), "of_later_release"):
        assert rebuild_index.main([]) == 1
    printed = capsys.readouterr()
    assert printed.err.splitlines()[-1] == f"{'/'.join(account_row(scanned))} cannot be read and was left unchanged"
    after = {key: row for key, row in scanned.world.rows().items() if key[0].startswith(PREFIX)}
    assert before.keys() <= after.keys()


def test_rebuild_keeps_account_with_invalid_identifier(scanned: Scanned, capsys: Capture) -> None:
    key = account_row(scanned)
    good = item_of(scanned.world.table, key)
    kept = good["document"]["S"].replace('"domain_identifier":"globex.example"', '"domain_identifier":"xn--zzzzzz--"')
    put(scanned.world.table, {**good, "document": {"S": kept}})
    status, result = run_command(capsys, "rebuild-index")
    assert (status, result["unreadable"], result["stale_rows_dropped"]) == (1, ["/".join(key)], 0)


@pytest.mark.parametrize("document", ["{", '{"stage":"another"}', "[]", None])
def test_rebuild_restarts_if_progress_is_unreadable(scanned: Scanned, capsys: Capture, document: str | None) -> None:
    scanned.world.table.put(Row(*PROGRESS, document=document))
    status, result = run_command(capsys, "rebuild-index")
    assert (status, result["accounts_indexed"]) == (1, 4)
    assert run_command(capsys, "rebuild-index")[0] == 0

"""Operators' scans go on past a row that they cannot read, name it at the end, and end with 1."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.request import AccountRequest
from infra import rebuild_index
from infra.rebuild_index import PROGRESS
from tests.infra.operations.operating import said
from tests.infra.operations.test_operate import dying
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.world import TABLE, World

Capture = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Scanned:
    """A table with two requests, whose mails are dead, and two accounts; the second of each is poisoned."""

    world: World
    first: AccountRequest
    second: AccountRequest
    accounts: tuple[str, str]

    @property
    def mail(self) -> Key:
        """A dead mail of the second request."""
        file = self.world.ports.store.request_file(self.second.request_id)
        assert file is not None
        dead = next(one for one in file.mails if one.status is MailStatus.DEAD)
        return keys.mail(dead.request_id, dead.mail_id)


@pytest.fixture
def scanned(operated: World) -> Scanned:
    """All of it brought about by the use cases."""
    first, second = (
        operated.submit(domain_identifier=f"{name}.example", customer_emails=(f"it@{name}.example",))
        for name in ("one", "two")
    )
    dying(operated)
    ids = []
    for name in ("Acme", "Globex"):
        operated.import_account(name, f"{name.lower()}.example")
        ids.append(operated.ports.store.locks(f"{name.lower()}.example")[0].account_id)
    return Scanned(operated, first, second, (ids[0], ids[1]))


def request_row(one: Scanned) -> Key:
    return keys.request(one.second.request_id)


def mail_row(one: Scanned) -> Key:
    return one.mail


def account_row(one: Scanned) -> Key:
    return keys.account(one.accounts[1])


COMMANDS: Mapping[str, tuple[Callable[[Scanned], Key], Callable[[Scanned, Mapping[str, Any]], bool]]] = {
    "outbox": (mail_row, lambda one, answer: len(answer["dead"]) == 3),
    "replay --all": (mail_row, lambda one, answer: len(answer["replayed"]) == 3),
    "rotate-link-keys": (request_row, lambda one, answer: answer["open_links_by_key"] == {"k1": 1}),
    "rebuild-index": (account_row, lambda one, answer: answer["stale_rows_dropped"] == 0),
    "verify": (request_row, lambda one, answer: answer["broken"] == [one.second.request_id]),
}


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_does_its_work_on_all_other_rows_and_names_the_one_at_its_end(
    scanned: Scanned, capsys: Capture, command: str, poison: str
) -> None:
    row, is_done = COMMANDS[command]
    key = row(scanned)
    with poisoned(key, poison):
        status, answer = said(capsys, *command.split())
    assert (status, answer["unreadable"], is_done(scanned, answer)) == (1, ["/".join(key)], True)


def test_a_request_that_cannot_be_read_is_not_found_and_is_named(scanned: Scanned, capsys: Capture) -> None:
    with poisoned(request_row(scanned), "of_later_release"):
        status, answer = said(capsys, "find", scanned.second.reference)
        assert (status, answer["unreadable"]) == (2, [f"REQUEST#{scanned.second.request_id}/REQUEST"])
        assert said(capsys, "find", scanned.first.reference)[0] == 0


def test_a_request_is_found_without_its_mail_that_cannot_be_read(scanned: Scanned, capsys: Capture) -> None:
    _, whole = said(capsys, "find", scanned.second.reference)
    with poisoned(mail_row(scanned), "broken"):
        status, answer = said(capsys, "find", scanned.second.reference)
    assert (status, len(answer["unreadable"]), len(answer["mails"])) == (1, 1, len(whole["mails"]) - 1)


def test_a_rebuild_leaves_the_entries_of_an_account_that_it_cannot_read(scanned: Scanned, capsys: Capture) -> None:
    before = {key: row for key, row in scanned.world.rows().items() if key[0].startswith("SEARCH#")}
    with poisoned(account_row(scanned), "of_later_release"):
        assert rebuild_index.main([]) == 1
    printed = capsys.readouterr()
    assert printed.err.splitlines()[-1] == f"{'/'.join(account_row(scanned))} cannot be read, and was left as it is"
    after = {key: row for key, row in scanned.world.rows().items() if key[0].startswith("SEARCH#")}
    assert before.keys() <= after.keys()


def test_a_rebuild_leaves_an_account_whose_identifier_is_no_domain_name(scanned: Scanned, capsys: Capture) -> None:
    key = account_row(scanned)
    good = item_of(key)
    kept = good["document"]["S"].replace('"domain_identifier":"globex.example"', '"domain_identifier":"xn--zzzzzz--"')
    put({**good, "document": {"S": kept}})
    status, answer = said(capsys, "rebuild-index")
    assert (status, answer["unreadable"], answer["stale_rows_dropped"]) == (1, ["/".join(key)], 0)


@pytest.mark.parametrize("document", ["{", '{"stage":"another"}', "[]", None])
def test_a_rebuild_begins_anew_where_it_cannot_read_how_far_it_came(
    scanned: Scanned, capsys: Capture, document: str | None
) -> None:
    TABLE.put(Row(*PROGRESS, document=document))
    status, answer = said(capsys, "rebuild-index")
    assert (status, answer["accounts_indexed"]) == (1, 4)
    assert said(capsys, "rebuild-index")[0] == 0

"""Importing into what an earlier release stored: nothing is known of its imports, and what the table has wins."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.import_merge import LeftAlone, Reason
from chalicelib.domain.accounts.importing import read_row
from chalicelib.services.access.roles import withdraw_role
from chalicelib.services.accounts.importing import Imported, RowResult, import_batch
from chalicelib.services.unit_of_work.caller import Caller
from infra.verify import all_trail_ids, holds
from tests.adapters.dynamodb.test_stored_records import RELEASES, left_by
from tests.world import PARTNER, World, world

ADMIN, PAT = "admin@acme.example", str(PARTNER.email)
FOUNDED = "second.example"


@pytest.fixture(params=RELEASES)
def left(request: pytest.FixtureRequest) -> Iterator[World]:
    with left_by(RELEASES[request.param], world) as one:
        yield one


def again(one: World, domain: str, name: str | None, people: tuple[str, ...], visibility: str = "") -> RowResult:
    (result,) = import_batch(one.ports, [read_row(name, [domain], visibility, people, one.ports.rules)])
    return result


def account(one: World, domain: str) -> SmartAccount:
    (lock,) = one.ports.store.locks(domain)
    found = one.ports.store.account(lock.account_id)
    assert found is not None
    return found


def rows(one: World) -> Mapping[tuple[str, str], Any]:
    """All but what imports keep for themselves."""
    return {key: row for key, row in one.rows().items() if key[1] != "IMPORT"}


@pytest.mark.parametrize(
    ("domain", "name", "people", "visibility"),
    [
        ("acme.example", "Acme", (ADMIN, PAT), "unrestricted"),
        ("hidden.example", "Hidden", (), "restricted"),
        (FOUNDED, None, (f"it@{FOUNDED}",), ""),
    ],
)
def test_the_file_that_was_imported_then_changes_nothing_now(
    left: World, domain: str, name: str | None, people: tuple[str, ...], visibility: str
) -> None:
    before = rows(left)
    assert again(left, domain, name, people, visibility) == RowResult(Imported.UNCHANGED)
    assert rows(left) == before
    noted = left.rows()
    assert again(left, domain, name, people, visibility) == RowResult(Imported.UNCHANGED)
    assert left.rows() == noted


@pytest.mark.parametrize(("domain", "people"), [("acme.example", (ADMIN, PAT)), (FOUNDED, (f"it@{FOUNDED}",))])
def test_what_the_table_has_wins_and_what_differs_is_told_each_time(
    left: World, domain: str, people: tuple[str, ...]
) -> None:
    before = rows(left)
    differs = (
        LeftAlone("/account_name", Reason.LAST_UNKNOWN),
        LeftAlone("/visibility", Reason.LAST_UNKNOWN),
        LeftAlone(f"/administrators/{len(people)}", Reason.ROLES_UNKNOWN),
    )
    for _ in range(2):
        result = again(left, domain, "Another Name", (*people, "old@acme.example"), "restricted")
        assert result == RowResult(Imported.UNCHANGED, differs)
    assert rows(left) == before


def test_what_agreed_once_then_follows_the_file_and_the_trail_goes_on(left: World) -> None:
    again(left, "acme.example", "Acme", (ADMIN,))
    result = again(left, "acme.example", "Acme Limited", (ADMIN, "new@acme.example"))
    assert result == RowResult(Imported.CHANGED)
    assert account(left, "acme.example").account_name == "Acme Limited"
    assert [one.email for one in account(left, "acme.example").administrators] == [ADMIN, PAT, "new@acme.example"]
    assert all(holds(left.container, one) for one in all_trail_ids(left.container))


def test_who_was_withdrawn_and_stood_in_no_file_since_is_not_brought_back(left: World) -> None:
    """The trail of the account knows the role by its id, also where it was withdrawn by an earlier release."""
    store, partner = left.ports.store, Caller(PARTNER, left.ports.store.grants(PARTNER.person_id, PAT))
    account_id = account(left, "acme.example").account_id
    (grant,) = [one for one in store.account_grants(account_id) if one.email == ADMIN]
    withdraw_role(left.ports, partner, account_id, grant.grant_id)
    again(left, "acme.example", "Acme", ())
    lost = RowResult(Imported.UNCHANGED, (LeftAlone("/administrators/0", Reason.ROLE_LOST),))
    assert again(left, "acme.example", "Acme", (ADMIN,)) == lost

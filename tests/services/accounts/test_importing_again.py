"""An import never undoes later decisions of administrators, and every change it makes is in the audit trail."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, Visibility
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.accounts.import_merge import LeftAlone, Reason
from chalicelib.domain.accounts.importing import ROLES_AT_ONCE, role_id
from chalicelib.domain.events import EventKind
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.importing import Imported, RowResult
from chalicelib.services.requests import link_actions
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.ports import StaleState
from infra.verify import all_trail_ids, holds
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.accounts.import_stories import (
    ADMIN,
    CAL,
    DOMAIN,
    NAME,
    again,
    assert_consistent,
    give,
    grants,
    listed,
    moved,
    the_account,
    withdraw,
)
from tests.unreadable_rows import item_of, put
from tests.world import World, person


@pytest.fixture
def account(world: World) -> Account:
    """An account imported with two administrators, who have signed in."""
    world.import_account(NAME, DOMAIN, (ADMIN, CAL))
    for administrator in (ADMINISTRATOR, COLLEAGUE):
        claim_at_sign_in(world.ports, administrator)
    return the_account(world)


def test_reimport_does_not_restore_a_withdrawn_administrator(account: Account) -> None:
    withdraw(account, CAL)
    assert again(account.world, NAME, "", (ADMIN, CAL)) == RowResult(Imported.UNCHANGED)
    assert listed(account) == [ADMIN]
    assert_consistent(account.world)


def test_reimport_keeps_the_new_address_of_an_administrator(account: Account) -> None:
    moved_colleague = moved(account, COLLEAGUE, "cal@elsewhere.example")
    assert again(account.world, NAME, "", (ADMIN, CAL)) == RowResult(Imported.UNCHANGED)
    assert listed(account) == sorted([ADMIN, "cal@elsewhere.example"])
    assert account.world.ports.store.address_grants("somebody-else", CAL) == []
    assert_consistent(account.world)
    withdraw(account, ADMIN, by=moved_colleague)
    assert listed(account) == ["cal@elsewhere.example"]


@pytest.mark.parametrize("leaves", [withdraw, lambda account, email: moved(account, person(email), "x@new.example")])
def test_import_does_not_restore_a_lost_role_that_it_never_granted(account: Account, leaves: Any) -> None:
    give(account, "extra@univ.example")
    claim_at_sign_in(account.world.ports, person("extra@univ.example"))
    leaves(account, "extra@univ.example")
    before = account.world.rows()
    result = again(account.world, NAME, "", (ADMIN, CAL, "extra@univ.example"))
    assert result == RowResult(Imported.UNCHANGED, (LeftAlone("/administrators/2", Reason.ROLE_LOST),))
    assert account.world.rows() == before
    assert "extra@univ.example" not in listed(account)


@pytest.mark.parametrize("name", [None, NAME])
@pytest.mark.parametrize("visibility", ["", "unrestricted"])
def test_reimport_keeps_name_and_visibility_chosen_by_an_administrator(
    account: Account, name: str | None, visibility: str
) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    administration.change_account(ports, caller, account.account_id, Alteration("Another Name", "restricted"))
    before = account.world.rows()
    assert again(account.world, name, visibility, ()) == RowResult(Imported.UNCHANGED)
    assert account.world.rows() == before


def test_reimport_reports_a_changed_name_and_applies_the_rest(account: Account) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    administration.change_account(ports, caller, account.account_id, Alteration("Another Name"))
    result = again(account.world, "A Third Name", "restricted", ())
    assert result == RowResult(Imported.CHANGED, (LeftAlone("/account_name", Reason.CHANGED_SINCE),))
    assert account.row.account_name == "Another Name"
    assert account.row.search_visibility is Visibility.RESTRICTED


def test_import_events_contain_no_name_or_address(account: Account) -> None:
    again(account.world, "New Name", "restricted", ("new@univ.example",))
    first, second = account.world.ports.store.account_events(account.account_id)
    assert {first.kind, second.kind} == {EventKind.ACCOUNT_IMPORTED}
    fields = "account_name search_visibility administrators"
    assert first.details == {"change": "created", "fields": fields, "roles": 2}
    assert second.details == {"change": "changed", "fields": fields, "roles": 1}
    assert (second.actor.role.value, second.actor.who) == ("system", "")
    assert (account.row.event_count, account.row.last_seal) == (2, second.seal)
    assert account.account_id in all_trail_ids(account.world.container)
    assert_consistent(account.world)


def test_edited_import_event_breaks_the_trail(account: Account) -> None:
    (event,) = account.world.ports.store.account_events(account.account_id)
    item = item_of(account.world.table, keys.account_event(account.account_id, event.sequence))
    put(account.world.table, {**item, "document": {"S": item["document"]["S"].replace('"roles":2', '"roles":1')}})
    assert not holds(account.world.container, account.account_id)


def test_import_without_changes_writes_nothing(account: Account) -> None:
    before = account.world.rows()
    for people in ((ADMIN, CAL), (CAL,), ()):
        assert again(account.world, NAME, "unrestricted", people) == RowResult(Imported.UNCHANGED)
    assert account.world.rows() == before


def test_import_records_an_existing_administrator_without_changing_the_account(account: Account) -> None:
    give(account, "extra@univ.example")
    before = account.row
    again(account.world, NAME, "", ("extra@univ.example",))
    assert account.row == before
    withdraw(account, "extra@univ.example")
    assert again(account.world, NAME, "", ("extra@univ.example",)) == RowResult(Imported.UNCHANGED)


def test_import_row_without_a_name_creates_no_account(world: World) -> None:
    before = world.rows()
    assert again(world, None, "", ()) == RowResult(Imported.NAMELESS)
    assert world.rows() == before


def test_existing_role_is_never_overwritten_by_a_grant(account: Account) -> None:
    moved(account, COLLEAGUE, "cal@elsewhere.example")
    (grant,) = [grant for grant in grants(account) if grant.grant_id == role_id(account.account_id, CAL)]
    before = account.world.rows()
    with pytest.raises(StaleState):
        account.world.ports.store.commit([GiveRole(replace(grant, email=CAL, claimed_by=None))])
    assert account.world.rows() == before


@pytest.mark.parametrize("number", [ROLES_AT_ONCE, ROLES_AT_ONCE + 1, MOST_ADMINISTRATORS])
def test_as_many_administrators_as_an_account_may_have_are_imported_by_one_row(world: World, number: int) -> None:
    people = [f"a{one:02}@univ.example" for one in range(number)]
    assert again(world, NAME, "", people) == RowResult(Imported.CREATED)
    assert listed(the_account(world)) == people
    before = world.rows()
    assert again(world, NAME, "", people) == RowResult(Imported.UNCHANGED)
    assert world.rows() == before
    assert_consistent(world)


def test_many_administrators_are_added_to_an_account(account: Account) -> None:
    people = [f"a{one:02}@univ.example" for one in range(MOST_ADMINISTRATORS)]
    result = again(account.world, NAME, "", people)
    assert result.imported is Imported.CHANGED
    assert {one.reason for one in result.left_alone} == {Reason.ROLES_FULL}
    assert listed(account) == sorted([ADMIN, CAL, *people[:-2]])
    assert_consistent(account.world)


def test_import_of_a_requested_account_keeps_its_data_and_adds_new_administrators(world: World) -> None:
    request = world.submit()
    link_actions.approve(world.ports, world.token(request), True)
    account = the_account(world)
    result = again(world, "Another Name", "", ("it@univ.example", "new@univ.example"))
    assert result == RowResult(Imported.CHANGED, (LeftAlone("/account_name", Reason.LAST_UNKNOWN),))
    assert listed(account) == ["it@univ.example", "new@univ.example"]
    approver = person("it@univ.example")
    claim_at_sign_in(world.ports, approver)
    withdraw(account, "new@univ.example", by=approver)
    again(world, NAME, "", ("it@univ.example", "new@univ.example"))
    assert listed(account) == ["it@univ.example"]
    assert_consistent(world)

"""An import states what was: what administrators decided since stands, and all that it changes is in the trail."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.accounts.import_merge import LeftAlone, Reason
from chalicelib.domain.accounts.importing import role_id
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
    assert_sound,
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
    """Imported with two administrators, who have signed in."""
    world.import_account(NAME, DOMAIN, (ADMIN, CAL))
    for one in (ADMINISTRATOR, COLLEAGUE):
        claim_at_sign_in(world.ports, one)
    return the_account(world)


def test_a_withdrawn_administrator_stays_withdrawn(account: Account) -> None:
    withdraw(account, CAL)
    assert again(account.world, NAME, "", (ADMIN, CAL)) == RowResult(Imported.UNCHANGED)
    assert listed(account) == [ADMIN]
    assert_sound(account.world)


def test_an_administrator_who_moved_to_another_address_stays_there(account: Account) -> None:
    there = moved(account, COLLEAGUE, "cal@elsewhere.example")
    assert again(account.world, NAME, "", (ADMIN, CAL)) == RowResult(Imported.UNCHANGED)
    assert listed(account) == sorted([ADMIN, "cal@elsewhere.example"])
    assert account.world.ports.store.address_grants("somebody-else", CAL) == []
    assert_sound(account.world)
    withdraw(account, ADMIN, by=there)
    assert listed(account) == ["cal@elsewhere.example"]


@pytest.mark.parametrize("leaves", [withdraw, lambda account, email: moved(account, person(email), "x@new.example")])
def test_whoever_lost_a_role_that_no_import_gave_is_not_given_it_by_one(account: Account, leaves: Any) -> None:
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
def test_name_and_visibility_that_an_administrator_chose_stay(
    account: Account, name: str | None, visibility: str
) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    administration.change_account(ports, caller, account.account_id, Alteration("Another Name", "restricted"))
    before = account.world.rows()
    assert again(account.world, name, visibility, ()) == RowResult(Imported.UNCHANGED)
    assert account.world.rows() == before


def test_a_name_that_was_changed_since_is_reported_and_the_rest_goes_in(account: Account) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    administration.change_account(ports, caller, account.account_id, Alteration("Another Name"))
    result = again(account.world, "A Third Name", "restricted", ())
    assert result == RowResult(Imported.CHANGED, (LeftAlone("/account_name", Reason.CHANGED_SINCE),))
    assert account.row.account_name == "Another Name"
    assert account.row.search_visibility is Visibility.RESTRICTED


def test_all_that_an_import_changes_is_an_event_without_name_or_address(account: Account) -> None:
    again(account.world, "New Name", "restricted", ("new@univ.example",))
    first, second = account.world.ports.store.account_events(account.account_id)
    assert {first.kind, second.kind} == {EventKind.ACCOUNT_IMPORTED}
    fields = "account_name search_visibility administrators"
    assert first.details == {"change": "created", "fields": fields, "roles": 2}
    assert second.details == {"change": "changed", "fields": fields, "roles": 1}
    assert (second.actor.role.value, second.actor.who) == ("system", "")
    assert (account.row.event_count, account.row.last_seal) == (2, second.seal)
    assert account.account_id in all_trail_ids(account.world.container)
    assert_sound(account.world)


def test_an_event_of_an_import_that_was_edited_is_seen(account: Account) -> None:
    (event,) = account.world.ports.store.account_events(account.account_id)
    item = item_of(keys.account_event(account.account_id, event.sequence))
    put({**item, "document": {"S": item["document"]["S"].replace('"roles":2', '"roles":1')}})
    assert not holds(account.world.container, account.account_id)


def test_an_import_that_changes_nothing_writes_nothing(account: Account) -> None:
    before = account.world.rows()
    for people in ((ADMIN, CAL), (CAL,), ()):
        assert again(account.world, NAME, "unrestricted", people) == RowResult(Imported.UNCHANGED)
    assert account.world.rows() == before


def test_who_is_an_administrator_already_is_only_noted(account: Account) -> None:
    give(account, "extra@univ.example")
    before = account.row
    again(account.world, NAME, "", ("extra@univ.example",))
    assert account.row == before
    withdraw(account, "extra@univ.example")
    assert again(account.world, NAME, "", ("extra@univ.example",)) == RowResult(Imported.UNCHANGED)


def test_a_row_without_a_name_makes_no_account(world: World) -> None:
    before = world.rows()
    assert again(world, None, "", ()) == RowResult(Imported.NAMELESS)
    assert world.rows() == before


def test_a_role_is_never_given_over_one_that_is_there(account: Account) -> None:
    moved(account, COLLEAGUE, "cal@elsewhere.example")
    (grant,) = [one for one in grants(account) if one.grant_id == role_id(account.account_id, CAL)]
    before = account.world.rows()
    with pytest.raises(StaleState):
        account.world.ports.store.commit([GiveRole(replace(grant, email=CAL, claimed_by=None))])
    assert account.world.rows() == before


def test_an_account_that_a_request_founded_keeps_what_it_has_and_is_given_who_is_new(world: World) -> None:
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
    assert_sound(world)

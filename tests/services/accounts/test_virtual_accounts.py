"""Virtual Accounts are moved with all below them, and removed when nothing is lost by it."""

from collections.abc import Callable

import pytest

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import DEEPEST, Alteration, Move
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.services.access import requests
from chalicelib.services.access.roles import give_role, withdraw_role
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.read import VirtualAccountFile
from infra.verify import holds
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.unit_of_work.interrupted import interrupted
from tests.world import World

USER = AccessRole.VIRTUAL_ACCOUNT_USER


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def moved(account: Account, part_id: str, parent_id: str | None, **changed: str) -> VirtualAccountFile:
    wanted, by = Alteration(**changed, move=Move(parent_id)), account.caller(ADMINISTRATOR)
    return administration.change_part(account.world.ports, by, account.account_id, part_id, wanted)


def removed(account: Account, part_id: str) -> None:
    administration.remove_part(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, part_id)


def parents(account: Account) -> dict[str, str | None]:
    present = account.world.ports.store.virtual_accounts(account.account_id)
    return {one.virtual_account_id: one.parent_id for one in present}


def fault_of(account: Account, part_id: str, parent_id: str | None, **changed: str) -> tuple[str, str]:
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        moved(account, part_id, parent_id, **changed)
    assert account.world.rows() == before
    (fault,) = refused.value.errors
    return fault.pointer, fault.code


def test_moved_virtual_account_takes_those_below_it_along(account: Account) -> None:
    below = account.virtual_account("Optics", account.lab).virtual_account_id
    account.world.clock.advance(hours=1)
    file = moved(account, account.lab, account.office)
    assert (parents(account)[account.lab], parents(account)[below]) == (account.office, account.lab)
    assert file.virtual_account.parent_id == account.office
    assert file.virtual_account.updated_at == account.world.clock.now()
    assert {one.virtual_account_id for one in file.hierarchy} == set(parents(account))
    assert moved(account, account.lab, None).virtual_account.parent_id is None
    assert holds(account.world.container, account.account_id)


def test_move_to_the_same_place_writes_nothing(account: Account) -> None:
    before = account.world.rows()
    moved(account, account.lab, None)
    assert account.world.rows() == before


def test_virtual_account_is_never_below_itself(account: Account) -> None:
    below = account.virtual_account("Optics", account.lab).virtual_account_id
    deeper = account.virtual_account("Lasers", below).virtual_account_id
    for target in (account.lab, below, deeper):
        assert fault_of(account, account.lab, target) == ("/parent_id", FieldCode.BELOW_ITSELF)


def test_new_place_must_exist_and_have_no_sibling_of_that_name(account: Account) -> None:
    assert fault_of(account, account.lab, "nothing") == ("/parent_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)
    account.virtual_account("LAB", account.office)
    assert fault_of(account, account.lab, account.office) == ("/name", FieldCode.NAME_TAKEN)
    assert moved(account, account.lab, account.office, name="Laboratory").virtual_account.name == "Laboratory"


def test_what_lies_below_counts_for_the_depth(account: Account) -> None:
    parent = account.lab
    for level in range(DEEPEST - 2):
        parent = account.virtual_account(f"Level {level}", parent).virtual_account_id
    assert moved(account, account.lab, account.office).virtual_account.parent_id == account.office
    top = account.virtual_account("Top").virtual_account_id
    assert fault_of(account, account.office, top) == ("/parent_id", FieldCode.TOO_DEEP)


def test_empty_virtual_account_is_removed_and_the_trail_says_so(account: Account) -> None:
    removed(account, account.lab)
    assert account.lab not in parents(account)
    last = account.world.ports.store.account_events(account.account_id)[-1]
    assert (last.kind, last.details) == (EventKind.VIRTUAL_ACCOUNT_REMOVED, {"virtual_account": account.lab})
    assert holds(account.world.container, account.account_id)
    with pytest.raises(Refused) as refused:
        removed(account, account.lab)
    assert refused.value.problem is Problem.VIRTUAL_ACCOUNT_UNKNOWN


def given(account: Account, email: str) -> None:
    form = RoleForm(email, USER.value, account.lab)
    give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, form)


def with_another_below(account: Account) -> None:
    account.virtual_account("Optics", account.lab)


def with_a_role(account: Account) -> None:
    given(account, str(ADMINISTRATOR.email))


def with_an_offer(account: Account) -> None:
    given(account, "newcomer@new.example")


def with_an_access_request(account: Account) -> None:
    account.ask(COLLEAGUE, USER, account.lab)


USES: dict[str, Callable[[Account], None]] = {
    "virtual_accounts_below": with_another_below,
    "roles": with_a_role,
    "offered_roles": with_an_offer,
    "access_requests": with_an_access_request,
}


@pytest.mark.parametrize("use", USES)
def test_virtual_account_in_use_stays_and_its_use_is_told(account: Account, use: str) -> None:
    USES[use](account)
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        removed(account, account.lab)
    assert refused.value.problem is Problem.VIRTUAL_ACCOUNT_IN_USE
    assert refused.value.facts == {**dict.fromkeys(USES, 0), use: 1}
    assert account.world.rows() == before
    removed(account, account.office)


def test_default_virtual_account_stays(account: Account) -> None:
    (default,) = (one for one in account.world.ports.store.virtual_accounts(account.account_id) if one.is_default)
    with pytest.raises(Refused) as refused:
        removed(account, default.virtual_account_id)
    assert refused.value.problem is Problem.VIRTUAL_ACCOUNT_IS_DEFAULT


def test_virtual_account_whose_role_was_withdrawn_is_removed(account: Account) -> None:
    (grant,) = account.give(COLLEAGUE, USER, account.lab).grants
    withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, grant.grant_id)
    removed(account, account.lab)


@pytest.mark.parametrize("use", USES)
def test_whatever_comes_first_no_use_of_a_removed_virtual_account_is_left(account: Account, use: str) -> None:
    """The removal commits between what the other reads and its commit, and the other way round."""
    ports = interrupted(account.world.ports, lambda: USES[use](account))
    with pytest.raises(Refused) as refused:
        administration.remove_part(ports, account.caller(ADMINISTRATOR), account.account_id, account.lab)
    assert refused.value.problem is Problem.VIRTUAL_ACCOUNT_IN_USE


def test_request_for_a_virtual_account_that_was_removed_meanwhile_is_refused(account: Account) -> None:
    caller = account.world.caller(COLLEAGUE)
    form = AccessRequestForm("virtual_accounts", USER.value, (account.lab,), "")
    ports = interrupted(account.world.ports, lambda: removed(account, account.lab))
    with pytest.raises(Refused) as refused:
        requests.ask(ports, caller, account.account_id, form)
    assert [error.code for error in refused.value.errors] == [FieldCode.VIRTUAL_ACCOUNT_MISSING]


def test_access_to_a_virtual_account_that_was_removed_meanwhile_is_not_granted(account: Account) -> None:
    asked = account.ask(COLLEAGUE, USER, account.office)
    choice = Choice("virtual_accounts", USER.value, (account.lab,))
    ports = interrupted(account.world.ports, lambda: removed(account, account.lab))
    with pytest.raises(Refused):
        requests.approve(ports, account.caller(ADMINISTRATOR), asked.access_request_id, choice)
    assert not [one for one in account.caller(COLLEAGUE).grants if one.virtual_account_id == account.lab]

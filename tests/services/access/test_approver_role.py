"""The approver's role, which opens nothing, is no longer offered; who has it keeps it until it is withdrawn."""

from collections.abc import Callable

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import GIVEN_ROLES, AccessRole
from chalicelib.domain.errors import FieldCode, Refused
from chalicelib.services.access import requests
from chalicelib.services.access.roles import give_role, roles_on, withdraw_role
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World

APPROVER, USER = AccessRole.SMART_ACCOUNT_APPROVER, AccessRole.SMART_ACCOUNT_USER


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def test_every_other_role_is_offered() -> None:
    assert set(GIVEN_ROLES) == set(AccessRole) - {APPROVER}


def asked(account: Account) -> object:
    return account.ask(ADMINISTRATOR, APPROVER)


def given(account: Account) -> object:
    form = RoleForm(str(COLLEAGUE.email), APPROVER.value)
    return give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, form)


def approved(account: Account) -> object:
    (entry,) = requests.inbox_of(account.world.ports, account.account_id).waiting
    caller, choice = account.caller(ADMINISTRATOR), Choice(role=APPROVER.value)
    return requests.approve(account.world.ports, caller, entry.access_request_id, choice)


@pytest.mark.parametrize("act", [asked, given, approved])
def test_approvers_role_is_refused_by_the_field_and_nothing_changes(
    account: Account, act: Callable[[Account], object]
) -> None:
    account.ask(COLLEAGUE, USER)
    account.world.caller(ADMINISTRATOR)
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        act(account)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [("/role", FieldCode.NOT_ONE_OF)]
    assert account.world.rows() == before


def test_role_of_earlier_releases_is_kept_listed_and_withdrawn(account: Account) -> None:
    account.give(COLLEAGUE, APPROVER)
    by = account.caller(ADMINISTRATOR)
    (grant,) = [one for one in roles_on(account.world.ports, by, account.account_id) if one.role is APPROVER]
    withdraw_role(account.world.ports, by, account.account_id, grant.grant_id)
    assert account.roles_of(COLLEAGUE) == set()

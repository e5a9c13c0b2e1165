"""Giving and withdrawing roles, who has them and why, and that the last administrator stays."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, AccessRole, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.services.access.claim_grants import claim_at_sign_in, claim_roles
from chalicelib.services.access.roles import give_role, roles_on, withdraw_role
from chalicelib.services.requests.link_actions import approve
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World, person

ADMIN, USER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_USER
SECOND = person("second@univ.example", name="Sam Second")


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def granted(account: Account, email: str, role: AccessRole, part: str = "") -> str:
    by = account.caller(ADMINISTRATOR)
    return give_role(account.world.ports, by, account.account_id, RoleForm(email, role.value, part)).grant_id


def withdrawn(account: Account, grant_id: str, by: Caller | None = None) -> None:
    withdraw_role(account.world.ports, by or account.caller(ADMINISTRATOR), account.account_id, grant_id)


def role_id(account: Account, email: str) -> str:
    return next(
        one.grant_id for one in account.world.ports.store.account_grants(account.account_id) if one.email == email
    )


def refused_with(problem: Problem, account: Account, grant_id: str) -> None:
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        withdrawn(account, grant_id)
    assert refused.value.problem is problem
    assert account.world.rows() == before


def test_a_role_is_the_addresss_until_somebody_signs_in_with_it(account: Account) -> None:
    granted(account, str(COLLEAGUE.email), USER)
    assert account.roles_of(COLLEAGUE) == {(USER, None)}
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    (grant,) = account.caller(COLLEAGUE).grants
    assert (grant.claimed_by, grant.name) == (COLLEAGUE.person_id, "Cal Colleague")


def test_once_claimed_it_goes_with_the_person_and_not_with_the_address(account: Account) -> None:
    granted(account, str(COLLEAGUE.email), USER)
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    married = person("new-name@univ.example")
    moved = account.world.ports.store.grants(COLLEAGUE.person_id, married.email.key)
    successor = account.world.ports.store.grants("somebody-else", COLLEAGUE.email.key)
    assert ([one.role for one in moved], list(successor)) == ([USER], [])


def test_it_follows_them_to_their_new_address_at_the_next_sign_in(account: Account) -> None:
    granted(account, str(SECOND.email), ADMIN)
    claim_at_sign_in(account.world.ports, SECOND)
    moved = replace(SECOND, email=MailAddress.parse("new-name@univ.example"))
    claim_at_sign_in(account.world.ports, moved)
    (grant,) = account.caller(moved).grants
    assert (grant.email, grant.claimed_by) == ("new-name@univ.example", SECOND.person_id)
    assert [one.email for one in account.row.administrators] == ["admin@univ.example", "new-name@univ.example"]
    assert not [key for key in account.world.rows() if key[0] == "ADDRESS#second@univ.example"]
    withdrawn(account, grant.grant_id)
    assert not [key for key in account.world.rows() if grant.grant_id in key[1]]


def test_claiming_twice_or_what_was_withdrawn_meanwhile_changes_nothing(account: Account) -> None:
    grant_id = granted(account, str(COLLEAGUE.email), USER)
    before_withdrawal = account.caller(COLLEAGUE)
    withdrawn(account, grant_id)
    rows = account.world.rows()
    claim_roles(account.world.ports, COLLEAGUE, before_withdrawal.grants)
    assert account.world.rows() == rows
    assert account.roles_of(COLLEAGUE) == set()


def test_a_claimed_role_can_be_withdrawn_and_is_gone_everywhere(account: Account) -> None:
    grant_id = granted(account, str(COLLEAGUE.email), USER)
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    withdrawn(account, grant_id)
    assert not [key for key in account.world.rows() if grant_id in key[1]]


def test_an_administrator_is_known_by_name_once_they_have_signed_in(account: Account) -> None:
    claim_at_sign_in(account.world.ports, ADMINISTRATOR)
    assert [(one.email, one.name) for one in account.row.administrators] == [
        ("admin@univ.example", "Ada Administrator")
    ]


def test_an_administrator_who_is_made_one_is_listed_and_one_who_is_not_any_more_is_not(account: Account) -> None:
    grant_id = granted(account, str(SECOND.email), ADMIN)
    assert [one.email for one in account.row.administrators] == ["admin@univ.example", "second@univ.example"]
    withdrawn(account, grant_id)
    assert [one.email for one in account.row.administrators] == ["admin@univ.example"]


def test_the_last_administrator_stays(account: Account) -> None:
    refused_with(Problem.LAST_ADMINISTRATOR, account, role_id(account, "admin@univ.example"))


def test_an_administrator_twice_over_loses_one_role_and_stays_listed(account: Account) -> None:
    account.give(ADMINISTRATOR, ADMIN)
    withdrawn(account, role_id(account, "admin@univ.example"))
    assert [one.email for one in account.row.administrators] == ["admin@univ.example"]
    refused_with(Problem.LAST_ADMINISTRATOR, account, role_id(account, "admin@univ.example"))


def test_of_two_administrators_who_withdraw_each_other_one_stays(account: Account) -> None:
    own, theirs = role_id(account, "admin@univ.example"), granted(account, str(SECOND.email), ADMIN)
    second = account.caller(SECOND)
    withdrawn(account, theirs)
    with pytest.raises(Refused) as refused:
        withdrawn(account, own, by=second)
    assert refused.value.problem is Problem.LAST_ADMINISTRATOR


def test_a_role_that_is_not_there_is_unknown(account: Account) -> None:
    refused_with(Problem.ROLE_UNKNOWN, account, "nothing")


def test_the_very_role_that_an_address_has_is_not_given_twice(account: Account) -> None:
    granted(account, str(COLLEAGUE.email), USER)
    with pytest.raises(Refused) as refused:
        granted(account, str(COLLEAGUE.email), USER)
    assert refused.value.problem is Problem.ACCESS_ALREADY_GRANTED


@pytest.mark.parametrize(
    ("typed", "pointers"),
    [
        (RoleForm("nobody", "smart_account_user"), {"/email"}),
        (RoleForm("a@univ.example", "emperor"), {"/role"}),
        (RoleForm("a@univ.example", "virtual_account_user"), {"/virtual_account_id"}),
        (RoleForm("a@univ.example", "virtual_account_user", "nothing"), {"/virtual_account_id"}),
        (RoleForm("nobody", "smart_account_user", "nothing"), {"/email", "/role"}),
    ],
)
def test_a_role_that_makes_no_sense_is_refused_field_by_field(
    account: Account, typed: RoleForm, pointers: set[str]
) -> None:
    with pytest.raises(Refused) as refused:
        give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, typed)
    assert {one.pointer for one in refused.value.errors} == pointers


def test_an_account_has_so_many_administrators_and_no_more(account: Account) -> None:
    for number in range(MOST_ADMINISTRATORS - 1):
        granted(account, f"a{number}@univ.example", ADMIN)
    with pytest.raises(Refused) as refused:
        granted(account, "one-more@univ.example", ADMIN)
    assert {one.pointer for one in refused.value.errors} == {"/role"}


def test_nobody_gives_roles_on_an_account_that_is_not_active(world: World) -> None:
    request = world.submit()
    one = Account(world, request.account_id, "", "")
    one.give(ADMINISTRATOR, ADMIN)
    with pytest.raises(Refused) as refused:
        granted(one, str(COLLEAGUE.email), USER)
    assert refused.value.problem is Problem.ACTION_NOT_ALLOWED


def test_every_role_says_why_it_is_there(world: World) -> None:
    request = world.submit()
    approve(world.ports, world.token(request), True)
    one = Account(world, request.account_id, "", "")
    founder = person("it@univ.example")
    give_role(world.ports, one.caller(founder), request.account_id, RoleForm(str(COLLEAGUE.email), USER.value))
    origins = {grant.email: grant.origin for grant in roles_on(world.ports, one.caller(founder), one.account_id)}
    assert origins == {
        "it@univ.example": GrantOrigin.APPROVAL,
        "colleague@univ.example": GrantOrigin.ADMINISTRATOR,
    }


def test_who_runs_a_virtual_account_sees_the_roles_on_it_and_no_other(account: Account) -> None:
    runner = account.give(SECOND, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.lab)
    account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_USER, account.office)
    seen = roles_on(account.world.ports, runner, account.account_id)
    assert [(one.email, one.virtual_account_id) for one in seen] == [("second@univ.example", account.lab)]

"""Granting and withdrawing roles, the list of roles with their origins, and that the last administrator stays."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.services.access.claim_grants import claim_at_sign_in, claim_roles
from chalicelib.services.access.offers import accept_offer
from chalicelib.services.access.roles import give_role, roles_on, withdraw_role
from chalicelib.services.requests.link_actions import approve
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World, person

ADMIN, USER = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_USER
SECOND = person("second@univ.example", name="Sam Second")

NAMES = {str(one.email): one.name for one in (COLLEAGUE, SECOND)}


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def granted(account: Account, email: str, role: AccessRole, virtual_account_id: str = "") -> str:
    by = account.caller(ADMINISTRATOR)
    form = RoleForm(email, role.value, virtual_account_id)
    given = give_role(account.world.ports, by, account.account_id, form)
    if isinstance(given, Grant):
        return given.grant_id
    receiver = person(email, name=NAMES.get(email, ""))
    return accept_offer(account.world.ports, receiver, account.account_id, given.offer_id).grant_id


def withdrawn(account: Account, grant_id: str, by: Caller | None = None) -> None:
    withdraw_role(account.world.ports, by or account.caller(ADMINISTRATOR), account.account_id, grant_id)


def role_id(account: Account, email: str) -> str:
    return next(
        grant.grant_id for grant in account.world.ports.store.account_grants(account.account_id) if grant.email == email
    )


def assert_withdrawal_refused(problem: Problem, account: Account, grant_id: str) -> None:
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        withdrawn(account, grant_id)
    assert refused.value.problem is problem
    assert account.world.rows() == before


def test_role_belongs_to_the_address_until_its_holder_signs_in(account: Account) -> None:
    account.give(COLLEAGUE, USER)
    assert account.roles_of(COLLEAGUE) == {(USER, None)}
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    (grant,) = account.caller(COLLEAGUE).grants
    assert (grant.claimed_by, grant.name) == (COLLEAGUE.person_id, "Cal Colleague")


def test_claimed_role_belongs_to_the_person_and_not_to_the_address(account: Account) -> None:
    granted(account, str(COLLEAGUE.email), USER)
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    new_address = person("new-name@univ.example")
    moved = account.world.ports.store.grants(COLLEAGUE.person_id, str(new_address.email))
    successor = account.world.ports.store.grants("somebody-else", str(COLLEAGUE.email))
    assert ([grant.role for grant in moved], list(successor)) == ([USER], [])


def test_claimed_role_moves_to_the_persons_new_address_at_the_next_sign_in(account: Account) -> None:
    granted(account, str(SECOND.email), ADMIN)
    claim_at_sign_in(account.world.ports, SECOND)
    moved = replace(SECOND, email=MailAddress.parse("new-name@univ.example"))
    claim_at_sign_in(account.world.ports, moved)
    (grant,) = account.caller(moved).grants
    assert (grant.email, grant.claimed_by) == ("new-name@univ.example", SECOND.person_id)
    assert [contact.email for contact in account.row.administrators] == ["admin@univ.example", "new-name@univ.example"]
    assert not [key for key in account.world.rows() if key[0] == "ADDRESS#second@univ.example"]
    withdrawn(account, grant.grant_id)
    assert not [key for key in account.world.rows() if grant.grant_id in key[1]]


def test_claiming_a_withdrawn_role_changes_nothing(account: Account) -> None:
    account.give(COLLEAGUE, USER)
    grant_id = role_id(account, str(COLLEAGUE.email))
    before_withdrawal = account.caller(COLLEAGUE)
    withdrawn(account, grant_id)
    rows = account.world.rows()
    claim_roles(account.world.ports, COLLEAGUE, before_withdrawal.grants)
    assert account.world.rows() == rows
    assert account.roles_of(COLLEAGUE) == set()


def test_withdrawn_claimed_role_is_removed_everywhere(account: Account) -> None:
    grant_id = granted(account, str(COLLEAGUE.email), USER)
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    withdrawn(account, grant_id)
    assert not [key for key in account.world.rows() if grant_id in key[1]]


def test_administrator_is_listed_by_name_after_signing_in(account: Account) -> None:
    claim_at_sign_in(account.world.ports, ADMINISTRATOR)
    assert [(contact.email, contact.name) for contact in account.row.administrators] == [
        ("admin@univ.example", "Ada Administrator")
    ]


def test_account_lists_administrators_as_roles_are_granted_and_withdrawn(account: Account) -> None:
    grant_id = granted(account, str(SECOND.email), ADMIN)
    assert [contact.email for contact in account.row.administrators] == ["admin@univ.example", "second@univ.example"]
    withdrawn(account, grant_id)
    assert [contact.email for contact in account.row.administrators] == ["admin@univ.example"]


def test_last_administrator_cannot_be_withdrawn(account: Account) -> None:
    assert_withdrawal_refused(Problem.LAST_ADMINISTRATOR, account, role_id(account, "admin@univ.example"))


def test_administrator_with_two_roles_stays_listed_after_losing_one(account: Account) -> None:
    account.give(ADMINISTRATOR, ADMIN)
    withdrawn(account, role_id(account, "admin@univ.example"))
    assert [contact.email for contact in account.row.administrators] == ["admin@univ.example"]
    assert_withdrawal_refused(Problem.LAST_ADMINISTRATOR, account, role_id(account, "admin@univ.example"))


def test_two_administrators_who_withdraw_each_other_leave_one(account: Account) -> None:
    own, theirs = role_id(account, "admin@univ.example"), granted(account, str(SECOND.email), ADMIN)
    second = account.caller(SECOND)
    withdrawn(account, theirs)
    with pytest.raises(Refused) as refused:
        withdrawn(account, own, by=second)
    assert refused.value.problem is Problem.LAST_ADMINISTRATOR


def test_withdrawing_an_unknown_role_is_refused(account: Account) -> None:
    assert_withdrawal_refused(Problem.ROLE_UNKNOWN, account, "nothing")


def test_role_already_held_by_the_address_is_not_granted_again(account: Account) -> None:
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
def test_invalid_role_names_each_invalid_field(account: Account, typed: RoleForm, pointers: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, typed)
    assert {error.pointer for error in refused.value.errors} == pointers


def test_account_cannot_exceed_the_maximum_of_administrators(account: Account) -> None:
    for number in range(MOST_ADMINISTRATORS - 1):
        granted(account, f"a{number}@univ.example", ADMIN)
    with pytest.raises(Refused) as refused:
        granted(account, "one-more@univ.example", ADMIN)
    assert {error.pointer for error in refused.value.errors} == {"/role"}


def test_roles_cannot_be_granted_on_an_inactive_account(world: World) -> None:
    request = world.submit()
    account = Account(world, request.account_id, "", "")
    account.give(ADMINISTRATOR, ADMIN)
    with pytest.raises(Refused) as refused:
        granted(account, str(COLLEAGUE.email), USER)
    assert refused.value.problem is Problem.ACTION_NOT_ALLOWED


def test_every_listed_role_has_its_origin(world: World) -> None:
    request = world.submit()
    approve(world.ports, world.token(request), True)
    one = Account(world, request.account_id, "", "")
    founder = person("it@univ.example")
    given = give_role(world.ports, one.caller(founder), one.account_id, RoleForm(str(COLLEAGUE.email), USER.value))
    assert isinstance(given, Offer)
    accept_offer(world.ports, COLLEAGUE, one.account_id, given.offer_id)
    origins = {grant.email: grant.origin for grant in roles_on(world.ports, one.caller(founder), one.account_id)}
    assert origins == {
        "it@univ.example": GrantOrigin.APPROVAL,
        "colleague@univ.example": GrantOrigin.ADMINISTRATOR,
    }


def test_virtual_account_administrator_sees_only_the_roles_on_it(account: Account) -> None:
    lab_admin = account.give(SECOND, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.lab)
    account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_USER, account.office)
    seen = roles_on(account.world.ports, lab_admin, account.account_id)
    assert [(grant.email, grant.virtual_account_id) for grant in seen] == [("second@univ.example", account.lab)]

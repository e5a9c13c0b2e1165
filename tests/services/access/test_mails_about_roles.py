"""Whoever is given a role by somebody else, or loses one, is mailed once, with the way in."""

from email.message import EmailMessage

import pytest

from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.roles import give_role, roles_on, withdraw_role
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World

USER, VIEWER = AccessRole.SMART_ACCOUNT_USER, AccessRole.SMART_ACCOUNT_VIEWER
ON_LAB = AccessRole.VIRTUAL_ACCOUNT_USER


@pytest.fixture
def account(world: World) -> Account:
    """The colleague has claimed a role on it, so further ones are given without being offered."""
    made = Account.of(world)
    made.give(COLLEAGUE, VIEWER)
    claim_at_sign_in(world.ports, COLLEAGUE)
    claim_at_sign_in(world.ports, ADMINISTRATOR)
    world.work()
    return made


def given(account: Account, role: AccessRole, part: str = "", who: Person = COLLEAGUE) -> None:
    form = RoleForm(str(who.email), role.value, part)
    give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, form)


def withdrawn(account: Account, role: AccessRole, who: Person = COLLEAGUE) -> None:
    ports, caller = account.world.ports, account.caller(ADMINISTRATOR)
    grants = roles_on(ports, caller, account.account_id)
    (grant_id,) = [one.grant_id for one in grants if one.role is role and one.email == str(who.email)]
    withdraw_role(ports, caller, account.account_id, grant_id)


def only_mail(account: Account) -> EmailMessage:
    (mail,) = account.world.work()
    assert account.world.work() == []
    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("part", [False, True], ids=["account", "Virtual Account"])
def test_role_that_is_given_is_mailed_with_the_way_to_the_account(account: Account, part: bool) -> None:
    given(account, ON_LAB if part else USER, account.lab if part else "")
    mail = only_mail(account)
    assert (mail["To"], mail["Subject"]) == (str(COLLEAGUE.email), "You have a role: University of Example")
    assert f"/accounts/{account.account_id}" in text_of(mail)
    assert ("Lab" in text_of(mail)) is part


@pytest.mark.parametrize("part", [False, True], ids=["account", "Virtual Account"])
def test_role_that_is_taken_is_mailed_with_the_way_to_ask_again(account: Account, part: bool) -> None:
    role = ON_LAB if part else USER
    given(account, role, account.lab if part else "")
    only_mail(account)
    withdrawn(account, role)
    mail = only_mail(account)
    assert (mail["To"], mail["Subject"]) == (str(COLLEAGUE.email), "You no longer have a role: University of Example")
    assert f"/accounts/{account.account_id}/" in text_of(mail)
    assert ("Lab" in text_of(mail)) is part


def test_who_gives_a_role_to_themselves_or_gives_their_own_back_is_not_mailed(account: Account) -> None:
    given(account, USER, who=ADMINISTRATOR)
    withdrawn(account, USER, who=ADMINISTRATOR)
    assert account.world.work() == []


def test_mail_about_a_role_is_forgotten_like_that_about_an_offer(account: Account) -> None:
    given(account, USER)
    rows = [row for (_, sort), row in account.world.rows().items() if sort.startswith("MAIL#")]
    assert all(row.get("forget_at") for row in rows if "role_given" in str(row))

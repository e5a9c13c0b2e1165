"""A mailbox is one person whatever the case of its ASCII letters, and mail goes to the address as it was typed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.access.claiming import claimable_or_own
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.accounts.import_merge import Reason
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.requests import approve as approve_access
from chalicelib.services.access.roles import withdraw_role
from chalicelib.services.requests.link_actions import approve
from tests.domain.requests.stories import START
from tests.services.access.stories import ADMINISTRATOR, Account, stated
from tests.services.accounts.import_stories import again
from tests.world import World, person

ADMIN, USER, VIEWER = (
    AccessRole.SMART_ACCOUNT_ADMINISTRATOR,
    AccessRole.SMART_ACCOUNT_USER,
    AccessRole.SMART_ACCOUNT_VIEWER,
)
TYPED, LOWER = "John.Smith@customer.example", "john.smith@customer.example"


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def signing_in(email: str) -> Person:
    """The same person under any spelling; `parse` would refuse letters outside ASCII, as a sign-in does."""
    local, _, domain = email.partition("@")
    return replace(person("somebody@customer.example"), email=MailAddress(local, domain))


def granted(account: Account, email: str, role: AccessRole = USER) -> str:
    """Grant the role, whose holder has not signed in yet, as an earlier release and imports do."""
    form = RoleForm(email, role.value)
    return stated(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, form).grant_id


def emails(account: Account, who: Person) -> list[str]:
    """Sign in twice, and return the addresses of the roles that the person has then."""
    for _ in range(2):
        claim_at_sign_in(account.world.ports, who)
    grants = account.caller(who).grants
    assert all(grant.claimed_by == who.person_id for grant in grants)
    return sorted(grant.email for grant in grants)


@pytest.mark.parametrize(
    ("granted_to", "signs_in_as", "has"),
    [
        ([TYPED], LOWER, [TYPED]),
        ([LOWER], TYPED, [LOWER]),
        ([TYPED, LOWER], LOWER, [LOWER]),
        ([LOWER, TYPED], LOWER, [LOWER]),
        ([TYPED, LOWER], "JOHN.SMITH@customer.example", []),
        (["john@customer.example"], "john+x@customer.example", []),
        (["johnsmith@customer.example"], LOWER, []),
        (["kate@customer.example"], "\u212aate@customer.example", []),
    ],
)
def test_role_is_claimed_whatever_the_case_of_ascii_letters(
    account: Account, granted_to: list[str], signs_in_as: str, has: list[str]
) -> None:
    for email in granted_to:
        account.world.clock.advance(minutes=1)
        granted(account, email)
    assert emails(account, signing_in(signs_in_as)) == has


def test_approver_who_signs_in_with_small_letters_administers_the_account(world: World) -> None:
    request = world.submit(customer_emails=("John.Smith@univ.example",))
    approve(world.ports, world.token(request), True)
    account, who = Account(world, request.account_id, "", ""), signing_in("john.smith@univ.example")
    assert emails(account, who) == ["John.Smith@univ.example"]
    assert account.roles_of(who) == {(ADMIN, None)}
    assert [contact.email for contact in account.row.administrators] == ["John.Smith@univ.example"]


def test_mail_goes_to_the_claimed_address_as_it_was_typed(account: Account) -> None:
    granted(account, TYPED, ADMIN)
    who = signing_in(LOWER)
    emails(account, who)
    account.ask(person("other@univ.example"), USER)
    told = {mail["To"].addresses[0].addr_spec for mail in account.world.work()}
    assert {TYPED, str(ADMINISTRATOR.email)} <= told
    assert LOWER not in told


def test_claimed_role_never_moves_by_spelling(account: Account) -> None:
    granted(account, TYPED, ADMIN)
    emails(account, signing_in(LOWER))
    rows = account.world.rows()
    assert emails(account, signing_in("JOHN.SMITH@customer.example")) == [TYPED]
    assert account.world.rows() == rows


def test_claimed_role_still_moves_to_another_mailbox(account: Account) -> None:
    grant_id = granted(account, TYPED, ADMIN)
    emails(account, signing_in(LOWER))
    assert emails(account, signing_in("J.Smith@customer.example")) == ["J.Smith@customer.example"]
    partitions = {key[0] for key in account.world.rows() if key[1].endswith(grant_id)}
    assert "ADDRESS#j.smith@customer.example" in partitions
    assert not partitions & {f"ADDRESS#{TYPED}", f"ADDRESS#{LOWER}"}


def test_role_in_another_account_for_another_spelling_changes_nothing(account: Account) -> None:
    granted(account, TYPED)
    account.world.give_role("JOHN.SMITH@customer.example", "elsewhere", USER)
    assert TYPED in emails(account, signing_in(LOWER))


def test_person_who_claimed_a_role_gets_the_next_one_in_any_spelling(account: Account) -> None:
    granted(account, LOWER)
    who = signing_in(LOWER)
    emails(account, who)
    account.world.clock.advance(minutes=1)
    granted(account, TYPED, VIEWER)
    assert emails(account, who) == [TYPED, LOWER]


def test_role_that_the_mailbox_has_claimed_is_not_granted_again_in_another_spelling(account: Account) -> None:
    granted(account, TYPED)
    emails(account, signing_in(LOWER))
    with pytest.raises(Refused) as refused:
        granted(account, LOWER)
    assert refused.value.problem is Problem.ACCESS_ALREADY_GRANTED


def test_import_does_not_restore_a_lost_role_in_another_spelling(account: Account) -> None:
    grant_id = granted(account, TYPED, ADMIN)
    withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, grant_id)
    for spelling in (TYPED, LOWER):
        result = again(account.world, None, "", (spelling,))
        assert [left.reason for left in result.left_alone] == [Reason.ROLE_LOST]


def test_import_does_not_list_an_administrator_twice_for_another_spelling(account: Account) -> None:
    again(account.world, None, "", ("ADMIN@univ.example",))
    assert [contact.email for contact in account.row.administrators] == [str(ADMINISTRATOR.email)]


def test_nobody_decides_their_own_access_request_in_another_spelling(account: Account) -> None:
    claim_at_sign_in(account.world.ports, ADMINISTRATOR)
    requester = replace(ADMINISTRATOR, email=MailAddress("Admin", "univ.example"), person_id="another-subject")
    asked = account.ask(requester, USER)
    with pytest.raises(Refused) as refused:
        approve_access(account.world.ports, account.caller(ADMINISTRATOR), asked.access_request_id, Choice())
    assert refused.value.problem is Problem.OWN_REQUEST


def listed_as_before(account: Account, grant_id: str) -> None:
    """Move the row of the role to where earlier releases listed it: with the exact spelling of the address."""
    table, sort = account.world.table, keys.address_grant("", account.account_id, grant_id)[1]
    row = table.delete((f"ADDRESS#{LOWER}", sort))
    assert row is not None
    table.put(replace(row, pk=f"ADDRESS#{TYPED}"))


@pytest.mark.parametrize("moves_to", [TYPED, "new@customer.example"])
def test_role_of_an_earlier_release_is_claimed_moved_and_withdrawn(account: Account, moves_to: str) -> None:
    grant_id = granted(account, TYPED)
    listed_as_before(account, grant_id)
    assert emails(account, signing_in(TYPED)) == [TYPED]
    assert emails(account, signing_in(moves_to)) == [moves_to]
    assert not [key for key in account.world.rows() if key[0] == f"ADDRESS#{TYPED}"]
    withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, grant_id)
    assert not [key for key in account.world.rows() if grant_id in key[1]]


def test_unclaimed_role_of_an_earlier_release_is_withdrawn_everywhere(account: Account) -> None:
    grant_id = granted(account, TYPED)
    listed_as_before(account, grant_id)
    withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, grant_id)
    assert not [key for key in account.world.rows() if grant_id in key[1]]


spellings = st.lists(st.booleans(), min_size=4, max_size=4).map(
    lambda capitals: "".join(c.upper() if up else c for c, up in zip("john", capitals, strict=True)) + "@a.example"
)


@given(st.lists(spellings, max_size=4, unique=True), spellings)
def test_of_several_spellings_the_exact_one_alone_is_claimed(granted_to: list[str], email: str) -> None:
    grants = [Grant(str(n), "a", to, USER, GrantOrigin.IMPORT, START) for n, to in enumerate(granted_to)]
    expected = granted_to if len(granted_to) == 1 else [to for to in granted_to if to == email]
    assert [grant.email for grant in claimable_or_own(grants, "somebody", email)] == expected

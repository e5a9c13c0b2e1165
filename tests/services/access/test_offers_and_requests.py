"""Access requests whose role is given otherwise, how many offers a giver may have mailed, and what stays of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.lists import waiting_for
from chalicelib.services.access.offers import accept_offer, decline_offer
from chalicelib.services.access.requests import approve
from chalicelib.services.access.roles import give_role, withdraw_role
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.world import World, person

USER, VIEWER = AccessRole.SMART_ACCOUNT_USER, AccessRole.SMART_ACCOUNT_VIEWER
VIRTUAL_ACCOUNT_USER = AccessRole.VIRTUAL_ACCOUNT_USER
STRANGER = person("stranger@far.example", name="Sam Stranger")


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def given(account: Account, role: AccessRole, part: str = "", who: Person = STRANGER) -> Grant | Offer:
    form = RoleForm(str(who.email), role.value, part)
    return give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, form)


def current(account: Account, request: AccessRequest) -> AccessRequest:
    found = account.world.ports.store.access_request(request.access_request_id)
    assert found is not None
    return found


def roles_on(account: Account) -> list[tuple[AccessRole, str | None]]:
    grants = account.world.ports.store.account_grants(account.account_id)
    return [(one.role, one.virtual_account_id) for one in grants if one.email == str(STRANGER.email)]


def test_giving_the_role_that_the_person_asks_for_approves_the_request(account: Account) -> None:
    request = account.ask(STRANGER, VIRTUAL_ACCOUNT_USER, account.lab)
    account.world.work()
    grant = given(account, VIRTUAL_ACCOUNT_USER, account.lab)
    assert isinstance(grant, Grant)
    assert grant.claimed_by == STRANGER.person_id
    assert current(account, request).status is AccessStatus.APPROVED
    assert not waiting_for(account.world.ports, account.caller(ADMINISTRATOR))
    (mail,) = account.world.work()
    assert mail["To"] == str(STRANGER.email)
    assert account.ask(STRANGER, USER).status is AccessStatus.PENDING


def test_other_role_than_the_person_asks_for_is_an_offer_and_the_request_waits(account: Account) -> None:
    request = account.ask(STRANGER, VIRTUAL_ACCOUNT_USER, account.lab)
    assert isinstance(given(account, USER), Offer)
    assert current(account, request).status is AccessStatus.PENDING


def test_one_of_the_virtual_accounts_that_a_person_asks_for_is_given_and_the_approval_adds_the_other(
    account: Account,
) -> None:
    request = account.ask(STRANGER, VIRTUAL_ACCOUNT_USER, account.lab, account.office)
    grant = given(account, VIRTUAL_ACCOUNT_USER, account.lab)
    assert isinstance(grant, Grant)
    assert grant.claimed_by == STRANGER.person_id
    assert current(account, request).status is AccessStatus.PENDING
    approve(account.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, Choice())
    assert sorted(roles_on(account)) == sorted([(VIRTUAL_ACCOUNT_USER, part) for part in (account.lab, account.office)])


@pytest.mark.parametrize("spelling", ["stranger@far.example", "Stranger@far.example", "stranger@moved.example"])
def test_approval_of_a_role_that_the_person_has_by_now_gives_it_no_second_time(account: Account, spelling: str) -> None:
    offer = given(account, USER)
    assert isinstance(offer, Offer)
    asker = replace(STRANGER, email=MailAddress.parse(spelling))
    request = account.ask(asker, USER)
    accept_offer(account.world.ports, STRANGER, account.account_id, offer.offer_id)
    approve(account.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, Choice())
    assert current(account, request).status is AccessStatus.APPROVED
    grants = account.world.ports.store.account_grants(account.account_id)
    assert [one.grant_id for one in grants if one.claimed_by == STRANGER.person_id] == [offer.offer_id]


def test_withdrawn_role_does_not_come_back_by_the_offer_of_it_that_is_still_open(account: Account) -> None:
    offer, other = given(account, USER), given(account, VIEWER)
    assert isinstance(offer, Offer)
    assert isinstance(other, Offer)
    approve(account.world.ports, account.caller(ADMINISTRATOR), account.ask(STRANGER, USER).access_request_id, Choice())
    (role,) = (one for one in account.caller(STRANGER).grants if one.account_id == account.account_id)
    withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, role.grant_id)
    with pytest.raises(Refused, match="offer-unknown"):
        accept_offer(account.world.ports, STRANGER, account.account_id, offer.offer_id)
    event = account.world.ports.store.account_events(account.account_id)[-1]
    assert (event.kind, event.details["offer_id"]) == (EventKind.ROLE_WITHDRAWN, offer.offer_id)
    accept_offer(account.world.ports, STRANGER, account.account_id, other.offer_id)


def test_own_request_is_not_approved_by_giving_the_role_to_ones_other_address(account: Account) -> None:
    other = replace(ADMINISTRATOR, email=MailAddress.parse("ada@far.example"))
    request = account.ask(other, VIEWER)
    assert isinstance(given(account, VIEWER, who=other), Offer)
    assert current(account, request).status is AccessStatus.PENDING


def test_offers_that_are_mailed_count_as_mails_that_the_giver_causes(account: Account) -> None:
    most, window = account.world.ports.policy.mails_per_requester, account.world.ports.policy.mail_window
    for number in range(most):
        given(account, USER, who=person(f"stranger-{number}@far.example"))
        account.world.clock.advance(seconds=1)
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        given(account, USER)
    assert refused.value.problem is Problem.MAIL_LIMIT
    assert refused.value.retry_after == window - timedelta(seconds=most)
    assert account.world.rows() == before
    account.world.clock.advance(seconds=refused.value.retry_after.total_seconds())
    assert isinstance(given(account, USER), Offer)


def test_every_row_with_the_receivers_address_is_forgotten_when_the_offer_has_ended(account: Account) -> None:
    """Nothing else would take the address of somebody who never answers out of the table."""
    account.world.work()
    for answer in (None, decline_offer):
        offer = given(account, VIEWER if answer else USER)
        assert isinstance(offer, Offer)
        assert account.world.work()
        if answer:
            receiver = replace(STRANGER, person_id="opaque")
            answer(account.world.ports, receiver, account.account_id, offer.offer_id)
        rows = [row for row in account.world.rows().values() if str(STRANGER.email) in str(row)]
        assert {row.get("forget_at", {}).get("N") for row in rows} == {str(int(offer.ends_at.timestamp()))}

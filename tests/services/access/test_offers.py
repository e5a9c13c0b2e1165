"""Offers of roles: who gets one, what it gives before it is accepted, how it is answered, and how it ends."""

from collections.abc import Sequence

import pytest

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.access.offers import MOST_OPEN, Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import GIVEN_ACCOUNT_ROLES, AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import LimitName, Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.person import Person, requester_of
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.offers import accept_offer, decline_offer, offering, open_offers_to
from chalicelib.services.access.roles import give_role, open_offers_of, roles_on, withdraw_role
from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.unit_of_work.access_writes import OfferRole
from chalicelib.services.unit_of_work.ports import StaleState
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.world import World, counted_calls, person

ADMIN, USER, VIEWER = GIVEN_ACCOUNT_ROLES[0], AccessRole.SMART_ACCOUNT_USER, AccessRole.SMART_ACCOUNT_VIEWER
STRANGER = person("stranger@far.example", name="Sam Stranger")


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def given(account: Account, who: Person, role: AccessRole = USER, part: str = "") -> Grant | Offer:
    form = RoleForm(str(who.email), role.value, part)
    return give_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, form)


def offerable(account: Account) -> list[tuple[AccessRole, str]]:
    """Five roles, each with its Virtual Account, if it is on one."""
    on_lab = (AccessRole.VIRTUAL_ACCOUNT_USER, AccessRole.VIRTUAL_ACCOUNT_VIEWER)
    return [*((role, "") for role in GIVEN_ACCOUNT_ROLES), *((role, account.lab) for role in on_lab)]


def offered(account: Account, role: AccessRole = USER, part: str = "") -> str:
    offer = given(account, STRANGER, role, part)
    assert isinstance(offer, Offer)
    return offer.offer_id


def offers_to(account: Account, who: Person = STRANGER) -> list[str]:
    return [offer.offer_id for offer in open_offers_to(account.world.ports, who, 25, None).items]


def offers_of(account: Account) -> list[str]:
    found = open_offers_of(account.world.ports, account.caller(ADMINISTRATOR), account.account_id)
    return [offer.offer_id for offer in found]


def kinds(account: Account) -> Sequence[EventKind]:
    return [event.kind for event in account.world.ports.store.account_events(account.account_id)]


def accept(account: Account, offer_id: str, who: Person = STRANGER) -> Grant:
    return accept_offer(account.world.ports, who, account.account_id, offer_id)


def decline(account: Account, offer_id: str, who: Person = STRANGER) -> None:
    decline_offer(account.world.ports, who, account.account_id, offer_id)


def withdraw(account: Account, offer_id: str) -> None:
    withdraw_role(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, offer_id)


def problem_of(account: Account, offer_id: str, who: Person = STRANGER) -> Problem:
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        accept(account, offer_id, who)
    assert account.world.rows() == before
    return refused.value.problem


def test_role_for_a_stranger_is_an_offer_that_gives_no_right(account: Account) -> None:
    offer_id = offered(account, ADMIN)
    claim_at_sign_in(account.world.ports, STRANGER)
    assert account.caller(STRANGER).grants == []
    assert offers_to(account) == offers_of(account) == [offer_id]
    roles = roles_on(account.world.ports, account.caller(ADMINISTRATOR), account.account_id)
    assert [grant.email for grant in roles] == [contact.email for contact in account.row.administrators]
    assert kinds(account)[-1] is EventKind.ROLE_OFFERED


def test_accepted_role_is_the_persons_own(account: Account) -> None:
    offer_id = offered(account, ADMIN)
    accept(account, offer_id)
    (grant,) = account.caller(STRANGER).grants
    assert (grant.grant_id, grant.claimed_by, grant.name) == (offer_id, STRANGER.person_id, "Sam Stranger")
    assert account.row.administrators[-1].name == "Sam Stranger"
    assert (offers_to(account), offers_of(account)) == ([], [])
    assert kinds(account)[-1] is EventKind.OFFER_ACCEPTED
    assert problem_of(account, offer_id) is Problem.OFFER_UNKNOWN


@pytest.mark.parametrize(("end", "kind"), [(decline, EventKind.OFFER_DECLINED), (withdraw, EventKind.OFFER_WITHDRAWN)])
def test_declined_or_withdrawn_offer_is_gone(account: Account, end: object, kind: EventKind) -> None:
    before = set(account.world.rows())
    offer_id = offered(account)
    (decline if end is decline else withdraw)(account, offer_id)
    assert problem_of(account, offer_id) is Problem.OFFER_UNKNOWN
    assert kinds(account)[-1] is kind
    assert (offers_to(account), offers_of(account)) == ([], [])
    assert [key for key in set(account.world.rows()) - before if offer_id in key[1]] == []


def test_what_is_offered_again_and_again_is_not_mailed_again(account: Account) -> None:
    account.world.work()
    for _ in range(MOST_OPEN + 3):
        withdraw(account, offered(account))
        declined = offered(account, VIEWER)
        decline(account, declined)
    mailed = [offered(account, role, part) for role, part in offerable(account)[:-1]]
    assert set(mailed) == set(offers_of(account))
    mails = [
        key for key, row in account.world.rows().items() if key[1].startswith("MAIL#") and "role_offered" in str(row)
    ]
    assert len(mails) == MOST_OPEN
    account.world.clock.advance(days=31)
    account.world.work()
    offered(account)
    assert len(account.world.work()) == 1


def test_two_givers_at_once_do_not_take_the_same_place(account: Account) -> None:
    ports, by = account.world.ports, account.caller(ADMINISTRATOR)
    found, now = ports.store.account(account.account_id), ports.clock.now()
    assert found is not None
    offers = []
    for number, role in enumerate((USER, VIEWER)):
        grant = Grant(f"role-{number}", account.account_id, str(STRANGER.email), role, GrantOrigin.ADMINISTRATOR, now)
        offers.append(offering(ports, by.person, found, grant, "", now)[0])
    ports.store.commit([OfferRole(offers[0], now)])
    with pytest.raises(StaleState):
        ports.store.commit([OfferRole(offers[1], now)])


def test_offer_ends_after_thirty_days_to_the_second(account: Account) -> None:
    first, second = offered(account), offered(account, VIEWER)
    account.world.clock.advance(days=30, seconds=-1)
    accept(account, first)
    account.world.clock.advance(seconds=1)
    assert problem_of(account, second) is Problem.OFFER_UNKNOWN
    assert (offers_to(account), offers_of(account)) == ([], [])
    with pytest.raises(Refused) as refused:
        withdraw(account, second)
    assert refused.value.problem is Problem.ROLE_UNKNOWN


def test_offer_is_for_its_address_alone(account: Account) -> None:
    assert problem_of(account, offered(account), person("other@far.example")) is Problem.OFFER_UNKNOWN


def test_same_role_is_not_offered_twice(account: Account) -> None:
    offered(account)
    with pytest.raises(Refused) as refused:
        given(account, STRANGER)
    assert refused.value.problem is Problem.ROLE_ALREADY_OFFERED


def test_account_has_five_open_offers_to_one_person(account: Account) -> None:
    wanted = offerable(account)
    assert len(wanted) == MOST_OPEN
    offer_ids = [offered(account, role, part) for role, part in wanted]
    sixth = (AccessRole.VIRTUAL_ACCOUNT_USER, account.office)
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        given(account, STRANGER, *sixth)
    assert refused.value.problem is Problem.TOO_MANY_OFFERS
    assert refused.value.facts == {"limit_name": LimitName.OFFERS_PER_ADDRESS, "limit": MOST_OPEN}
    assert account.world.rows() == before
    given(account, person("other@far.example"), *sixth)
    decline(account, offer_ids[2])
    offered(account, *sixth)
    account.world.clock.advance(days=30)
    assert {offered(account, role, part) for role, part in wanted} == set(offers_of(account))


def test_role_is_given_outright_to_the_giver_and_to_people_of_the_account(account: Account) -> None:
    assert isinstance(given(account, ADMINISTRATOR, VIEWER), Grant)
    accept(account, offered(account))
    assert isinstance(given(account, STRANGER, VIEWER), Grant)


def test_role_of_an_earlier_release_that_nobody_has_claimed_does_not_make_later_ones_outright(account: Account) -> None:
    account.give(STRANGER, USER)
    assert isinstance(given(account, STRANGER, VIEWER), Offer)
    claim_at_sign_in(account.world.ports, STRANGER)
    assert account.roles_of(STRANGER) == {(USER, None)}


def test_offer_is_mailed_once_with_a_link_that_accepts_nothing(account: Account) -> None:
    account.world.work()
    offered(account)
    (mail,) = account.world.work()
    body = mail.get_body(("plain",))
    assert body is not None
    assert (mail["To"], "https://accounts.vendor.example/api/offers" in body.get_content()) == (
        str(STRANGER.email),
        True,
    )
    account.world.clock.advance(days=29)
    assert account.world.work() == []


def test_mail_of_an_offer_that_was_withdrawn_is_not_sent(account: Account) -> None:
    account.world.work()
    withdraw(account, offered(account))
    assert account.world.work() == []


def test_open_offers_are_listed_in_pages(account: Account) -> None:
    offer_ids = {offered(account, role, part) for role, part in offerable(account)[:-1]}
    first = open_offers_to(account.world.ports, STRANGER, 3, None)
    second = open_offers_to(account.world.ports, STRANGER, 3, first.next_start)
    assert {offer.offer_id for offer in (*first.items, *second.items)} == offer_ids


@pytest.mark.aws
def test_open_offers_cost_a_sign_in_and_the_directory_neither_calls_nor_rows(account: Account) -> None:
    def spent() -> tuple[list[str], set[Key]]:
        with counted_calls() as calls:
            claim_at_sign_in(account.world.ports, STRANGER)
            directory_of(account.world.ports, STRANGER, account.caller(STRANGER).grants)
        read = {key for key in account.world.rows() if not key[0].startswith("OFFERS#")}
        return calls, {key for key in read if STRANGER.person_id in key[0] or STRANGER.email.key in key[0]}

    before, now = spent(), account.world.clock.now()
    writes = []
    for number in range(40):
        grant = Grant("role", f"account-{number}", str(STRANGER.email), USER, GrantOrigin.ADMINISTRATOR, now)
        writes.append(OfferRole(Offer(grant, "Far", "far.example", requester_of(ADMINISTRATOR), 0), now))
    account.world.ports.store.commit(writes)
    assert spent() == before
    assert len(offers_to(account)) == 25


def test_mail_is_counted_for_the_giver_and_nothing_against_the_receiver(account: Account) -> None:
    before = set(account.world.rows())
    offered(account)
    new = {key[0] for key in set(account.world.rows()) - before}
    assert {key.partition("#")[0] for key in new} == {"ACCOUNT", "OFFERS", "REQUEST", "TALLY"}
    assert f"TALLY#requester#{ADMINISTRATOR.person_id}" in new

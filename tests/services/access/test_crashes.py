"""Roles, inboxes and access requests agree after a process dies at any call, and a retry gives one result."""

from collections.abc import Callable

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, equals
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, AccessStatus, PendingInbox
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.access import requests
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.offers import accept_offer
from chalicelib.services.access.roles import give_role, withdraw_role
from infra.verify import all_trail_ids, holds
from tests.backends.observable_table import KilledError, Moment, killed_at
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World

USER = AccessRole.SMART_ACCOUNT_USER
# Problems that a retry may report when the first attempt was committed.
DONE = {
    Problem.REQUEST_ALREADY_PENDING,
    Problem.ALREADY_DECIDED,
    Problem.ACCESS_ALREADY_GRANTED,
    Problem.ROLE_ALREADY_OFFERED,
    Problem.OFFER_UNKNOWN,
    Problem.ROLE_UNKNOWN,
}
Story = Callable[[Account], Callable[[], object]]


def asking(account: Account) -> Callable[[], object]:
    return lambda: account.ask(COLLEAGUE, USER)


def approving(account: Account) -> Callable[[], object]:
    request = account.ask(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_USER, account.lab, account.office)
    by = account.caller(ADMINISTRATOR)
    return lambda: requests.approve(account.world.ports, by, request.access_request_id, Choice())


def declining(account: Account) -> Callable[[], object]:
    request, by = account.ask(COLLEAGUE, USER), account.caller(ADMINISTRATOR)
    return lambda: requests.decline(account.world.ports, by, request.access_request_id, "")


def giving(account: Account) -> Callable[[], Grant | Offer]:
    by, typed = account.caller(ADMINISTRATOR), RoleForm(str(COLLEAGUE.email), USER.value)
    return lambda: give_role(account.world.ports, by, account.account_id, typed)


def accepting(account: Account) -> Callable[[], object]:
    offer = giving(account)()
    assert isinstance(offer, Offer)
    return lambda: accept_offer(account.world.ports, COLLEAGUE, account.account_id, offer.offer_id)


def claiming(account: Account) -> Callable[[], object]:
    account.give(COLLEAGUE, USER)
    return lambda: claim_at_sign_in(account.world.ports, COLLEAGUE)


def withdrawing(account: Account) -> Callable[[], object]:
    account.give(COLLEAGUE, USER)
    claim_at_sign_in(account.world.ports, COLLEAGUE)
    (grant,) = account.caller(COLLEAGUE).grants
    by = account.caller(ADMINISTRATOR)
    return lambda: withdraw_role(account.world.ports, by, account.account_id, grant.grant_id)


def withdrawing_offer(account: Account) -> Callable[[], object]:
    offer, by = giving(account)(), account.caller(ADMINISTRATOR)
    assert isinstance(offer, Offer)
    return lambda: withdraw_role(account.world.ports, by, account.account_id, offer.offer_id)


STORIES = [asking, approving, declining, giving, accepting, claiming, withdrawing, withdrawing_offer]


def everything_agrees(account: Account) -> None:
    """Check that each role is in every list, each inbox holds the pending requests, and every trail holds."""
    listed = [decoded(row.document, Grant) for row in account.world.table.scan(begins_with("sk", keys.GRANT_PREFIX))]
    for grant in listed:
        assert listed.count(grant) == (3 if grant.claimed_by else 2), grant
    offers = [decoded(row.document, Offer) for row in account.world.table.scan(begins_with("sk", keys.OFFER_PREFIX))]
    for offer in offers:
        # What was declined or withdrawn keeps its place with the address alone.
        assert offers.count(offer) == (1 if offer.is_closed else 2), offer
    waiting = {entry.access_request_id for entry in _inbox(account).waiting}
    stored = [decoded(row.document, AccessRequest) for row in account.world.table.scan(equals("sk", keys.ACCESS_ROW))]
    assert waiting == {request.access_request_id for request in stored if request.status is AccessStatus.PENDING}
    assert all(holds(account.world.container, trail_id) for trail_id in all_trail_ids(account.world.container))


def _inbox(account: Account) -> PendingInbox:
    return requests.inbox_of(account.world.ports, account.account_id)


def refusal(act: Callable[[], object]) -> Problem | None:
    """Return the problem that a retry reports, if any."""
    try:
        act()
    except Refused as refused:
        return refused.problem
    return None


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_all_rows_agree_after_a_crash_and_after_a_retry(
    account: Account, story: Story, call: int, moment: Moment
) -> None:
    act = story(account)
    with killed_at(account.world.table, call, moment):
        try:
            act()
        except KilledError:
            everything_agrees(account)
    assert refusal(act) in {None, *DONE}
    everything_agrees(account)

"""The ends of requests for access without a role, at their largest."""

from collections.abc import Callable, Mapping

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access import requests
from tests.adapters.dynamodb.largest_transactions import (
    ADMINISTERS_PART,
    Prepare,
    escalated,
    large_account,
    with_parts,
)
from tests.services.access.stories import COLLEAGUE
from tests.world import PARTNER, World


def refusing_access(world: World) -> Callable[[], object]:
    account = large_account(world)
    parts = with_parts(account, MOST_VIRTUAL_ACCOUNTS, COLLEAGUE, ADMINISTERS_PART)
    asked, caller = account.ask(PARTNER, AccessRole.VIRTUAL_ACCOUNT_USER, *parts), account.caller(COLLEAGUE)
    escalated(world)
    return lambda: requests.decline(world.ports, caller, asked.access_request_id, "")


def taking_back(world: World) -> Callable[[], object]:
    account, caller = large_account(world), world.caller(PARTNER)
    asked = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_USER)
    escalated(world)
    return lambda: requests.withdraw(world.ports, caller, asked.access_request_id)


def undecided_access(world: World) -> Callable[[], object]:
    asked = large_account(world).ask(PARTNER, AccessRole.SMART_ACCOUNT_USER)
    escalated(world)
    world.clock.advance(days=30)
    return lambda: requests.process_due(world.ports, asked.access_request_id)


WAITS: Mapping[str, Prepare] = {
    "access.requests.decline": refusing_access,
    "access.requests.withdraw": taking_back,
    "access.requests.process_due": undecided_access,
}

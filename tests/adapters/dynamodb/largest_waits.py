"""The largest transactions about waits that end without a role or an account."""

from collections.abc import Callable, Mapping

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access import requests
from chalicelib.services.requests.end_notice import ask_for_end_notice
from tests.adapters.dynamodb.largest_transactions import (
    ADMINISTERS_PART,
    Prepare,
    escalated,
    large_account,
    submitted,
    with_parts,
)
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE
from tests.world import PARTNER, World


def refusing_access(world: World) -> Callable[[], object]:
    account = large_account(world)
    parts = with_parts(account, MOST_VIRTUAL_ACCOUNTS, COLLEAGUE, ADMINISTERS_PART)
    asked, caller = account.ask(PARTNER, AccessRole.VIRTUAL_ACCOUNT_USER, *parts), account.caller(COLLEAGUE)
    escalated(world)
    return lambda: requests.decline(world.ports, caller, asked.access_request_id, "")


def asking_for_notice(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(ADMINISTRATOR)
    return lambda: ask_for_end_notice(world.ports, caller, request.account_id)


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
    "requests.end_notice.ask_for_end_notice": asking_for_notice,
    "access.requests.decline": refusing_access,
    "access.requests.withdraw": taking_back,
    "access.requests.process_due": undecided_access,
}

"""Accounts that are there, and of which nobody without a role on them is to know."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.adapters.dynamodb.keys import account as account_key
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, Visibility
from chalicelib.services.unit_of_work.writes import SaveAccount
from tests.services.access.stories import Account
from tests.world import World

# What makes each of an active account.
CLOSED: Mapping[str, Callable[[SmartAccount, datetime], SmartAccount]] = {
    "restricted": lambda account, _: replace(account, search_visibility=Visibility.RESTRICTED),
    "in review": lambda account, _: replace(
        account, status=AccountStatus.PENDING, in_review=True, requested_by="somebody-else"
    ),
    "cancelled": lambda account, _: replace(account, status=AccountStatus.CANCELLED),
    "expired": lambda account, now: replace(account, status=AccountStatus.PENDING, pending_until=now),
}


def none_and_closed(world: World) -> Iterator[tuple[str, str]]:
    """Yield the id of an account with what it is at this moment: none at all, then each of `CLOSED`."""
    account = replace(Account.of(world).row, version=0)
    key = account_key(account.account_id)
    world.table.delete(key)
    yield "unknown", account.account_id
    for name, closed in CLOSED.items():
        world.ports.store.commit([SaveAccount(closed(account, world.clock.now()))])
        yield name, account.account_id
        world.table.delete(key)

"""The inbox of an account fits into its row at any number of waiting requests, and says what it was given."""

from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.record_types import stored_as
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS, MOST_WAITING
from chalicelib.domain.access.request import InboxEntry, PendingInbox
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import MOST_VIRTUAL_ACCOUNTS as MOST_PARTS
from chalicelib.services.access.requests import MOST_DECIDED
from chalicelib.services.unit_of_work.access_writes import SavePendingInbox
from tests.movable_clock import START
from tests.world import World

# What DynamoDB takes for one item.
MOST_BYTES = 400 * 1024
ID = "{:032x}".format
LONGEST_ROLE = max(AccessRole, key=len)


def full_inbox() -> PendingInbox:
    """As many people as may wait, each for as many Virtual Accounts as may be named, spread over all there can be."""
    waiting = tuple(
        InboxEntry(
            ID(number),
            "account",
            f"{number:064x}",
            LONGEST_ROLE,
            tuple(ID((number * 7 + step * 23) % MOST_PARTS) for step in range(MOST_VIRTUAL_ACCOUNTS)),
            START.replace(microsecond=999_999),
        )
        for number in range(MOST_WAITING)
    )
    return PendingInbox("account", waiting, tuple(map(ID, range(MOST_DECIDED))))


def test_the_fullest_inbox_takes_little_more_than_half_of_its_row() -> None:
    document = stored_as(full_inbox()).document
    assert document is not None
    assert len(document.encode()) < 0.6 * MOST_BYTES


def test_inbox_comes_back_as_it_was_written(world: World) -> None:
    inbox = full_inbox()
    world.ports.store.commit([SavePendingInbox(inbox)])
    assert world.ports.store.inbox("account") == replace(inbox, version=1)
    assert world.ports.store.inboxes(["account"]) == {"account": replace(inbox, version=1)}


def test_inbox_of_an_earlier_release_is_read_and_packed_at_the_next_write(world: World) -> None:
    inbox = replace(full_inbox(), waiting=full_inbox().waiting[:100], version=1)
    earlier = encoded(inbox)
    world.table.put(Row(*keys.inbox("account"), document=earlier, version=1))
    assert world.ports.store.inbox("account") == inbox
    world.ports.store.commit([SavePendingInbox(inbox)])
    row = world.table.get(keys.inbox("account"))
    assert row is not None
    assert row.document is not None
    assert len(row.document) < 0.6 * len(earlier)

"""What tests of feeds ask about them."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb.conditions import at_least, begins_with
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.adapters.dynamodb.record_types import DUE_SHARDS, FEED_PREFIX
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.feed.dispatch import dispatch_due_events
from tests.world import PARTNER, World

# The account whose role admits the partner.
TEAM = f"elsewhere-of-{PARTNER.email}"


def dispatch(world: World) -> None:
    """Dispatch what waits, as the scheduled job does."""
    dispatch_due_events(world.ports, world.container.mail_sender.outbox, lambda: 0.0)


def feed(world: World, account_id: str = TEAM) -> Sequence[TeamEvent]:
    """Return the events of a team by their positions, which have no gap."""
    rows = world.table.query(keys.partition(account_id), begins_with("sk", keys.POSITION_PREFIX)).items
    assert [row.key for row in rows] == [keys.position(account_id, number + 1) for number in range(len(rows))]
    assert world.ports.store.feed_end(account_id) == len(rows)
    return [decoded(row.document, TeamEvent) for row in rows]


def waiting(world: World) -> Sequence[str]:
    """Return the partitions of the events that have no position."""
    shards = [f"{FEED_PREFIX}{number}" for number in range(DUE_SHARDS)]
    return [row.pk for shard in shards for row in world.table.due(shard, at_least("due_at", "2"), 10_000)]

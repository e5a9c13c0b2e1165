"""The part of the store for the feeds of teams."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.adapters.dynamodb.get import readable, unreadable
from chalicelib.adapters.dynamodb.query import oldest_due
from chalicelib.adapters.dynamodb.record_types import BUS_PREFIX, DUE_SHARDS, FEED_PREFIX
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.unit_of_work.feed.ports import FeedPage, ForBus, WaitingEvent
from chalicelib.services.unit_of_work.feed.writes import EventKey
from chalicelib.services.unit_of_work.unreadable import DueRow


class DynamoFeedStore:
    """Every read is one get or one query; what is due takes a query of each shard."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due_events(self, now: datetime, limit: int) -> Sequence[DueRow[EventKey]]:
        """By the due index, whose entries may have their positions by now."""
        shards = [f"{FEED_PREFIX}{number}" for number in range(DUE_SHARDS)]
        found = oldest_due(self._table, shards, now, limit)
        return [DueRow((*row, due_at), keys.event_key(row)) for row, due_at in found.items()]

    def waiting_event(self, key: EventKey) -> WaitingEvent | None:
        """One get of the audit event's row, which holds what the team is told until it has its position."""
        row = self._table.get(keys.audited(key))
        if row is None or (row.effect is None and not row.malformed):
            return None
        try:
            return WaitingEvent(decoded(row.effect, TeamEvent), row.holder is not None)
        except Unreadable:
            raise unreadable(row) from None

    def feed_end(self, account_id: str) -> int:
        """One get."""
        row = self._table.get(keys.counter(account_id))
        if row is not None and not row.version:
            raise unreadable(row)
        return row.version or 0 if row else 0

    def due_for_bus(self, now: datetime, limit: int) -> Sequence[ForBus]:
        """A query of each shard, and a batch; `version` of the row counts the tries."""
        shards = [f"{BUS_PREFIX}{number}" for number in range(DUE_SHARDS)]
        due = oldest_due(self._table, shards, now, limit)
        found = self._table.batch(list(due)) if due else {}
        still = [row for key, row in found.items() if row.malformed or row.due_at == due[key]]
        return [
            ForBus((*row.key, due[row.key]), next(readable([row], TeamEvent), None), row.version or 0) for row in still
        ]

    def feed_page(self, account_id: str, after: int, limit: int) -> FeedPage:
        """One query, from the position itself on, which shows whether the feed has it.

        A query is no snapshot: what it sees behind a position that it has missed is left to the next page.
        """
        start = keys.position(account_id, after - 1)[1] if after > 1 else None
        page = self._table.query(
            keys.partition(account_id), begins_with("sk", keys.POSITION_PREFIX), limit=limit + 2, start=start
        )
        first = max(after, 1)
        placed = [row for number, row in enumerate(page.items, first) if row.key == keys.position(account_id, number)]
        if after:
            if not placed or placed[0].key != keys.position(account_id, after):
                raise Refused(Problem.INVALID_CURSOR)
            placed = placed[1:]
        shown = placed[:limit]
        return FeedPage(list(readable(shown, TeamEvent)), after + len(shown), len(placed) > limit)

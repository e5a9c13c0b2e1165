"""The part of the store for the feeds of teams."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.adapters.dynamodb.get import unreadable
from chalicelib.adapters.dynamodb.query import oldest_due
from chalicelib.adapters.dynamodb.record_types import DUE_SHARDS, FEED_PREFIX
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.unit_of_work.feed.ports import DueEvent, WaitingEvent
from chalicelib.services.unit_of_work.feed.writes import EventKey


class DynamoFeedStore:
    """Every read is one get or one query; what is due takes a query of each shard."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due_events(self, now: datetime, limit: int) -> Sequence[DueEvent]:
        """By the due index, whose entries may have their positions by now."""
        shards = [f"{FEED_PREFIX}{number}" for number in range(DUE_SHARDS)]
        found = oldest_due(self._table, shards, now, limit)
        return [DueEvent((*row, due_at), keys.event_key(row)) for row, due_at in found.items()]

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

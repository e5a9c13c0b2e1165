"""Reads of the table that the feed needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.feed.writes import EventKey
from chalicelib.services.unit_of_work.unreadable import DueRow


@value_class
class WaitingEvent:
    """An event that has no position yet; `is_counted` if a sealing has counted it."""

    event: TeamEvent
    is_counted: bool


@value_class
class ForBus:
    """An event that waits for the bus, None if it cannot be read; its place, and how often it was put in vain."""

    place: tuple[str, str, str]
    event: TeamEvent | None
    tries: int = 0


class BusUnavailable(Exception):
    """The bus cannot be reached, or has taken an unknown part of what was put; the message names the error alone."""


class Bus(Protocol):
    """The vendor's own bus, for all teams."""

    def put(self, events: Sequence[TeamEvent]) -> list[bool]:
        """Put at most ten events; return which were taken, in their order. Raises `BusUnavailable`."""
        ...


@value_class
class FeedPage:
    """Events of a feed up to position `end`; `has_more` if there are events after it."""

    items: Sequence[TeamEvent]
    end: int
    has_more: bool


class FeedStore(Protocol):
    """The part of the database with the feeds of teams."""

    def due_events(self, now: datetime, limit: int) -> Sequence[DueRow[EventKey]]:
        """Return the events that wait for their positions, oldest first. Eventually consistent."""
        ...

    def waiting_event(self, key: EventKey) -> WaitingEvent | None:
        """Return the event if it waits for its position, in one read. Raises `record-unreadable`."""
        ...

    def feed_end(self, account_id: str) -> int:
        """Return the last position of a team's feed, 0 if it is empty, in one read. Raises `record-unreadable`."""
        ...

    def due_for_bus(self, now: datetime, limit: int) -> Sequence[ForBus]:
        """Return the events that wait for the bus, about the oldest first. Eventually consistent."""
        ...

    def feed_page(self, account_id: str, after: int, limit: int) -> FeedPage:
        """Return the events of a team's feed after a position, in one read.

        Raises `invalid-cursor` for a position that the feed does not have, as after a backup was restored.
        """
        ...

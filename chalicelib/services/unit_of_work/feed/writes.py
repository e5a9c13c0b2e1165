"""Writes of a commit that concern the feed."""

from datetime import datetime

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.value_classes import value_class


@value_class
class EventKey:
    """An event of an audit trail; `of_account` says that it is an account's own trail."""

    trail_id: str
    sequence: int
    of_account: bool = False


@value_class
class PlaceInFeed:
    """Give an event that waits the next position of its team's feed, unless it has one.

    Fails if another event has got the position, or if a sealing has counted the event meanwhile: `is_counted` says
    whether one had. `for_bus` has it wait for the bus from then on.
    """

    key: EventKey
    event: TeamEvent
    position: int
    is_counted: bool
    for_bus: bool = False


@value_class
class RecordOnBus:
    """Record by their places which events the bus has taken, and when the others are put again.

    Fails if another run has recorded it of one of them.
    """

    taken: tuple[tuple[str, str, str], ...]
    again: tuple[tuple[tuple[str, str, str], datetime], ...] = ()


FeedWrite = PlaceInFeed | RecordOnBus

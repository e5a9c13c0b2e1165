"""A bus in memory, which refuses what a test says."""

from collections.abc import Callable, Sequence

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.unit_of_work.feed.ports import BusUnavailable


class MemoryBus:
    """Keeps what it has taken, in calls. `refuses` says which events it does not take."""

    def __init__(self) -> None:
        self.calls: list[Sequence[TeamEvent]] = []
        self.refuses: Callable[[TeamEvent], bool] = lambda _: False
        self.is_down = False
        self.loses_answers = False

    def put(self, events: Sequence[TeamEvent]) -> list[bool]:
        """Take these events."""
        assert 0 < len(events) <= 10
        if self.is_down:
            raise BusUnavailable("EndpointConnectionError")
        taken = [not self.refuses(event) for event in events]
        self.calls.append([event for event, is_taken in zip(events, taken, strict=True) if is_taken])
        if self.loses_answers:
            raise BusUnavailable("ReadTimeoutError")
        return taken

    @property
    def ids(self) -> list[str]:
        """The ids of all that it has taken."""
        return [event.event_id for call in self.calls for event in call]

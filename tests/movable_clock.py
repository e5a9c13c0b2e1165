"""A clock that tests move by hand."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class MovableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        """Return the current instant."""
        return self._now

    def advance(self, **length: float) -> None:
        """Move the clock forward by `timedelta(**length)`."""
        self._now += timedelta(**length)

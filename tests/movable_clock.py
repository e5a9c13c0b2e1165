"""The clock of tests, which they move by hand."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class MovableClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        """The instant the test has come to."""
        return self._now

    def advance(self, **length: float) -> None:
        """Moves on by `timedelta(**length)`."""
        self._now += timedelta(**length)

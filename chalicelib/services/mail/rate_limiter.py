"""Limit the sending rate to what the mail service accepts."""

from collections.abc import Callable

# Containers that send at the same time: at most so many of the mail function, and the scheduled job's.
MAIL_FUNCTIONS = 2
SENDERS = MAIL_FUNCTIONS + 1


class RateLimiter:
    """Spaces calls evenly; each sender takes an equal part of `per_second`. `clock` and `pause` work in seconds."""

    def __init__(self, per_second: int, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._interval = SENDERS / per_second
        self._clock = clock
        self._pause = pause
        self._next = clock()

    def seconds(self) -> float:
        """Return the time by its clock."""
        return self._clock()

    def calls_within(self, seconds: float) -> int:
        """Return how many calls the rate allows in this time, one at least."""
        return max(1, int(seconds / self._interval))

    def wait(self) -> None:
        """Pause until the next call is allowed."""
        now = self._clock()
        if now < self._next:
            self._pause(self._next - now)
            now = self._next
        self._next = now + self._interval

"""Limit the sending rate to what the mail service accepts."""

from collections.abc import Callable


class RateLimiter:
    """Spaces calls evenly. `clock` and `pause` work in seconds."""

    def __init__(self, per_second: int, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._interval = 1 / per_second
        self._clock = clock
        self._pause = pause
        self._next = clock()

    def wait(self) -> None:
        """Pause until the next call is allowed."""
        now = self._clock()
        if now < self._next:
            self._pause(self._next - now)
            now = self._next
        self._next = now + self._interval

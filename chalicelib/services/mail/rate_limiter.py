"""Keeps to a rate: no more sends a second than the mail service takes."""

from collections.abc import Callable


class RateLimiter:
    """`wait` returns when the next one may go; `clock` and `pause` are in seconds."""

    def __init__(self, per_second: int, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._step = 1 / per_second
        self._clock = clock
        self._pause = pause
        self._next = clock()

    def wait(self) -> None:
        """Waits as long as the last one was too short ago."""
        now = self._clock()
        if now < self._next:
            self._pause(self._next - now)
            now = self._next
        self._next = now + self._step

"""Limit the calls of one caller, so that the others are served."""

from collections.abc import Callable
from datetime import timedelta

# Of so many callers a container knows what they have left; then it forgets all of them.
MOST_REMEMBERED = 10_000


class CallerLimit:
    """A token bucket for each caller: `per_minute` calls at once, and as many again in each minute.

    It is of one container, and Lambda runs several: a caller gets as many times the limit as containers serve them.
    Refusing takes so little time that these are few. `clock` tells seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._clock = clock
        # By caller: how many calls are left, and since when.
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, caller: str) -> timedelta | None:
        """Count a call. Return how long the caller has to wait before the next one; None if this one may go on."""
        now, per_second = self._clock(), self._per_minute / 60
        if len(self._left) >= MOST_REMEMBERED and caller not in self._left:
            self._left.clear()
        left, since = self._left.get(caller, (float(self._per_minute), now))
        left = min(self._per_minute, left + max(0.0, now - since) * per_second)
        if left < 1:
            self._left[caller] = left, now
            return timedelta(seconds=(1 - left) / per_second)
        self._left[caller] = left - 1, now
        return None

"""Tell on stderr every few seconds how much of a long task is done, how fast it goes, and how long the rest takes."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.dynamodb.table import Table

SECONDS = 5.0

T = TypeVar("T")


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class ProgressLines:
    """A line every few seconds; none of what is done within that time.

    `total` is how many there are, if that is known; an estimate may be too small.
    """

    def __init__(
        self,
        doing: str,
        unit: str,
        total: int | None = None,
        say: Callable[[str], None] = _to_stderr,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._doing, self._unit, self._total = doing, unit, total
        self._say, self._clock = say, clock
        self._started = self._said = clock()
        self._done = 0

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items, and count each once it has been handled."""
        for item in items:
            yield item
            self.advance()

    def advance(self, number: int = 1) -> None:
        """Count further items."""
        self._done += number
        now = self._clock()
        if now - self._said >= SECONDS:
            self._said = now
            self._say(self._line(self._done / (now - self._started)))

    def _line(self, per_second: float) -> str:
        rate = f"{per_second:,.0f}" if per_second >= 1 else f"{per_second:.2f}"
        if not self._total or self._done >= self._total:
            return f"{self._doing}: {self._done:,} {self._unit}s, {rate} a second"
        left = timedelta(seconds=round((self._total - self._done) / per_second))
        share = f"{self._done:,} of {self._total:,} {self._unit}s ({self._done / self._total:.0%})"
        return f"{self._doing}: {share}, {rate} a second, {left} left"


def progress_of_scan(
    doing: str,
    table: Table,
    say: Callable[[str], None] = _to_stderr,
    clock: Callable[[], float] = time.monotonic,
) -> ProgressLines:
    """Return the progress of a scan of the whole table; its size is an estimate, and unknown to who may not ask."""
    try:
        total = table.estimated_size()
    except (BotoCoreError, ClientError):
        total = None
    return ProgressLines(doing, "row", total, say, clock)

"""The clock of the local run: the machine's, moved on as far as somebody asked, and it stays moved on."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.local.state import write_private

FARTHEST = timedelta(days=36_500)


class ClockRefused(ValueError):
    """The clock goes forward only, and not further than a century from the machine's."""


class AdjustableClock:
    """`now()` for the app and for the mailbox. The offset is kept in `file`, for tables are kept too."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._offset = timedelta(seconds=_kept(file))

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, by: timedelta) -> datetime:
        """The new now. Raises `ClockRefused`, for stored instants must not come to lie in the future."""
        with self._lock:
            if by < timedelta() or by > FARTHEST - self._offset:
                raise ClockRefused("advance_seconds must be 0 or more, and lead no further than a century ahead")
            self._offset += by
            write_private(self._file, {"offset_seconds": self._offset.total_seconds()})
        return self.now()


def _kept(file: Path) -> float:
    return float(json.loads(file.read_text())["offset_seconds"]) if file.exists() else 0.0

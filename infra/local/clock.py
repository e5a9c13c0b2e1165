"""The clock of the local stack: the machine's time plus an offset that persists between runs."""

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.local.state import write_private

FARTHEST = timedelta(days=36_500)


class ClockRefused(ValueError):
    """The clock only moves forward, and at most a century ahead of the machine's."""


class AdjustableClock:
    """Clock of the app and the mailbox. The offset is stored in `file`, since the tables persist as well."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._offset = timedelta(seconds=_stored_offset(file))

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        """Return the current time as an aware datetime in UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, by: timedelta) -> datetime:
        """Advance the clock and return the new time. Raises `ClockRefused`: stored times must stay in the past."""
        with self._lock:
            if by < timedelta() or by > FARTHEST - self._offset:
                raise ClockRefused("advance_seconds must be at least 0, and the clock at most a century ahead")
            self._offset += by
            write_private(self._file, {"offset_seconds": self._offset.total_seconds()})
        return self.now()


def _stored_offset(file: Path) -> float:
    return float(json.loads(file.read_text())["offset_seconds"]) if file.exists() else 0.0

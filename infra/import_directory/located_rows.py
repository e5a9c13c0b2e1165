"""The rows that the readers of a directory file yield: place in the file, and content or the reason for skipping."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Limit for a row, which is held in memory as a whole. A valid row has a few thousand characters at most.
LONGEST = 131_072


class FaultyFile(ValueError):
    """The file is at fault as a whole, so no row of it is imported; the message says why, and what to do."""


EMPTY = "the file is empty: an import takes CSV with a header, or a list in JSON"


@dataclass(frozen=True)
class Unreadable:
    """A row that was skipped, and why."""

    reason: str


LocatedRow = tuple[str, Mapping[str, Any] | Unreadable]


def too_long(longest: int, unit: str = "characters") -> Unreadable:
    """Build the result for a row that exceeds the limit."""
    return Unreadable(f"the row is longer than {longest:,} {unit}")

"""What the readers of a directory file hand on: each row and where it stands, or why that row cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A row is held in memory whole. One that the product accepts has a few thousand characters at most.
LONGEST = 131_072


@dataclass(frozen=True)
class Unreadable:
    """A row that was passed over, and why."""

    reason: str


Placed = tuple[str, Mapping[str, Any] | Unreadable]


def too_long(longest: int, unit: str = "characters") -> Unreadable:
    """A row that is longer than this."""
    return Unreadable(f"the row is longer than {longest:,} {unit}")

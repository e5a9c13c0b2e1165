"""A page of a list, whatever it lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from chalicelib.domain.errors import Problem, Refused

T = TypeVar("T")
MOST_DIGITS = 9


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list and, unless it was the last, where the next one starts (opaque)."""

    items: Sequence[T]
    next_start: str | None = None


def position(start: str | None) -> int:
    """Where a page starts of a list that counts its entries. Raises `invalid-cursor` for what is no number."""
    if start is None:
        return 0
    if not (start.isascii() and start.isdigit() and len(start) <= MOST_DIGITS):
        raise Refused(Problem.INVALID_CURSOR)
    return int(start)

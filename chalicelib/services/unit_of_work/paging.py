"""Pages of lists."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class

T = TypeVar("T")
MOST_DIGITS = 9


@value_class
class Page(Generic[T]):
    """A page of a list and the opaque start of the next page; None after the last."""

    items: Sequence[T]
    next_start: str | None = None


def position(start: str | None) -> int:
    """Return the start of a page in a list with numbered entries. Raises `invalid-cursor` if it is no number."""
    if start is None:
        return 0
    if not (start.isascii() and start.isdigit() and len(start) <= MOST_DIGITS):
        raise Refused(Problem.INVALID_CURSOR)
    return int(start)

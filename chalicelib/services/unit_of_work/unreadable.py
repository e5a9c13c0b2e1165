"""Rows that this release cannot read: a list leaves them out and reports each of them once to its listeners.

Such a row is broken, or a later release wrote it. Only its kind is logged, because a key may name a person.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class

logger = logging.getLogger(__name__)

T = TypeVar("T")
Row = tuple[str, str]


@value_class
class DueRow(Generic[T]):
    """A due row and what it holds, None if that cannot be read: it is not left out, but set aside by its place.

    `place` is its partition, sort key and due time.
    """

    place: tuple[str, str, str]
    record: T | None


class UnreadableRows:
    """The keys of the rows that could not be read inside a `collect_unreadable` block."""

    def __init__(self) -> None:
        self.rows: set[Row] = set()

    @property
    def count(self) -> int:
        """Return how many rows there are, each counted once; a role that is stored under two keys is one row."""
        roles = {row for row in self.rows if kind_of(row) in ROLES}
        return len(self.rows) - len(roles) + len({sort for _, sort in roles})

    @property
    def entries(self) -> int:
        """Return how many of them are list entries, without rows that only support a list or its index."""
        return self.count - sum(kind_of(row) in NO_ENTRIES for row in self.rows)


# By `kind_of`.
ROLES = ("ADDRESS/GRANT", "PERSON/GRANT")
NO_ENTRIES = ("REQUEST/MAIL", "SEARCH/FREQUENCIES")
_listeners: ContextVar[tuple[UnreadableRows, ...]] = ContextVar("listeners", default=())


@contextmanager
def collect_unreadable() -> Iterator[UnreadableRows]:
    """Collect every unreadable row inside the block. Blocks may be nested; each one collects."""
    heard = UnreadableRows()
    token = _listeners.set((*_listeners.get(), heard))
    try:
        yield heard
    finally:
        _listeners.reset(token)


def note_unreadable(row: Row) -> None:
    """Report the row to all listeners, and log it once per invocation."""
    listeners = _listeners.get()
    if not (listeners and row in listeners[0].rows):
        logger.warning("a row cannot be read: %s", kind_of(row))
    for one in listeners:
        one.rows.add(row)


def unless_unreadable(read: Callable[[], T]) -> T | None:
    """Return what is read; None if that raises `record-unreadable`, so that the row is already noted."""
    try:
        return read()
    except Refused as refused:
        if refused.problem is Problem.RECORD_UNREADABLE:
            return None
        raise


def kind_of(row: Row) -> str:
    """Return the prefixes of the row's keys, which identify its kind but no person."""
    return "/".join(match[0] for key in row if (match := re.match(r"[A-Z]*", key)))

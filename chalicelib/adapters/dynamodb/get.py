"""The one way to get a row and what it holds; what cannot be read is noted."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.unreadable import note_unreadable

T = TypeVar("T")


def stored(table: Table, key: Key, kind: type[T], *, consistent: bool = True) -> T | None:
    """The object that the row of this key holds, in one get; None where there is none. Raises `record-unreadable`."""
    row = table.get(key, consistent=consistent)
    return held(row, kind) if row else None


def held(row: Row, kind: type[T]) -> T:
    """What the row holds, for a reader that cannot do without it. Raises `record-unreadable`."""
    try:
        return decoded(row.document, kind)
    except Unreadable:
        raise unreadable(row) from None


def unreadable(row: Row) -> Refused:
    """Notes the row; what is to be raised."""
    note_unreadable(row.key)
    return Refused(Problem.RECORD_UNREADABLE)


def readable(rows: Iterable[Row], kind: type[T]) -> Iterator[T]:
    """What those of the rows hold that can be read; the others are left out, and noted."""
    for row in rows:
        try:
            yield decoded(row.document, kind)
        except Unreadable:
            note_unreadable(row.key)

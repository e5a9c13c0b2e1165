"""The one way to get a record: a missing one is None, a database that is out of reach is `busy`."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record import Record, Unreadable, decoded
from chalicelib.adapters.dynamodb.transaction import reading
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.unreadable import note_unreadable

T = TypeVar("T")


def stored(key: Key, kind: type[T], *, consistent: bool = True) -> T | None:
    """The object that the record of this key holds, in one get. Raises `record-unreadable`."""
    with reading():
        try:
            record = Record.get(*key, consistent_read=consistent)
        except Record.DoesNotExist:
            return None
    return held(record, kind)


def held(record: Record, kind: type[T]) -> T:
    """What the record holds, for a reader that cannot do without it. Raises `record-unreadable`."""
    try:
        return decoded(record.document, kind)
    except Unreadable:
        raise unreadable(record) from None


def unreadable(record: Record) -> Refused:
    """Notes the record; what is to be raised."""
    note_unreadable((record.pk, record.sk))
    return Refused(Problem.RECORD_UNREADABLE)


def readable(records: Iterable[Record], kind: type[T]) -> Iterator[T]:
    """What those of the records hold that can be read; the others are left out, and noted."""
    for record in records:
        try:
            yield decoded(record.document, kind)
        except Unreadable:
            note_unreadable((record.pk, record.sk))

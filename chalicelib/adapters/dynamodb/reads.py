"""The one way to get a record: a missing one is None, a database that is out of reach is `busy`."""

from typing import TypeVar

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record import Record, decoded
from chalicelib.adapters.dynamodb.transaction import reading

T = TypeVar("T")


def stored(key: Key, kind: type[T], *, consistent: bool = True) -> T | None:
    """The object that the record of this key holds, in one get."""
    with reading():
        try:
            return decoded(Record.get(*key, consistent_read=consistent).document, kind)
        except Record.DoesNotExist:
            return None

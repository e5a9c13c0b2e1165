"""How a domain object stands in a row: as a JSON document, its instants as text or as seconds."""

import calendar
from datetime import datetime
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Unreadable(Exception):
    """This release cannot read the row: it is broken, or a later release wrote it. Quotes nothing of it."""


def encoded(value: object) -> str:
    """A domain object as its document."""
    return msgspec.json.encode(value).decode()


def decoded(document: str | None, kind: type[T]) -> T:
    """The domain object of a document. Raises `Unreadable`.

    Fields that a newer release added take their defaults, those it dropped are passed over.
    """
    try:
        return msgspec.json.decode(document or "", type=kind)
    except (msgspec.MsgspecError, RecursionError):
        raise Unreadable from None


def stamp(instant: datetime) -> str:
    """An instant as text that sorts by time."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def epoch(instant: datetime) -> int:
    """An instant in seconds since 1970, as the time-to-live wants it."""
    return calendar.timegm(instant.utctimetuple())

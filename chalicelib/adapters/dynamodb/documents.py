"""Domain objects as JSON documents, and times as text or seconds."""

import calendar
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

T = TypeVar("T")


class Unreadable(Exception):
    """This release cannot read the row: it is broken, or a later release wrote it. The message quotes nothing."""


def encoded(value: object) -> str:
    """Return the document of a domain object."""
    return msgspec.json.encode(value).decode()


def decoded(document: str | None, kind: type[T]) -> T:
    """Return the domain object of a document. Raises `Unreadable`.

    Fields that a newer release added take their defaults, those it dropped are passed over.
    """
    try:
        return msgspec.json.decode(document or "", type=kind)
    except (msgspec.MsgspecError, RecursionError):
        raise Unreadable from None


def stamp(instant: datetime) -> str:
    """Return a time as text that sorts by time."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant_of(written: str) -> datetime | None:
    """Return the time of a stamp; None for what is no instant: a text, no such day, a time without a zone."""
    try:
        read = datetime.fromisoformat(written)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None


def epoch(instant: datetime) -> int:
    """Return a time in seconds since 1970, as the time-to-live requires."""
    return calendar.timegm(instant.utctimetuple())

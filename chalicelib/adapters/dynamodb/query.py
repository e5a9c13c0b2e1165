"""Reads of many rows: one query of one partition, or one batch; always strongly consistent.

A list leaves out what cannot be read, and notes it. A decision that would come out otherwise without it asks for
all of it instead (`complete`), and raises `record-unreadable`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.get import held, readable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import note_unreadable

T = TypeVar("T")


def every(table: Table, partition: str, prefix: str, kind: type[T], *, complete: bool = False) -> Sequence[T]:
    """What the rows of a partition hold whose sort keys begin so."""
    found = table.query(partition, begins_with("sk", prefix)).items
    return [held(row, kind) for row in found] if complete else list(readable(found, kind))


def those(wanted: Iterable[Key], found: Mapping[Key, Row], kind: type[T], *, listed: bool = False) -> list[T]:
    """What these rows of a batch hold, in the order of the keys; `listed` ones should all be there."""
    asked = list(wanted)
    for key in asked if listed else ():
        if key not in found:
            note_unreadable(key)
    return list(readable((found[key] for key in asked if key in found), kind))


def pages_of(table: Table, partition: str, prefix: str, kind: type[T], limit: int, start: str | None) -> Page[T]:
    """A page of what a list's rows hold. Raises `invalid-cursor` for a start outside the list."""
    if start is not None and not start.startswith(prefix):
        raise Refused(Problem.INVALID_CURSOR)
    page = table.query(partition, begins_with("sk", prefix), limit=limit, start=start)
    return Page(list(readable(page.items, kind)), page.next_start)


def pointers(
    table: Table, partition: str, prefix: str, limit: int, start: str | None, *, newest_first: bool
) -> Page[str]:
    """A page of what a list's rows point at. Raises `invalid-cursor` for a start outside the list."""
    if start is not None and not start.startswith(prefix):
        raise Refused(Problem.INVALID_CURSOR)
    condition = begins_with("sk", prefix) if prefix else None
    page = table.query(partition, condition, limit=limit, start=start, newest_first=newest_first)
    for row in page.items:
        if not row.holder:
            note_unreadable(row.key)
    return Page([row.holder for row in page.items if row.holder], page.next_start)

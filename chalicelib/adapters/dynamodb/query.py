"""Reads of many records: one query of one partition, or one batch; always strongly consistent.

A list leaves out what cannot be read, and notes it. A decision that would come out otherwise without it asks for
all of it instead (`complete`), and raises `record-unreadable`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb.get import held, readable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record import Record
from chalicelib.adapters.dynamodb.transaction import reading
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import note_unreadable

T = TypeVar("T")


def query(partition: str, condition: Condition) -> Sequence[Record]:
    """The records of a partition whose sort keys meet the condition."""
    with reading():
        return list(Record.query(partition, condition, consistent_read=True))


def every(partition: str, prefix: str, kind: type[T], *, complete: bool = False) -> Sequence[T]:
    """What the records of a partition hold whose sort keys begin so."""
    found = query(partition, Record.sk.startswith(prefix))
    return [held(record, kind) for record in found] if complete else list(readable(found, kind))


def batch(wanted: Sequence[Key]) -> dict[Key, Record]:
    """Those of the records that exist, in the order of the keys."""
    with reading():
        read = list(Record.batch_get(list(wanted), consistent_read=True))
    found = {(record.pk, record.sk): record for record in read}
    return {key: found[key] for key in wanted if key in found}


def those(wanted: Iterable[Key], found: Mapping[Key, Record], kind: type[T], *, listed: bool = False) -> list[T]:
    """What these records of a batch hold, in the order of the keys; `listed` ones should all be there."""
    asked = list(wanted)
    for key in asked if listed else ():
        if key not in found:
            note_unreadable(key)
    return list(readable((found[key] for key in asked if key in found), kind))


def pointers(partition: str, prefix: str, limit: int, start: str | None, *, newest_first: bool) -> Page[str]:
    """A page of what a list's records point at. Raises `invalid-cursor` for a start outside the list."""
    if start is not None and not start.startswith(prefix):
        raise Refused(Problem.INVALID_CURSOR)
    after = {"pk": {"S": partition}, "sk": {"S": start}} if start else None
    with reading():
        listed = Record.query(
            partition,
            Record.sk.startswith(prefix) if prefix else None,
            limit=limit,
            last_evaluated_key=after,
            consistent_read=True,
            scan_index_forward=not newest_first,
        )
        found = list(listed)
    for record in found:
        if not record.holder:
            note_unreadable((record.pk, record.sk))
    last = listed.last_evaluated_key
    return Page([record.holder for record in found if record.holder], last["sk"]["S"] if last else None)

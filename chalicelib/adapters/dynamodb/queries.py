"""Reads of many records: one query of one partition, or one batch; always strongly consistent."""

from collections.abc import Sequence
from typing import TypeVar

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record import Record, decoded
from chalicelib.adapters.dynamodb.transaction import reading
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.paging import Page

T = TypeVar("T")


def query(partition: str, condition: Condition) -> Sequence[Record]:
    """The records of a partition whose sort keys meet the condition."""
    with reading():
        return list(Record.query(partition, condition, consistent_read=True))


def every(partition: str, prefix: str, kind: type[T]) -> Sequence[T]:
    """What the records of a partition hold whose sort keys begin so."""
    return [decoded(record.document, kind) for record in query(partition, Record.sk.startswith(prefix))]


def batch(wanted: Sequence[Key]) -> dict[Key, Record]:
    """Those of the records that exist, in the order of the keys."""
    with reading():
        read = list(Record.batch_get(list(wanted), consistent_read=True))
    found = {(record.pk, record.sk): record for record in read}
    return {key: found[key] for key in wanted if key in found}


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
    last = listed.last_evaluated_key
    return Page([str(record.holder) for record in found], last["sk"]["S"] if last else None)

"""Copy rows from another table, such as a restored one, into that of the system.

Each row is a write of its own, conditioned on what was read there, so that the service may run meanwhile. A run that
was killed is simply run again: what is equal by then is only read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import ABSENT, Condition, equals, exists
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.unreadable import kind_of, note_unreadable
from infra.audit_trails.verifying import KEYS
from infra.progress import ProgressLines

BATCH = 100


@dataclass
class Copied:
    """Numbers of rows by what was done with them.

    `newer` are those that have a higher version in the table, `kept` those that differ otherwise, by their kind.
    """

    copied: int = 0
    overwritten: int = 0
    equal: int = 0
    newer: int = 0
    kept: dict[str, int] = field(default_factory=dict)

    def keep(self, row: Row) -> None:
        """Count a row that is left as it is."""
        kind = kind_of(row.key)
        self.kept[kind] = self.kept.get(kind, 0) + 1


def copy_rows(source: Iterator[Row], target: Table, overwrite: bool) -> Copied:
    """Copy rows that are missing, or older by their version; with `overwrite`, all that differ."""
    done = Copied()
    rows = ProgressLines("copying", "row").over(source)
    while batch := list(islice(rows, BATCH)):
        present = target.batch([row.key for row in batch])
        for row in batch:
            _copy(row, present.get(row.key), target, overwrite, done)
    return done


def rows_of_partition(source: Table, partition: str, sort: str = "") -> Iterator[Row]:
    """Yield the rows of a partition, or the one with this sort key."""
    return (row for row in source.query(partition).items if sort in ("", row.sk))


def rows_of_trail(source: Table, trail_id: str) -> Iterator[Row]:
    """Yield the record and the events of an audit trail, and nothing else of its partition."""
    records = {key for make_key in KEYS if (key := make_key(trail_id))}
    for partition in sorted({partition for partition, _ in records}):
        for row in source.query(partition).items:
            if row.key in records or row.sk.startswith(keys.EVENT_PREFIX):
                yield row


def _copy(row: Row, present: Row | None, target: Table, overwrite: bool, done: Copied) -> None:
    if row.malformed or row.unknown:
        # A release that does not know all attributes of a row would lose some.
        note_unreadable(row.key)
    elif row == present:
        done.equal += 1
    elif present is not None and not (overwrite or _is_newer(row, present)):
        if _is_newer(present, row):
            done.newer += 1
        else:
            done.keep(row)
    else:
        try:
            target.put(row, _as_read(present))
        except StaleState:
            done.keep(row)
        else:
            done.copied += present is None
            done.overwritten += present is not None


def _is_newer(row: Row, other: Row) -> bool:
    return row.version is not None and other.version is not None and row.version > other.version


def _as_read(present: Row | None) -> Condition:
    """Holds while the row is as it was read; a malformed one is replaced whatever it holds."""
    if present is None:
        return ABSENT
    document = ~exists("document") if present.document is None else equals("document", present.document)
    if present.malformed:
        return exists("pk")
    return document if present.version is None else document & equals("version", present.version)

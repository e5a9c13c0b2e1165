"""Erase a person: redact their address in every row, or report what blocks that.

Each pass scans the whole table, since no index leads from an address to all rows that hold it. The last pass
finds nothing if the person is erased; an interrupted run is simply run again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tqdm import tqdm

from chalicelib.adapters.dynamodb.mapping import at_version
from chalicelib.adapters.dynamodb.record import Record, Unreadable, decoded, encoded
from chalicelib.adapters.dynamodb.transaction import writing
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.unreadable import kind_of
from chalicelib.services.unit_of_work.writes import Write
from infra.operate.erasable_rows import KINDS, Blocked, DataSubject, Kind

# A second pass finds what was written during the first. More than that means something keeps writing the address.
PASSES = 3


@dataclass(frozen=True)
class Found:
    """A row that names the person and the write that redacts it; None if the row is to be deleted."""

    kind: Kind
    record: Record
    change: Write | None


@dataclass
class Survey:
    """Result of a scan: rows to change, and what blocks the erasure, without the address.

    `unreadable` lists unreadable rows that do not hold the address.
    """

    rows: list[Found] = field(default_factory=list)
    blocked_by: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """Number of rows of each kind."""
        return Counter(row.kind.name for row in self.rows)

    @property
    def is_blocked(self) -> bool:
        """Whether some row prevents the erasure; then no row is changed."""
        return bool(self.blocked_by or self.unknown)


def survey(subject: DataSubject) -> Survey:
    """Scan the table for the person."""
    found = Survey()
    for record in tqdm(Record.scan(consistent_read=True), unit="row", disable=None):
        try:
            found.rows.extend(_found(record, subject))
        except Blocked as reason:
            found.blocked_by.append(str(reason))
        except _Unknown:
            found.unknown.add(kind_of_row(record))
        except Unreadable:
            named = "/".join(subject.address.redact(key) for key in (record.pk, record.sk))
            if subject.address.may_occur_in(_raw_item(record)):
                found.blocked_by.append(f"{named} is unreadable and may hold the address: repair it first")
            else:
                found.unreadable.append(named)
    return found


def erase(ports: Ports, subject: DataSubject) -> tuple[Counter[str], Survey]:
    """Erase the person; return the changes by kind and the last survey, which is empty once the person is erased."""
    changed: Counter[str] = Counter()
    for _ in range(PASSES):
        found = survey(subject)
        if found.is_blocked or not found.rows:
            return changed, found
        for row in found.rows:
            changed[row.kind.name] += _erased(ports, row)
    return changed, survey(subject)


def kind_of_row(record: Record) -> str:
    """Return the kind of a row from its key, without personal data."""
    return kind_of((record.pk, record.sk))


class _Unknown(Exception):
    """A row of a kind that is not in `KINDS` holds the address."""


def _found(record: Record, subject: DataSubject) -> Iterator[Found]:
    kind = next((kind for kind in KINDS if kind.has(record)), None)
    if kind is None or kind.edit is None:
        if subject.address.occurs_in(_content(record)):
            yield _deletion(kind, record)
        return
    before = decoded(record.document, kind.edit.model)
    left = kind.edit.without(before, subject)
    if left is not None and subject.address.occurs_in(_plain(encoded(left))):
        raise _Unknown
    if left != before:
        yield Found(kind, record, None if left is None else kind.edit.saved(before, left))


def _deletion(kind: Kind | None, record: Record) -> Found:
    if kind is None:
        raise _Unknown
    return Found(kind, record, None)


def _raw_item(record: Record) -> object:
    """Return the stored item, readable or not."""
    return record.malformed or record.to_dynamodb_dict()


def _content(record: Record) -> object:
    """Return all attributes with the document parsed. Raises `Unreadable`."""
    if record.malformed:
        raise Unreadable
    attributes = {name: value for name, value in record.to_dynamodb_dict().items() if name != "document"}
    return [attributes, _plain(record.document) if record.document else None]


def _plain(document: str) -> object:
    return decoded(document, object)


def _erased(ports: Ports, row: Found) -> bool:
    """Change the row unless it has changed since the scan; the next pass finds it then."""
    try:
        if row.change is not None:
            ports.store.commit([row.change])
        else:
            _delete(row.record)
    except StaleState:
        return False
    return True


def _delete(record: Record) -> None:
    version = record.version
    unchanged = Record.document == record.document if version is None else at_version(int(version))
    with writing():
        Record(record.pk, record.sk).delete(condition=unchanged)

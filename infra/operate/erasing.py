"""Erase a person: redact their address in every row, or report what blocks that.

Each pass scans the whole table, since no index leads from an address to all rows that hold it. The last pass
finds nothing if the person is erased; an interrupted run is simply run again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

from chalicelib.adapters.dynamodb.conditions import PRESENT, at_version, equals, exists
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, encoded
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.bootstrap import Container
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.unreadable import kind_of
from chalicelib.services.unit_of_work.writes import Write
from infra.operate.erasable.kinds import Blocked, DataSubject, Kind
from infra.operate.erasable_rows import KINDS
from infra.progress import progress_of_scan

# A second pass finds what was written during the first. More than that means something keeps writing the address.
PASSES = 3


@dataclass(frozen=True)
class Found:
    """A row that names the person and the write that redacts it; None if the row is to be deleted."""

    kind: Kind
    row: Row
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


def survey(table: Table, subject: DataSubject) -> Survey:
    """Scan the table for the person."""
    found = Survey()
    for row in progress_of_scan("looking for the person", table).over(table.scan(consistent=True)):
        try:
            found.rows.extend(found_in(row, subject))
        except Blocked as reason:
            found.blocked_by.append(str(reason))
        except UnknownKind:
            found.unknown.add(kind_of_row(row))
        except Unreadable:
            named = "/".join(subject.address.redact(key) for key in row.key)
            if subject.address.may_occur_in(row.malformed or asdict(row)):
                found.blocked_by.append(f"{named} is unreadable and may hold the address: repair it first")
            else:
                found.unreadable.append(named)
    return found


def erase(container: Container, subject: DataSubject) -> tuple[Counter[str], Survey]:
    """Erase the person; return the changes by kind and the last survey, which is empty once the person is erased."""
    changed: Counter[str] = Counter()
    for _ in range(PASSES):
        found = survey(container.table, subject)
        if found.is_blocked or not found.rows:
            return changed, found
        for row in found.rows:
            changed[row.kind.name] += _erased(container, row)
    return changed, survey(container.table, subject)


def kind_of_row(row: Row) -> str:
    """Return the kind of a row from its key, without personal data."""
    return kind_of(row.key)


class UnknownKind(Exception):
    """A row of a kind that is not in `KINDS` holds the address."""


def found_in(row: Row, subject: DataSubject) -> Iterator[Found]:
    """Yield the row if it names the person. Raises `Blocked`, `UnknownKind` or `Unreadable`."""
    kind = next((kind for kind in KINDS if kind.has(row)), None)
    if kind is None or kind.edit is None:
        if subject.address.occurs_in(_content(row)):
            yield _deletion(kind, row)
        return
    before = decoded(row.document, kind.edit.model)
    left = kind.edit.without(before, subject)
    if left is not None and subject.address.occurs_in(_plain(encoded(left))):
        raise UnknownKind
    if left != before:
        yield Found(kind, row, None if left is None else kind.edit.saved(before, left))


def _deletion(kind: Kind | None, row: Row) -> Found:
    if kind is None:
        raise UnknownKind
    return Found(kind, row, None)


def _content(row: Row) -> object:
    """Return all attributes with the document parsed. Raises `Unreadable`."""
    if row.malformed:
        raise Unreadable
    return [asdict(replace(row, document=None)), _plain(row.document) if row.document else None]


def _plain(document: str) -> object:
    return decoded(document, object)


def _erased(container: Container, found: Found) -> bool:
    """Change the row unless it has changed since the scan; the next pass finds it then."""
    try:
        if found.change is not None:
            container.ports.store.commit([found.change])
        else:
            _delete(container.table, found.row)
    except StaleState:
        return False
    return True


def _delete(table: Table, row: Row) -> None:
    version, document = row.version, row.document
    same = PRESENT & ~exists("document") if document is None else equals("document", document)
    table.delete(row.key, same if version is None else at_version(version))

"""Erases a person: strikes their address out of every row, or says who has to do what first.

Every pass looks at the whole table, for no index leads from an address to all that names it: an operator's
tool, and a rare one. A pass that finds nothing is the proof; so a run that was cut short is simply run again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

from tqdm import tqdm

from chalicelib.adapters.dynamodb.conditions import PRESENT, at_version, equals, exists
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, encoded
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.bootstrap import Container
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.unreadable import kind_of
from chalicelib.services.unit_of_work.writes import Write
from infra.operate.erasable_rows import KINDS, InTheWay, Kind, Whom

# The second pass sees what others wrote during the first; who writes the address for longer is to be stopped.
PASSES = 3


@dataclass(frozen=True)
class Found:
    """A row that names the person, and the change that saves what is left of it; None where it goes."""

    kind: Kind
    row: Row
    change: Write | None


@dataclass
class Survey:
    """What a look at the whole table found, and why nothing may be changed: a line a reason, no address.

    `unreadable` are the rows that cannot be read and do not hold the address.
    """

    rows: list[Found] = field(default_factory=list)
    in_the_way: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many rows of each kind."""
        return Counter(one.kind.name for one in self.rows)

    @property
    def is_blocked(self) -> bool:
        """Whether the person cannot be erased from everywhere, and so is not from anywhere."""
        return bool(self.in_the_way or self.unknown)


def survey(table: Table, whom: Whom) -> Survey:
    """Looks at every row."""
    found = Survey()
    for row in tqdm(table.scan(consistent=True), unit="row", disable=None):
        try:
            found.rows.extend(_found(row, whom))
        except InTheWay as reason:
            found.in_the_way.append(str(reason))
        except _Unknown:
            found.unknown.add(beginning(row))
        except Unreadable:
            named = "/".join(whom.traces.struck(key) for key in row.key)
            if whom.traces.may_stand_in(row.malformed or asdict(row)):
                found.in_the_way.append(f"{named} cannot be read and may hold the address: have it repaired first")
            else:
                found.unreadable.append(named)
    return found


def erase(container: Container, whom: Whom) -> tuple[Counter[str], Survey]:
    """What was changed, by kind, and what the last look found: nothing, once the person is erased."""
    changed: Counter[str] = Counter()
    for _ in range(PASSES):
        found = survey(container.table, whom)
        if found.is_blocked or not found.rows:
            return changed, found
        for one in found.rows:
            changed[one.kind.name] += _erased(container, one)
    return changed, survey(container.table, whom)


def beginning(row: Row) -> str:
    """What the row's keys begin with, which tells its kind and nothing of anybody."""
    return kind_of(row.key)


class _Unknown(Exception):
    """The row names the person, and nobody has said what becomes of it."""


def _found(row: Row, whom: Whom) -> Iterator[Found]:
    kind = next((one for one in KINDS if one.has(row)), None)
    if kind is None or kind.edit is None:
        if whom.traces.stand_in(_content(row)):
            yield _gone(kind, row)
        return
    before = decoded(row.document, kind.edit.holds)
    left = kind.edit.without(before, whom)
    if left is not None and whom.traces.stand_in(_plain(encoded(left))):
        raise _Unknown
    if left != before:
        yield Found(kind, row, None if left is None else kind.edit.saved(before, left))


def _gone(kind: Kind | None, row: Row) -> Found:
    if kind is None:
        raise _Unknown
    return Found(kind, row, None)


def _content(row: Row) -> object:
    """All of the row, its document read. Raises `Unreadable`."""
    if row.malformed:
        raise Unreadable
    return [asdict(replace(row, document=None)), _plain(row.document) if row.document else None]


def _plain(document: str) -> object:
    return decoded(document, object)


def _erased(container: Container, found: Found) -> bool:
    """Changes the row if nobody has since it was looked at; whoever came between is seen by the next pass."""
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

"""Erases a person: strikes their address out of every row, or says who has to do what first.

Every pass looks at the whole table, for no index leads from an address to all that names it: an operator's
tool, and a rare one. A pass that finds nothing is the proof; so a run that was cut short is simply run again.
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
from infra.operate.erasable_rows import KINDS, InTheWay, Kind, Whom

# The second pass sees what others wrote during the first; who writes the address for longer is to be stopped.
PASSES = 3


@dataclass(frozen=True)
class Found:
    """A row that names the person, and the change that saves what is left of it; None where it goes."""

    kind: Kind
    record: Record
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


def survey(whom: Whom) -> Survey:
    """Looks at every row."""
    found = Survey()
    for record in tqdm(Record.scan(consistent_read=True), unit="row", disable=None):
        try:
            found.rows.extend(_found(record, whom))
        except InTheWay as reason:
            found.in_the_way.append(str(reason))
        except _Unknown:
            found.unknown.add(beginning(record))
        except Unreadable:
            named = "/".join(whom.traces.struck(key) for key in (record.pk, record.sk))
            if whom.traces.may_stand_in(_raw(record)):
                found.in_the_way.append(f"{named} cannot be read and may hold the address: have it repaired first")
            else:
                found.unreadable.append(named)
    return found


def erase(ports: Ports, whom: Whom) -> tuple[Counter[str], Survey]:
    """What was changed, by kind, and what the last look found: nothing, once the person is erased."""
    changed: Counter[str] = Counter()
    for _ in range(PASSES):
        found = survey(whom)
        if found.is_blocked or not found.rows:
            return changed, found
        for row in found.rows:
            changed[row.kind.name] += _erased(ports, row)
    return changed, survey(whom)


def beginning(record: Record) -> str:
    """What the row's keys begin with, which tells its kind and nothing of anybody."""
    return kind_of((record.pk, record.sk))


class _Unknown(Exception):
    """The row names the person, and nobody has said what becomes of it."""


def _found(record: Record, whom: Whom) -> Iterator[Found]:
    kind = next((one for one in KINDS if one.has(record)), None)
    if kind is None or kind.edit is None:
        if whom.traces.stand_in(_content(record)):
            yield _gone(kind, record)
        return
    before = decoded(record.document, kind.edit.holds)
    left = kind.edit.without(before, whom)
    if left is not None and whom.traces.stand_in(_plain(encoded(left))):
        raise _Unknown
    if left != before:
        yield Found(kind, record, None if left is None else kind.edit.saved(before, left))


def _gone(kind: Kind | None, record: Record) -> Found:
    if kind is None:
        raise _Unknown
    return Found(kind, record, None)


def _raw(record: Record) -> object:
    """All of the row as it is stored, whether or not it can be read."""
    return record.malformed or record.to_dynamodb_dict()


def _content(record: Record) -> object:
    """All of the row, its document read. Raises `Unreadable`."""
    if record.malformed:
        raise Unreadable
    attributes = {name: one for name, one in record.to_dynamodb_dict().items() if name != "document"}
    return [attributes, _plain(record.document) if record.document else None]


def _plain(document: str) -> object:
    return decoded(document, object)


def _erased(ports: Ports, row: Found) -> bool:
    """Changes the row if nobody has since it was looked at; whoever came between is seen by the next pass."""
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

"""Check one trail: its events with each other, with the record and with what sealings state of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, encoded
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.events import AuditEvent, AuditKeys, Fault
from chalicelib.services.unit_of_work.unreadable import note_unreadable
from infra.audit_trails.ends import End, end_of, id_of
from infra.audit_trails.statuses import follows

# A trail that grows while it is being read is read again.
MAX_ATTEMPTS = 3
# docs/operations.md "A trail is not intact" tells operators what each reason means.
FAULTS: Mapping[Fault, str] = {
    Fault.MISSING: "event {number} is missing",
    Fault.EDITED: "event {number} was edited",
    Fault.NOT_COUNTED: "event {number} is not counted by the record",
    Fault.OTHER_END: "the record has another seal than event {number}",
}
UNREADABLE = "event {number} cannot be read"
NOT_COVERED = "event {number} holds what its seal does not cover"
OF_ANOTHER_TRAIL = "event {number} is of another trail"
OTHER_RECORD = "the record is of another trail"
OTHER_STATUS = "the record's status is {status}, which does not follow from event {number}, {kind}"
OTHER_ACCOUNT = "the status of its account is {status}, and not {expected}"
CUT_OFF = "{sealed} events were sealed, and the record counts {counted}"
NOT_STATED = "event {number} names a sealing that does not state it"
REPLACED = "event {number} is not the one that was sealed"
GONE = "{sealed} events were sealed, and the record is gone"


@dataclass(frozen=True)
class Verdict:
    """Whether a trail is intact, with all reasons why it is not. `is_sealed`: its last event is stated by a sealing."""

    trail_id: str
    reasons: tuple[str, ...] = ()
    is_sealed: bool = False

    @property
    def is_intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.reasons

    @property
    def reason(self) -> str:
        """All reasons in one line."""
        return ", ".join(self.reasons)

    def __str__(self) -> str:
        text = f"{self.trail_id}: the audit trail is {'intact' if self.is_intact else 'NOT intact'}"
        return text if self.is_intact else f"{text}: {self.reason}"


@dataclass(frozen=True)
class Trail:
    """The events of a trail as they were read, by number, and what is wrong with their rows.

    `counted_by` is the number of the sealing that each event names, as it is written.
    """

    events: Mapping[int, AuditEvent]
    counted_by: Mapping[int, str]
    faults: Sequence[str]
    unreadable: frozenset[int]


@dataclass(frozen=True)
class Checked:
    """The verdict on a trail, and those of its events with which nothing is wrong."""

    verdict: Verdict
    sound: Mapping[int, AuditEvent]


@dataclass(frozen=True)
class Expected:
    """What a trail is compared with: seals by number, as sealings state them; statuses of accounts by id, if known.

    `sealings` is how many sealings were read, 0 if they are not intact.
    """

    seals: Mapping[int, str] = field(default_factory=dict)
    sealings: int = 0
    accounts: Mapping[str, AccountStatus] = field(default_factory=dict)


def check(table: Table, audit: AuditKeys, end: End, expected: Expected) -> Checked:
    """Check a trail; read it again while its record changes in between."""
    for _ in range(MAX_ATTEMPTS):
        checked = _checked_once(table, audit, end, expected)
        if checked.verdict.is_intact:
            break
        row = table.get(end.record)
        try:
            now = end_of(row) if row else end
        except Unreadable:
            break
        if now == end:
            break
        end = now
    return checked


def _checked_once(table: Table, audit: AuditKeys, end: End, expected: Expected) -> Checked:
    partition, _ = end.record
    trail = _read(table, partition)
    faults = audit.faults(trail.events, end.last_seal, end.count)
    reasons = [
        *trail.faults,
        *(FAULTS[what].format(number=number) for number, what in faults.items() if number not in trail.unreadable),
        *_differences(trail, end, expected),
        *_status_faults(table, trail.events, end, expected.accounts),
    ]
    sound = {number: event for number, event in trail.events.items() if number not in faults}
    is_sealed = end.count in expected.seals
    return Checked(Verdict(id_of(partition), tuple(dict.fromkeys(reasons)), is_sealed), sound)


def _read(table: Table, partition: str) -> Trail:
    events: dict[int, AuditEvent] = {}
    faults, unreadable, counted_by = list[str](), set[int](), dict[int, str]()
    for row in table.query(partition, begins_with("sk", keys.EVENT_PREFIX)).items:
        written = row.sk.removeprefix(keys.EVENT_PREFIX)
        number = _number(row)
        try:
            event = decoded(row.document, AuditEvent)
        except Unreadable:
            event = None
        if event is None or not number:
            note_unreadable(row.key)
            unreadable.add(number)
            faults.append(UNREADABLE.format(number=number or written))
            continue
        events[number] = event
        if row.holder is not None:
            counted_by[number] = row.holder
        if not _is_covered(row, event):
            faults.append(NOT_COVERED.format(number=number))
        if event.request_id != id_of(partition):
            faults.append(OF_ANOTHER_TRAIL.format(number=number))
    return Trail(events, counted_by, faults, frozenset(unreadable))


def _number(row: Row) -> int:
    """Return the event's number; 0 if it is not written as the product does, since a copy would stand for the event."""
    written = row.sk.removeprefix(keys.EVENT_PREFIX)
    number = int(written) if written.isdecimal() else 0
    of_product = (keys.sealing(number), keys.event(id_of(row.pk), number), keys.account_event(id_of(row.pk), number))
    return number if row.key in of_product else 0


def _is_covered(row: Row, event: AuditEvent) -> bool:
    """Whether the row says nothing but the event, what waits for the feed, and whether a sealing has counted it."""
    own = replace(row, due_at=None, due_shard=None, trouble=None, holder=None, effect=None)
    return own == Row(*row.key, document=encoded(event))


def _differences(trail: Trail, end: End, expected: Expected) -> Iterator[str]:
    """Yield where the trail differs from what was sealed. Numbers that are missing anyway are reported elsewhere.

    An event that names a sealing is never sealed again. One that was made after the sealings were read may state it.
    """
    events, seals = trail.events, expected.seals
    if end.record_id != id_of(end.record[0]):
        yield OTHER_RECORD
    if seals and max(seals) > end.count:
        yield CUT_OFF.format(sealed=max(seals), counted=end.count)
    for number, seal in sorted(seals.items()):
        if number in events and events[number].seal != seal:
            yield REPLACED.format(number=number)
    for number, sealing in sorted(trail.counted_by.items()):
        is_later = sealing.isdecimal() and int(sealing) > expected.sealings
        if number > max(seals, default=0) and not is_later:
            yield NOT_STATED.format(number=number)


def _status_faults(
    table: Table, events: Mapping[int, AuditEvent], end: End, accounts: Mapping[str, AccountStatus]
) -> Iterator[str]:
    """Yield where the status of the record, or of the account that follows from it, is another than it must be."""
    last = events.get(end.count)
    if last and end.status and not follows(end.status, last):
        yield OTHER_STATUS.format(status=end.status.value, number=end.count, kind=last.kind.value)
    if end.account is None:
        return
    account_id, expected = end.account
    if accounts.get(account_id) is expected:
        return
    row = table.get(keys.account(account_id))
    try:
        status = end_of(row).status if row else None
    except Unreadable:
        return
    if status is not expected:
        yield OTHER_ACCOUNT.format(status=status.value if status else "missing", expected=expected.value)

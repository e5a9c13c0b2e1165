"""Finds every audit trail of the table with one scan, and judges each with one query.

A trail is the events of one partition; the record beside them says how many there are, and the seal of the last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Condition, begins_with, equals
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.events import AuditEvent, AuditKeys
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.unreadable import note_unreadable

HOLDERS: dict[str, type[AccountRequest | AccessRequest | SmartAccount]] = {
    keys.REQUEST_ROW: AccountRequest,
    keys.ACCESS_ROW: AccessRequest,
    keys.ACCOUNT_ROW: SmartAccount,
}
PARTITIONS = ("REQUEST#", "ACCOUNT#")
NOT_READ, NO_RECORD = "its record cannot be read", "it has no record"
# A trail that grows while it is read is read again.
TRIES = 3


@dataclass(frozen=True)
class End:
    """What a record says of its trail."""

    record: Key
    last_seal: str
    count: int


@dataclass(frozen=True)
class Verdict:
    """Whether a trail holds. A reason is given where it is another than an event edited, dropped or cut off."""

    trail_id: str
    holds: bool
    reason: str = ""

    def __str__(self) -> str:
        said = f"{self.trail_id}: the audit trail {'holds' if self.holds else 'does NOT hold'}"
        return f"{said}: {self.reason}" if self.reason else said


def judge_all(table: Table, audit: AuditKeys) -> Iterator[Verdict]:
    """The verdict on every trail: also of the events that have lost their record."""
    for partition, end in sorted(_surveyed(table).items()):
        if isinstance(end, End):
            yield _judged(table, audit, partition, end)
        else:
            yield Verdict(_id_of(partition), False, end)


def trail_ids(table: Table) -> Sequence[str]:
    """Whatever has a trail; most accounts have none."""
    return [_id_of(partition) for partition in _surveyed(table)]


def judge(table: Table, audit: AuditKeys, trail_id: str) -> Verdict:
    """The verdict on the trail of this request, access request or account."""
    for key in (keys.request(trail_id), keys.access_request(trail_id), keys.account(trail_id)):
        row = table.get(key)
        if row is None:
            continue
        try:
            end = _end_of(row)
        except Unreadable:
            return Verdict(trail_id, False, NOT_READ)
        return _judged(table, audit, key[0], end)
    return Verdict(trail_id, False, NO_RECORD)


def _surveyed(table: Table) -> Mapping[str, End | str]:
    """Each partition with a trail, with what its record says, or why that is not known. An operator's scan."""
    found: dict[str, End | str] = {}
    with_events = set()
    wanted: Condition = begins_with("sk", keys.EVENT_PREFIX)
    for sort in HOLDERS:
        wanted |= equals("sk", sort)
    for row in table.scan(wanted, consistent=True):
        if row.pk.startswith(PARTITIONS) and row.sk in HOLDERS:
            try:
                found[row.pk] = _end_of(row)
            except Unreadable:
                found[row.pk] = NOT_READ
        elif row.pk.startswith(PARTITIONS):
            with_events.add(row.pk)
    return {
        **dict.fromkeys(with_events, NO_RECORD),
        **{partition: end for partition, end in found.items() if partition in with_events or _has_trail(end)},
    }


def _has_trail(end: End | str) -> bool:
    """An account has one from the first event on."""
    return isinstance(end, str) or end.count > 0 or end.record[1] != keys.ACCOUNT_ROW


def _end_of(row: Row) -> End:
    """Raises `Unreadable`."""
    try:
        holder = decoded(row.document, HOLDERS[row.sk])
    except Unreadable:
        note_unreadable(row.key)
        raise
    return End(row.key, holder.last_seal, holder.event_count)


def _judged(table: Table, audit: AuditKeys, partition: str, end: End) -> Verdict:
    """The verdict once the record has stayed as it was while its events were read."""
    for _ in range(TRIES):
        verdict = _read_and_judged(table, audit, partition, end)
        if verdict.holds:
            break
        row = table.get(end.record)
        try:
            now = _end_of(row) if row else end
        except Unreadable:
            break
        if now == end:
            break
        end = now
    return verdict


def _read_and_judged(table: Table, audit: AuditKeys, partition: str, end: End) -> Verdict:
    events: dict[int, AuditEvent] = {}
    unreadable = []
    for row in table.query(partition, begins_with("sk", keys.EVENT_PREFIX)).items:
        number = row.sk.removeprefix(keys.EVENT_PREFIX)
        try:
            events[int(number)] = decoded(row.document, AuditEvent)
        except (Unreadable, ValueError):
            note_unreadable(row.key)
            unreadable.append(number.lstrip("0"))
    faulty = audit.faults(events, end.last_seal, end.count)
    reasons = [f"event {number} cannot be read" for number in unreadable]
    reasons += [f"event {number} lies beyond its record" for number in faulty if number > end.count]
    return Verdict(_id_of(partition), not (faulty or unreadable), ", ".join(reasons))


def _id_of(partition: str) -> str:
    return partition.partition("#")[2]

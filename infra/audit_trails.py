"""Find all audit trails with one scan and verify each with one query.

A trail is the events of one partition. The record in the same partition holds their number and the last seal.
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
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.unreadable import note_unreadable

HOLDERS: dict[str, type[AccountRequest | AccessRequest | SmartAccount | MovedIdentity]] = {
    keys.REQUEST_ROW: AccountRequest,
    keys.ACCESS_ROW: AccessRequest,
    keys.ACCOUNT_ROW: SmartAccount,
    keys.IDENTITY_ROW: MovedIdentity,
}
KEYS = (keys.request, keys.access_request, keys.account, keys.identity)
PARTITIONS = ("REQUEST#", "ACCOUNT#")
RECORD_UNREADABLE, NO_RECORD = "its record cannot be read", "it has no record"
# A trail that grows while it is being read is read again.
MAX_ATTEMPTS = 3


@dataclass(frozen=True)
class End:
    """Length and last seal of a trail, as its record states them."""

    record: Key
    last_seal: str
    count: int


@dataclass(frozen=True)
class Verdict:
    """Whether a trail is intact. `reason` is empty for edited, dropped or truncated events, the usual cause."""

    trail_id: str
    is_intact: bool
    reason: str = ""

    def __str__(self) -> str:
        text = f"{self.trail_id}: the audit trail is {'intact' if self.is_intact else 'NOT intact'}"
        return f"{text}: {self.reason}" if self.reason else text


def verify_all(table: Table, audit: AuditKeys) -> Iterator[Verdict]:
    """Verify every trail, including events whose record is missing."""
    for partition, end in sorted(_trail_ends(table).items()):
        if isinstance(end, End):
            yield _verified(table, audit, partition, end)
        else:
            yield Verdict(_id_of(partition), False, end)


def trail_ids(table: Table) -> Sequence[str]:
    """Return the ids of all requests, access requests, identities and accounts that have a trail."""
    return [_id_of(partition) for partition in _trail_ends(table)]


def verify(table: Table, audit: AuditKeys, trail_id: str) -> Verdict:
    """Verify the trail of this request, access request, moved identity or account."""
    for key in (make_key(trail_id) for make_key in KEYS):
        row = table.get(key)
        if row is None:
            continue
        try:
            end = _end_of(row)
        except Unreadable:
            return Verdict(trail_id, False, RECORD_UNREADABLE)
        return _verified(table, audit, key[0], end)
    return Verdict(trail_id, False, NO_RECORD)


def _trail_ends(table: Table) -> Mapping[str, End | str]:
    """Scan for partitions that have a trail; a string instead of an `End` says why the end is unknown."""
    found: dict[str, End | str] = {}
    with_events = set()
    condition: Condition = begins_with("sk", keys.EVENT_PREFIX)
    for sort in HOLDERS:
        condition |= equals("sk", sort)
    for row in table.scan(condition, consistent=True):
        if row.pk.startswith(PARTITIONS) and row.sk in HOLDERS:
            try:
                found[row.pk] = _end_of(row)
            except Unreadable:
                found[row.pk] = RECORD_UNREADABLE
        elif row.pk.startswith(PARTITIONS):
            with_events.add(row.pk)
    return {
        **dict.fromkeys(with_events, NO_RECORD),
        **{partition: end for partition, end in found.items() if partition in with_events or _has_trail(end)},
    }


def _has_trail(end: End | str) -> bool:
    """Whether the record has a trail; an account has none before its first event."""
    return isinstance(end, str) or end.count > 0 or end.record[1] != keys.ACCOUNT_ROW


def _end_of(row: Row) -> End:
    """Read the end of the trail from its record. Raises `Unreadable`."""
    try:
        holder = decoded(row.document, HOLDERS[row.sk])
    except Unreadable:
        note_unreadable(row.key)
        raise
    return End(row.key, holder.last_seal, holder.event_count)


def _verified(table: Table, audit: AuditKeys, partition: str, end: End) -> Verdict:
    """Verify a trail; read it again while its record changes in between."""
    for _ in range(MAX_ATTEMPTS):
        verdict = _verified_once(table, audit, partition, end)
        if verdict.is_intact:
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


def _verified_once(table: Table, audit: AuditKeys, partition: str, end: End) -> Verdict:
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
    reasons += [f"event {number} is not counted by the record" for number in faulty if number > end.count]
    return Verdict(_id_of(partition), not (faulty or unreadable), ", ".join(reasons))


def _id_of(partition: str) -> str:
    return partition.partition("#")[2]

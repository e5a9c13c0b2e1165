"""Verify trails: read the sealings, then compare each trail with its record and with them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import Unreadable
from chalicelib.adapters.dynamodb.proofs.keys import domain_proof
from chalicelib.adapters.dynamodb.recovery.keys import recovery
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.events import SEALINGS, AuditKeys, stated_lengths
from infra.audit_trails.checks import GONE, Expected, Verdict, check
from infra.audit_trails.ends import NO_RECORD, RECORD_UNREADABLE, End, end_of, id_of, records

Seals = Mapping[str, Mapping[int, str]]

# Of every record but that of the sealings.
KEYS = (keys.request, keys.access_request, keys.account, keys.identity, domain_proof, recovery)


@dataclass(frozen=True)
class Sealed:
    """What the sealings state: seals by partition and number. The verdict is on the trail of sealings itself.

    `count` is how many there are, 0 if they are not intact.
    """

    seals: Seals
    verdict: Verdict
    count: int = 0


def verify_all(table: Table, audit: AuditKeys) -> Iterator[Verdict]:
    """Verify every trail, including events without a record, and trails of which only a sealing knows.

    The sealings are read first: what they count was there before the scan. Their own verdict is given if it is bad.
    """
    sealed = read_sealings(table, audit)
    if not sealed.verdict.is_intact:
        yield sealed.verdict
    found, with_events = records(table)
    ends = {**dict.fromkeys([*sealed.seals, *with_events], NO_RECORD), **found}
    ends.pop(keys.SEALINGS_PARTITION, None)
    accounts = {
        id_of(partition): end.status
        for partition, end in found.items()
        if isinstance(end, End) and isinstance(end.status, AccountStatus)
    }
    for partition, end in sorted(ends.items()):
        seals = sealed.seals.get(partition, {})
        if isinstance(end, str):
            yield _without_record(partition, end, seals)
        elif end.has_trail or partition in with_events or seals:
            yield check(table, audit, end, Expected(seals, sealed.count, accounts)).verdict


def trail_ids(table: Table) -> Sequence[str]:
    """Return the ids of everything that has a trail; most accounts have none."""
    found, with_events = records(table)
    trails = {partition for partition, end in found.items() if isinstance(end, str) or end.has_trail}
    return sorted(id_of(partition) for partition in (trails | with_events) - {keys.SEALINGS_PARTITION})


def verify(table: Table, audit: AuditKeys, trail_ids: Iterable[str]) -> Iterator[Verdict]:
    """Verify the trails of these requests, accounts, proofs and so on."""
    sealed = read_sealings(table, audit)
    for trail_id in trail_ids:
        yield _verified(table, audit, trail_id, sealed)


def read_sealings(table: Table, audit: AuditKeys) -> Sealed:
    """Read what the sealings state, and check their own trail. Those that are faulty state nothing."""
    row = table.get(keys.sealings())
    try:
        end = end_of(row) if row else End(keys.sealings(), SEALINGS, "", 0)
    except Unreadable:
        return Sealed({}, Verdict(SEALINGS, (RECORD_UNREADABLE,)))
    checked = check(table, audit, end, Expected())
    verdict = checked.verdict if row or checked.verdict.is_intact else Verdict(SEALINGS, (NO_RECORD,))
    seals: dict[str, dict[int, str]] = defaultdict(dict)
    for _, sealing in sorted(checked.sound.items()):
        for partition, number, seal in stated_lengths(sealing):
            seals[partition].setdefault(number, seal)
    return Sealed(seals, verdict, end.count if verdict.is_intact else 0)


def _verified(table: Table, audit: AuditKeys, trail_id: str, sealed: Sealed) -> Verdict:
    for key in (make_key(trail_id) for make_key in KEYS):
        row = table.get(key)
        if row is None:
            continue
        try:
            end = end_of(row)
        except Unreadable:
            return Verdict(trail_id, (RECORD_UNREADABLE,))
        return check(table, audit, end, Expected(sealed.seals.get(key[0], {}), sealed.count)).verdict
    partitions = (keys.request(trail_id)[0], keys.account(trail_id)[0])
    known = next((sealed.seals[partition] for partition in partitions if partition in sealed.seals), {})
    return _without_record(f"#{trail_id}", NO_RECORD, known)


def _without_record(partition: str, reason: str, seals: Mapping[int, str]) -> Verdict:
    is_gone = reason == NO_RECORD and seals
    return Verdict(id_of(partition), (GONE.format(sealed=max(seals)) if is_gone else reason,))

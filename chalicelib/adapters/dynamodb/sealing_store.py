"""The part of the store for sealings, and for the events that they count."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.get import readable, stored
from chalicelib.adapters.dynamodb.proofs.keys import PROOF_ROW
from chalicelib.adapters.dynamodb.query import oldest_due
from chalicelib.adapters.dynamodb.record_types import DUE_SHARDS, UNCOUNTED_PREFIX
from chalicelib.adapters.dynamodb.recovery.keys import RECOVERY_ROW
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.events import AuditEvent, Sealings
from chalicelib.domain.patterns import pattern
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.sealing_ports import AnyRequest, Uncounted, Walked
from chalicelib.services.unit_of_work.unreadable import note_unreadable

# A forged seal of any length would make a sealing too large to be stored.
SEAL = pattern(r"[0-9a-f]{64}")
REQUESTS: Mapping[str, type[AnyRequest]] = {
    keys.REQUEST_ROW: AccountRequest,
    keys.ACCESS_ROW: AccessRequest,
    PROOF_ROW: DomainProof,
    RECOVERY_ROW: Recovery,
}
# A part of a walk ends with the last of so many overdue requests.
MOST_OVERDUE = 25


class DynamoSealingStore:
    """Reads by the due index, whose entries may be gone or counted by now, and by a scan."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def sealings(self) -> Sealings:
        """The end of the trail of sealings, in one get."""
        return stored(self._table, keys.sealings(), Sealings) or Sealings()

    def uncounted(self, now: datetime, limit: int) -> Sequence[Uncounted]:
        """One query for each shard, one batch."""
        shards = [f"{UNCOUNTED_PREFIX}{number}" for number in range(DUE_SHARDS)]
        listed = oldest_due(self._table, shards, now, limit)
        found = self._table.batch(list(listed))
        still = ((row, listed[key]) for key, row in found.items() if row.malformed or row.due_at == listed[key])
        return [Uncounted((*row.key, due_at), _event(row)) for row, due_at in still]

    def walk(
        self, start: tuple[str, str] | None, rows: int, most: int, is_overdue: Callable[[AnyRequest], bool] | None
    ) -> Walked:
        """One scan, usually of one page."""
        events: list[Uncounted] = []
        overdue: list[AnyRequest] = []
        for number, row in enumerate(self._table.scan(start=start, page_size=rows), start=1):
            event = _event(row) if _is_missed(row) else None
            if event is not None:
                events.append(Uncounted((*row.key, row.due_at or ""), event, in_feed=row.effect is not None))
            if is_overdue and (request := _request(row)) and is_overdue(request):
                overdue.append(request)
            if number == rows or len(events) == most or len(overdue) == MOST_OVERDUE:
                return Walked(events, row.key, overdue)
        return Walked(events, None, overdue)


def _is_missed(row: Row) -> bool:
    """Whether the row is an event of a trail that no sealing has counted: `holder` would say which.

    One that waits in the index counts too, since it may wait in a shard or for a time that somebody made up.
    """
    is_event = row.pk.startswith(keys.TRAILS) and row.sk.startswith(keys.EVENT_PREFIX)
    return is_event and row.holder is None


def _request(row: Row) -> AnyRequest | None:
    """The request that the row holds; None if it is of another kind, or cannot be read and is noted."""
    kind = REQUESTS.get(row.sk) if row.pk.startswith(keys.REQUEST_PARTITION) else None
    return next(iter(readable([row], kind)), None) if kind else None


def _event(row: Row) -> AuditEvent | None:
    """The event of a trail that is sealed; None, and noted, if it cannot be counted."""
    try:
        event = decoded(row.document, AuditEvent)
        number = int(row.sk.removeprefix(keys.EVENT_PREFIX))
    except (Unreadable, ValueError):
        event, number = None, 0
    if (
        event is None
        or event.sequence != number
        or not row.pk.startswith(keys.TRAILS)
        or not SEAL.fullmatch(event.seal)
    ):
        note_unreadable(row.key)
        return None
    return event

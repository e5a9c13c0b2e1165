"""Find all audit trails with one scan, and the end of each as its record states it.

A trail is the events of one partition. The record in the same partition holds their number and the last seal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Condition, begins_with, equals
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.proofs.keys import PROOF_ROW
from chalicelib.adapters.dynamodb.recovery.keys import RECOVERY_ROW
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.events import SEALINGS, Sealings
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.unreadable import note_unreadable

Holder = AccountRequest | AccessRequest | SmartAccount | MovedIdentity | DomainProof | Recovery | Sealings
HOLDERS: dict[str, type[Holder]] = {
    keys.REQUEST_ROW: AccountRequest,
    keys.ACCESS_ROW: AccessRequest,
    keys.ACCOUNT_ROW: SmartAccount,
    keys.IDENTITY_ROW: MovedIdentity,
    PROOF_ROW: DomainProof,
    RECOVERY_ROW: Recovery,
    keys.SEALINGS_ROW: Sealings,
}
PARTITIONS = (*keys.TRAILS, keys.SEALINGS_PARTITION)
RECORD_UNREADABLE, NO_RECORD = "its record cannot be read", "it has no record"


@dataclass(frozen=True)
class End:
    """Length and last seal of a trail, as its record states them, with the record's own id and status.

    For a request, the account that follows from it: its id and the status that the request gives it.
    """

    record: Key
    record_id: str
    last_seal: str
    count: int
    status: StrEnum | None = None
    account: tuple[str, AccountStatus] | None = None

    @property
    def has_trail(self) -> bool:
        """Whether there is a trail; an account has none before its first event, and sealings none before the first."""
        return self.count > 0 or self.record[1] not in (keys.ACCOUNT_ROW, keys.SEALINGS_ROW)


def id_of(partition: str) -> str:
    """Return the id of a trail, which is that of its record."""
    return partition.partition("#")[2]


def records(table: Table) -> tuple[Mapping[str, End | str], frozenset[str]]:
    """Scan for all records, and for partitions that have events. A string instead of an `End` says what is wrong."""
    found: dict[str, End | str] = {}
    with_events = set()
    condition: Condition = begins_with("sk", keys.EVENT_PREFIX)
    for sort in HOLDERS:
        condition |= equals("sk", sort)
    for row in table.scan(condition, consistent=True):
        if row.pk.startswith(PARTITIONS) and row.sk in HOLDERS:
            try:
                found[row.pk] = end_of(row)
            except Unreadable:
                found[row.pk] = RECORD_UNREADABLE
        elif row.pk.startswith(PARTITIONS):
            with_events.add(row.pk)
    return found, frozenset(with_events)


def end_of(row: Row) -> End:
    """Read the end of the trail from its record. Raises `Unreadable`."""
    try:
        holder = decoded(row.document, HOLDERS[row.sk])
    except Unreadable:
        note_unreadable(row.key)
        raise
    match holder:
        case AccountRequest():
            account = (holder.account_id, holder.state.account)
            return _end(row, holder.request_id, holder, holder.status, account)
        case AccessRequest():
            return _end(row, holder.access_request_id, holder, holder.status)
        case SmartAccount():
            return _end(row, holder.account_id, holder, holder.status)
        case MovedIdentity():
            return _end(row, holder.identity_id, holder)
        case DomainProof(proof_id=record_id) | Recovery(recovery_id=record_id):
            return _end(row, record_id, holder, holder.status)
        case Sealings():
            return _end(row, SEALINGS, holder)


def _end(
    row: Row,
    record_id: str,
    holder: Holder,
    status: StrEnum | None = None,
    account: tuple[str, AccountStatus] | None = None,
) -> End:
    return End(row.key, record_id, holder.last_seal, holder.event_count, status, account)

"""The event of a team: what its programs are told of one audit event, and which team that is."""

from datetime import datetime

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.domain.identity.erased import without_addresses
from chalicelib.domain.proofs.proof import DomainProof, HolderKind
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class

# What an audit trail is about.
Audited = AccountRequest | AccessRequest | DomainProof | Recovery | SmartAccount


@value_class
class TeamEvent:
    """An audit event that concerns a team: no notes, no addresses, no names.

    `team_account_id` is the account whose team it is, `account_id` the account that the event is about. `sequence` is
    the event's number in its audit trail, and orders the events of one request. `status` is that after the event.
    """

    event_id: str
    kind: EventKind
    at: datetime
    sequence: int
    team_account_id: str
    account_id: str
    status: str
    request_id: str | None = None
    access_request_id: str | None = None
    domain_proof_id: str | None = None
    recovery_id: str | None = None
    reference: str | None = None
    order_reference: str | None = None


def team_event_of(event: AuditEvent, audited: Audited) -> TeamEvent | None:
    """Return what a team is told of the event, with what it is about as it is afterwards; None if it is no team's."""
    event_id = f"evt_{event.request_id}_{event.sequence}"
    told = (event_id, event.kind, event.at, event.sequence)
    match audited:
        case AccountRequest():
            # A request of an earlier release whose team is not known has none here.
            return _of_request(told, audited) if audited.team_account_id else None
        case DomainProof(holder=holder):
            if holder.kind is HolderKind.PERSON:
                return None
            return TeamEvent(
                *told, holder.holder_id, holder.holder_id, audited.status, domain_proof_id=audited.proof_id
            )
        case AccessRequest(access_request_id=own_id, account_id=account_id, status=status):
            return TeamEvent(*told, account_id, account_id, status, access_request_id=own_id)
        case Recovery(recovery_id=own_id, account_id=account_id, status=status):
            return TeamEvent(*told, account_id, account_id, status, recovery_id=own_id)
        case SmartAccount(account_id=account_id, status=status):
            return TeamEvent(*told, account_id, account_id, status)


def _of_request(told: tuple[str, EventKind, datetime, int], request: AccountRequest) -> TeamEvent:
    """The order reference is the requester's own text, in which somebody may have typed an address."""
    return TeamEvent(
        *told,
        request.team_account_id or "",
        request.account_id,
        request.status,
        request_id=request.request_id,
        reference=request.reference,
        order_reference=without_addresses(request.order_reference) or None,
    )

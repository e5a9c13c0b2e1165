"""Which status a record may have after the last event of its trail."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.domain.recovery.states import RecoveryStatus
from chalicelib.domain.requests.transitions import RequestStatus

PENDING = frozenset({RequestStatus.PENDING})
ACTIVE = frozenset({AccountStatus.ACTIVE})

STATUSES_AFTER: Mapping[EventKind, frozenset[StrEnum]] = {
    EventKind.SUBMITTED: frozenset({RequestStatus.PENDING_REVIEW, RequestStatus.PENDING}),
    EventKind.ACCEPTED: PENDING,
    EventKind.APPROVED: frozenset({RequestStatus.APPROVED}),
    EventKind.DECLINED: frozenset({RequestStatus.DECLINED}),
    EventKind.FORWARDED: PENDING,
    EventKind.RESENT: PENDING,
    EventKind.RENEWED: PENDING,
    EventKind.MAILED_AGAIN: PENDING,
    EventKind.REMINDED: frozenset({RequestStatus.PENDING_REVIEW, *PENDING, AccessStatus.PENDING}),
    EventKind.REASSIGNED: PENDING,
    EventKind.HANDED_OVER: frozenset({RequestStatus.PENDING_REVIEW, RequestStatus.PENDING}),
    EventKind.WITHDRAWN: frozenset({RequestStatus.WITHDRAWN, AccessStatus.WITHDRAWN}),
    EventKind.EXPIRED: frozenset({RequestStatus.EXPIRED, AccessStatus.EXPIRED}),
    EventKind.ACCESS_REQUESTED: frozenset({AccessStatus.PENDING}),
    EventKind.ACCESS_APPROVED: frozenset({AccessStatus.APPROVED}),
    EventKind.ACCESS_DECLINED: frozenset({AccessStatus.DECLINED}),
    EventKind.ACCESS_ESCALATED: frozenset({AccessStatus.PENDING}),
    EventKind.ROLE_GRANTED: ACTIVE,
    EventKind.ROLE_WITHDRAWN: ACTIVE,
    EventKind.ROLE_OFFERED: ACTIVE,
    EventKind.OFFER_WITHDRAWN: ACTIVE,
    EventKind.OFFER_ACCEPTED: ACTIVE,
    EventKind.OFFER_DECLINED: ACTIVE,
    EventKind.ACCOUNT_CHANGED: ACTIVE,
    EventKind.ACCOUNT_IMPORTED: ACTIVE,
    EventKind.VIRTUAL_ACCOUNT_CREATED: ACTIVE,
    EventKind.VIRTUAL_ACCOUNT_CHANGED: ACTIVE,
    EventKind.VIRTUAL_ACCOUNT_REMOVED: ACTIVE,
    EventKind.WEBHOOK_CREATED: ACTIVE,
    EventKind.WEBHOOK_CHANGED: ACTIVE,
    EventKind.WEBHOOK_REMOVED: ACTIVE,
    EventKind.WEBHOOK_STOPPED: ACTIVE,
    EventKind.PROGRAM_INVITED: ACTIVE,
    EventKind.PROGRAM_CONFIRMED: ACTIVE,
    EventKind.PROGRAM_REVOKED: ACTIVE,
    EventKind.PROGRAM_ENDS_SOON: ACTIVE,
    # In a trail of its own the record has no status.
    EventKind.IDENTITY_MOVED: ACTIVE,
    EventKind.DOMAIN_PROOF_ASKED: frozenset({ProofStatus.ASKED}),
    EventKind.DOMAIN_PROVED: frozenset({ProofStatus.PROVED}),
    EventKind.DOMAIN_PROOF_LAPSED: frozenset({ProofStatus.LAPSED}),
    EventKind.DOMAIN_PROOF_EXPIRED: frozenset({ProofStatus.EXPIRED}),
    EventKind.DOMAIN_PROOF_WITHDRAWN: frozenset({ProofStatus.WITHDRAWN}),
    EventKind.RECOVERY_ASKED: frozenset({RecoveryStatus.IN_REVIEW, RecoveryStatus.NOTICE}),
    EventKind.RECOVERY_APPROVED: frozenset({RecoveryStatus.IN_REVIEW, RecoveryStatus.NOTICE}),
    EventKind.RECOVERY_DECLINED: frozenset({RecoveryStatus.DECLINED}),
    EventKind.RECOVERY_WITHDRAWN: frozenset({RecoveryStatus.WITHDRAWN}),
    EventKind.RECOVERY_REMINDED: frozenset({RecoveryStatus.NOTICE}),
    EventKind.RECOVERY_STOPPED: frozenset({RecoveryStatus.STOPPED}),
    EventKind.RECOVERY_SENT_BACK: frozenset({RecoveryStatus.IN_REVIEW}),
    EventKind.RECOVERY_PROOF_LOST: frozenset({RecoveryStatus.IN_REVIEW}),
    EventKind.RECOVERY_EXPIRED: frozenset({RecoveryStatus.EXPIRED}),
    EventKind.RECOVERED: frozenset({RecoveryStatus.RECOVERED}),
    # The record of the sealings has no status.
    EventKind.TRAILS_SEALED: frozenset(),
}


def follows(status: StrEnum, event: AuditEvent) -> bool:
    """Whether a record may have this status after the event, which may itself state one."""
    return status in STATUSES_AFTER[event.kind] and event.details.get("status_to") in (None, status.value)

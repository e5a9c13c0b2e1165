"""Serialize recoveries to the schemas of the API."""

from datetime import datetime

from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.states import RecoverySide, RecoveryStatus, allowed_recovery_actions
from chalicelib.services.recovery.stored import is_candidate
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.web.schemas import recoveries


def recovery_view(recovery: Recovery, caller: Caller, now: datetime) -> recoveries.RecoveryView:
    """Serialize a recovery for its candidate, a reviewer or an administrator of the account."""
    status = recovery.status_at(now)
    reads_reasons = caller.person.is_reviewer and not is_candidate(caller, recovery)
    return recoveries.RecoveryView(
        recovery_id=recovery.recovery_id,
        account_id=recovery.account_id,
        account_name=recovery.account_name,
        domain_identifier=recovery.domain_identifier,
        domain_display=DomainRules.display(recovery.domain_identifier),
        candidate=candidate_view(recovery),
        status=status.value,
        allowed_actions=actions_of(recovery, caller, now),
        evidence=recovery.evidence.value if recovery.evidence else None,
        asked_at=recovery.asked_at,
        review_ends_at=recovery.review_ends_at if status is RecoveryStatus.IN_REVIEW else None,
        notice_began_at=recovery.began_at,
        notice_ends_at=recovery.ends_at,
        ended_at=recovery.ended_at,
        approvals=[
            recoveries.RecoveryApprovalView(approved_at=one.at, reason=one.reason if reads_reasons else None)
            for one in recovery.approvals
        ],
        reason=recovery.reason or None,
    )


def objection_view(recovery: Recovery, now: datetime) -> recoveries.ObjectionView:
    """Serialize what the holder of a notice's link may know, who is not signed in."""
    return recoveries.ObjectionView(
        account_name=recovery.account_name,
        domain_identifier=recovery.domain_identifier,
        domain_display=DomainRules.display(recovery.domain_identifier),
        candidate=candidate_view(recovery),
        status=recovery.status_at(now).value,
        notice_ends_at=recovery.ends_at,
    )


def candidate_view(recovery: Recovery) -> recoveries.CandidateView:
    """Serialize the candidate."""
    return recoveries.CandidateView(name=recovery.candidate.name, email=recovery.candidate.email)


def actions_of(recovery: Recovery, caller: Caller, now: datetime) -> list[str]:
    """Return what the caller may do with it now. A candidate never decides as a reviewer."""
    side = RecoverySide.CANDIDATE if is_candidate(caller, recovery) else RecoverySide.REVIEWER
    if side is RecoverySide.REVIEWER and not caller.person.is_reviewer:
        return []
    has_approved = any(one.person_id == caller.person.person_id for one in recovery.approvals)
    actions = allowed_recovery_actions(recovery.status_at(now), side)
    return [one.value for one in actions if not (has_approved and one.value == "approve")]

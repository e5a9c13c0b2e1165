"""What happens to a recovery. Each change follows the table of states and is an event of the trail."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import Facts, Problem, Refused
from chalicelib.domain.events import EventDraft
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.identity.person import Person, requester_of
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Approval, Evidence, Recovery, recovery_id_of
from chalicelib.domain.recovery.states import (
    EVENTS,
    RECOVERY_STATES,
    RecoveryAction,
    RecoveryStatus,
    next_recovery_status,
)
from chalicelib.domain.recovery.timetable import days_passed, end_of_notice, next_day
from chalicelib.domain.validation import read_one
from chalicelib.domain.value_classes import value_class

APPROVALS_NEEDED = 2
SYSTEM = Actor(Role.SYSTEM)


@value_class
class RecoveryChange:
    """The recovery as it is now, the event, and the mails."""

    recovery: Recovery
    event: EventDraft
    mails: tuple[MailDraft, ...] = ()


def asked(
    before: Recovery | None, account: SmartAccount, candidate: Person, proof: DomainProof | None, now: datetime
) -> RecoveryChange:
    """Ask for a recovery: with a fresh proof the notice begins, without one reviewers are asked."""
    action = RecoveryAction.ASK_WITH_PROOF if proof else RecoveryAction.ASK
    if before is not None:
        next_recovery_status(before.status_at(now), action)
    fresh, by = _fresh(before, account, candidate, now), Actor(Role.REQUESTER, candidate.person_id)
    if proof is None:
        return _in_review(fresh, action, by, "", now)
    return _notice(replace(fresh, first_notice_at=now), action, by, Evidence.OWNERSHIP_PROOF, proof.proof_id, now)


def _fresh(before: Recovery | None, account: SmartAccount, candidate: Person, now: datetime) -> Recovery:
    """Return the recovery from its beginning; its trail goes on, and so do the numbers of its notices."""
    fresh = Recovery(
        recovery_id_of(account.account_id),
        account.account_id,
        account.account_name,
        account.domain_identifier,
        requester_of(candidate),
        now,
        RecoveryStatus.IN_REVIEW,
        waits_since=now,
    )
    if before is None:
        return fresh
    return replace(
        fresh,
        notices=before.notices,
        first_notice_at=before.first_notice_at,
        event_count=before.event_count,
        last_seal=before.last_seal,
        version=before.version,
    )


def withdrawn(recovery: Recovery, person_id: str, now: datetime) -> RecoveryChange:
    """Withdraw what the candidate has asked for. Raises `action-not-allowed`."""
    return _ended(recovery, RecoveryAction.WITHDRAW, Actor(Role.REQUESTER, person_id), now)


def approved(recovery: Recovery, reviewer: Person, reason: str, now: datetime) -> RecoveryChange:
    """Approve as a reviewer; with the second one the notice begins.

    Raises `own-request`, `reason-required`, `action-not-allowed`, `already-decided` if they have approved before.
    """
    _refuse_own(recovery, reviewer)
    parsed = _reason(reason)
    next_recovery_status(recovery.status_at(now), RecoveryAction.APPROVE)
    if any(approval.person_id == reviewer.person_id for approval in recovery.approvals):
        raise Refused(Problem.ALREADY_DECIDED, facts={"recovery_status": recovery.status.value})
    approvals = (*recovery.approvals, Approval(reviewer.person_id, parsed, now))
    after, by = replace(recovery, approvals=approvals), Actor(Role.REVIEWER, reviewer.person_id)
    if len(approvals) < APPROVALS_NEEDED:
        return RecoveryChange(after, _event(after, RecoveryAction.APPROVE, by, approvals=len(approvals)))
    began = replace(after, first_notice_at=recovery.first_notice_at if _was_told(recovery) else now)
    return _notice(began, RecoveryAction.APPROVE_AS_SECOND, by, Evidence.REVIEWERS, None, now)


def declined(recovery: Recovery, reviewer: Person, reason: str, now: datetime) -> RecoveryChange:
    """Decline as a reviewer. Raises `own-request`, `reason-required`, `action-not-allowed`."""
    _refuse_own(recovery, reviewer)
    told = replace(recovery, reason=_reason(reason))
    return _ended(told, RecoveryAction.DECLINE, Actor(Role.REVIEWER, reviewer.person_id), now)


def objected(recovery: Recovery, masked: str, is_administrator: bool, now: datetime) -> RecoveryChange | None:
    """Take in an objection: a present administrator's ends it, another one goes back to the reviewers.

    None if the reviewers have it already. Raises `action-not-allowed`.
    """
    if is_administrator:
        return _ended(recovery, RecoveryAction.STOP, Actor(Role.ADMINISTRATOR, masked), now)
    if recovery.status_at(now) is RecoveryStatus.IN_REVIEW:
        return None
    return _in_review(recovery, RecoveryAction.SEND_BACK, Actor(Role.NOTIFIED, masked), "objected", now)


def came_due(recovery: Recovery, proof_counts: bool, now: datetime) -> RecoveryChange | None:
    """Do what the time asks for: mail again, or end it; None if nothing is due.

    A notice that rests on a proof which no longer counts goes back to the reviewers, and gives no role.
    """
    if recovery.due_at is None or now < recovery.due_at:
        return None
    if recovery.status is RecoveryStatus.IN_REVIEW:
        return _ended(recovery, RecoveryAction.EXPIRE, SYSTEM, now)
    if not proof_counts:
        return _in_review(recovery, RecoveryAction.LOSE_PROOF, SYSTEM, "proof_lost", now)
    passed = days_passed(recovery.began_at or now, now)
    if passed > recovery.mails:
        after = _mailed(recovery, passed, now)
        mails = (_to_notified(recovery),)
        return RecoveryChange(after, _event(after, RecoveryAction.REMIND, SYSTEM, mails=passed), mails)
    return _ended(recovery, RecoveryAction.FINISH, SYSTEM, now)


def _notice(
    recovery: Recovery, action: RecoveryAction, by: Actor, evidence: Evidence, proof_id: str | None, now: datetime
) -> RecoveryChange:
    """Begin a notice: everybody is mailed at once, and the candidate is told."""
    began = replace(
        recovery,
        status=RecoveryStatus.NOTICE,
        evidence=evidence,
        proof_id=proof_id,
        notices=recovery.notices + 1,
        began_at=now,
    )
    after = _mailed(began, 1, now)
    event = _event(after, action, by, evidence=evidence.value, notice=after.notices)
    return RecoveryChange(after, event, (_to_notified(after), _to_candidate(after)))


def _mailed(recovery: Recovery, passed: int, now: datetime) -> Recovery:
    began_at = recovery.began_at or now
    ends_at = end_of_notice(began_at, now)
    return replace(recovery, mails=passed, ends_at=ends_at, due_at=next_day(began_at, passed) or ends_at)


def _in_review(recovery: Recovery, action: RecoveryAction, by: Actor, cause: str, now: datetime) -> RecoveryChange:
    """Leave it to two reviewers, from the beginning."""
    after = replace(
        recovery,
        status=RecoveryStatus.IN_REVIEW,
        evidence=None,
        proof_id=None,
        approvals=(),
        waits_since=now,
        ends_at=None,
    )
    after = replace(after, due_at=after.review_ends_at)
    to_reviewers = MailDraft(MailKind.RECOVERY_REVIEW, Audience.REVIEWERS, DEFAULT_LANGUAGE, facts={"cause": cause})
    mails = (to_reviewers, _to_candidate(after))
    return RecoveryChange(after, _event(after, action, by), mails)


def _ended(recovery: Recovery, action: RecoveryAction, by: Actor, now: datetime) -> RecoveryChange:
    status = next_recovery_status(recovery.status if by is SYSTEM else recovery.status_at(now), action)
    after = replace(recovery, status=status, ended_at=now, ends_at=None, due_at=None)
    mails = () if status is RecoveryStatus.WITHDRAWN else (_to_candidate(after),)
    return RecoveryChange(after, _event(after, action, by), mails)


def _event(recovery: Recovery, action: RecoveryAction, by: Actor, **more: str | int) -> EventDraft:
    details: Facts = {"account_id": recovery.account_id, **more, "status_to": recovery.status.value}
    return EventDraft(EVENTS[action], by, details)


def _to_notified(recovery: Recovery) -> MailDraft:
    facts: Facts = {"notice": recovery.notices, "ends_at": recovery.ends_at.isoformat() if recovery.ends_at else ""}
    return MailDraft(MailKind.RECOVERY_NOTICE, Audience.NOTIFIED, "", facts=facts)


def _to_candidate(recovery: Recovery) -> MailDraft:
    candidate = recovery.candidate
    facts: Facts = {"status": recovery.status.value}
    language = candidate.language or DEFAULT_LANGUAGE
    return MailDraft(MailKind.RECOVERY_NEWS, Audience.CANDIDATE, language, candidate.email, facts=facts)


def _was_told(recovery: Recovery) -> bool:
    """Whether somebody was mailed since this recovery was asked for."""
    return bool(recovery.began_at) and RECOVERY_STATES[recovery.status].is_under_way


def _refuse_own(recovery: Recovery, reviewer: Person) -> None:
    same_address = mailbox_key(recovery.candidate.email) == mailbox_key(str(reviewer.email))
    if same_address or recovery.candidate.person_id == reviewer.person_id:
        raise Refused(Problem.OWN_REQUEST)


def _reason(typed: str) -> str:
    """Return the written reason. Raises `validation-failed` or `reason-required`."""
    written = read_one("/reason", text.reason, typed)
    if not written:
        raise Refused(Problem.REASON_REQUIRED)
    return written

"""Decisions of an approver by a link: approve and create the account, or decline with a reason."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.proposed_access import granted_ids
from chalicelib.domain.errors import FieldCode, Invalid, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests.closing import ended, outcome_mails, told_nearby
from chalicelib.domain.requests.link_status import refuse_not_waiting
from chalicelib.domain.requests.request import (
    AccountRequest,
    Decision,
    Nomination,
    NominationState,
    ReasonCode,
    Transition,
)
from chalicelib.domain.requests.transitions import Action, RequestStatus, next_status
from chalicelib.domain.validation import FieldChecks

# Version of the statement of authority that the page shows. It is stored with the decision.
AUTHORITY_STATEMENT = "2026-11"


def approve(
    request: AccountRequest,
    nomination: Nomination,
    authority_confirmed: bool,
    now: datetime,
    granted_access: Sequence[str] = (),
) -> Transition:
    """Approve the request, create the account, and grant those of the proposed accesses, by their ids.

    Nothing is confirmed or granted by default. Raises `authority-not-confirmed`, `validation-failed`.
    """
    if not authority_confirmed:
        raise Refused(Problem.AUTHORITY_NOT_CONFIRMED)
    granted = granted_ids(request.proposed_to(nomination), granted_access)
    decision = Decision(
        RequestStatus.APPROVED,
        Role.APPROVER,
        nomination.email,
        now,
        nomination.nomination_id,
        nomination.generation,
        authority_statement=AUTHORITY_STATEMENT,
    )
    welcome = MailDraft(
        MailKind.WELCOME_ADMINISTRATOR,
        Audience.APPROVER,
        nomination.language,
        nomination.email,
        nomination.nomination_id,
    )
    notice = MailDraft(MailKind.APPROVED, Audience.ADMINISTRATORS, language="")
    transition = _decide(_with_granted(request, granted), nomination, decision, EventKind.APPROVED)
    return replace(transition, mails=(welcome, *transition.mails, notice))


def decline(request: AccountRequest, nomination: Nomination, code: str, reason: str, now: datetime) -> Transition:
    """Decline the request and cancel the account.

    A code is always required, a text only with `other`. Raises `reason-required`.
    """
    chosen, written = _reason(code, reason)
    decision = Decision(
        RequestStatus.DECLINED,
        Role.APPROVER,
        nomination.email,
        now,
        nomination.nomination_id,
        nomination.generation,
        chosen,
        written,
    )
    receipt = MailDraft(
        MailKind.YOU_DECLINED, Audience.APPROVER, nomination.language, nomination.email, nomination.nomination_id
    )
    transition = _decide(request, nomination, decision, EventKind.DECLINED)
    return replace(transition, mails=(receipt, *transition.mails, *told_nearby(request)))


def _with_granted(request: AccountRequest, granted: Set[str]) -> AccountRequest:
    marked = (replace(one, is_granted=one.proposal_id in granted) for one in request.proposed_access)
    return replace(request, proposed_access=tuple(marked))


def _decide(request: AccountRequest, nomination: Nomination, decision: Decision, event_kind: EventKind) -> Transition:
    action = Action.APPROVE if decision.outcome is RequestStatus.APPROVED else Action.DECLINE
    next_status(request.status_at(decision.at), action, Role.APPROVER)
    refuse_not_waiting(nomination)
    kind = MailKind.APPROVED if action is Action.APPROVE else MailKind.DECLINED
    requester = request.requester
    told = MailDraft(kind, Audience.REQUESTER, requester.language, requester.email)
    others = outcome_mails(request, kind, decider=nomination)
    decided = request.with_nomination(replace(nomination, state=NominationState.DECIDED))
    details: dict[str, str | int] = {
        "nomination": nomination.nomination_id,
        "generation": nomination.generation,
    }
    if decision.authority_statement:
        details |= {"authority_statement": decision.authority_statement}
    granted = [one.proposal_id for one in request.proposed_access if one.is_granted]
    if granted:
        details |= {"granted_access": ", ".join(granted)}
    if decision.reason_code:
        details |= {"reason_code": decision.reason_code}
    actor = Actor(Role.APPROVER, MailAddress.parse(nomination.email).masked)
    return Transition(ended(decided, decision), EventDraft(event_kind, actor, details), (told, *others))


def _reason(code: str, reason: str) -> tuple[ReasonCode, str]:
    checks = FieldChecks()
    chosen = checks.read("/reason_code", _reason_code, code)
    written = checks.read("/reason", text.reason, reason)
    if chosen is ReasonCode.OTHER and written == "":
        checks.fault("/reason", Problem.REASON_REQUIRED)
    checks.done(Problem.REASON_REQUIRED)
    return chosen, written


def _reason_code(value: str) -> ReasonCode:
    try:
        return ReasonCode(value)
    except ValueError:
        missing = Problem.REASON_REQUIRED if not value else FieldCode.NOT_ONE_OF
        raise Invalid(missing, choices=", ".join(ReasonCode)) from None

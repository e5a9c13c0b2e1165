"""End a request without a decision of the customer: its requester withdraws it, or it expires."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests.request import MOST_WATCHERS, AccountRequest, Decision, Nomination, Transition, Watcher
from chalicelib.domain.requests.transitions import Action, RequestStatus, next_status
from chalicelib.domain.validation import read_one


def withdraw(request: AccountRequest, reason: str, now: datetime) -> Transition:
    """Withdraw the request and notify the approvers who were asked."""
    written = read_one("/reason", text.reason, reason)
    next_status(request.status_at(now), Action.WITHDRAW, Role.REQUESTER)
    requester = request.requester
    decision = Decision(RequestStatus.WITHDRAWN, Role.REQUESTER, requester.name, now, reason=written)
    event = EventDraft(EventKind.WITHDRAWN, Actor(Role.REQUESTER, requester.person_id))
    return Transition(ended(request, decision), event, outcome_mails(request, MailKind.WITHDRAWN))


def expire(request: AccountRequest, now: datetime) -> Transition | None:
    """Expire a request whose time is over, and notify both sides; None before that time and once it is closed.

    The other side are the approvers or, of a review, the reviewers.
    """
    if request.status is request.status_at(now):
        return None
    next_status(request.status, Action.EXPIRE, Role.SYSTEM)
    closed = replace(request.with_all_closed(), status=RequestStatus.EXPIRED)
    event = EventDraft(EventKind.EXPIRED, Actor(Role.SYSTEM))
    requester = request.requester
    told = MailDraft(MailKind.EXPIRED, Audience.REQUESTER, requester.language, requester.email)
    in_review = request.state.in_review
    reviewers = (MailDraft(MailKind.EXPIRED, Audience.REVIEWERS, language=""),) if in_review else ()
    return Transition(closed, event, (told, *reviewers, *outcome_mails(request, MailKind.EXPIRED)))


def ended(request: AccountRequest, decision: Decision) -> AccountRequest:
    """Return the request in its final state, with every waiting nomination closed."""
    return replace(request.with_all_closed(), status=decision.outcome, decision=decision)


def outcome_mails(request: AccountRequest, kind: MailKind, decider: Nomination | None = None) -> tuple[MailDraft, ...]:
    """Notify everybody who waits, except the decider; before `pending` no approver was asked."""
    if not request.state.asks_approvers:
        return ()
    return tuple(
        MailDraft(kind, Audience.APPROVER, one.language, one.email, one.nomination_id)
        for one in request.waiting()
        if one != decider
    )


def watched(request: AccountRequest, person: Person, now: datetime) -> AccountRequest:
    """Return the request with somebody who is told when it has ended; the same for whoever is told anyway.

    Raises `action-not-allowed` for a request that has ended, `mail-limit` if too many are told already.
    """
    if not request.state_at(now).is_open:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": request.status_at(now).value})
    if person.person_id in (request.requester.person_id, *(one.person_id for one in request.watchers)):
        return request
    if len(request.watchers) >= MOST_WATCHERS:
        raise Refused(Problem.MAIL_LIMIT, retry_after=request.expires_at - now)
    watcher = Watcher(person.person_id, str(person.email), person.language or DEFAULT_LANGUAGE)
    return replace(request, watchers=(*request.watchers, watcher))


def end_notices(before: AccountRequest | None, after: AccountRequest) -> tuple[MailDraft, ...]:
    """Notify, once the request has ended, whoever asked for it."""
    has_ended = before is not None and before.state.is_open and not after.state.is_open
    return (MailDraft(MailKind.END_NOTICE, Audience.WATCHERS, language=""),) if has_ended and after.watchers else ()

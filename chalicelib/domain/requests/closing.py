"""End a request without a decision of the customer: its requester withdraws it, it expires, or it reaches nobody."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain import text
from chalicelib.domain.errors import Facts, LimitName, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import DECIDING, Audience, Mail, MailDraft, MailKind, ReportKind
from chalicelib.domain.requests.delivery import link_mail, unreachable
from chalicelib.domain.requests.request import (
    MOST_WATCHERS,
    AccountRequest,
    Decision,
    EndReason,
    Nomination,
    Transition,
    Watcher,
)
from chalicelib.domain.requests.transitions import Action, RequestStatus, next_status
from chalicelib.domain.validation import read_one

# Two permanent bounces of one address count if their mails are so far apart.
APART = timedelta(hours=48)
# How long the requester has after the last bounce to resend, or to name somebody else.
LEFT_TO_REQUESTER = timedelta(days=5)


def withdraw(request: AccountRequest, reason: str, now: datetime) -> Transition:
    """Withdraw the request and notify the approvers who were asked."""
    written = read_one("/reason", text.reason, reason)
    next_status(request.status_at(now), Action.WITHDRAW, Role.REQUESTER)
    requester = request.requester
    decision = Decision(RequestStatus.WITHDRAWN, Role.REQUESTER, requester.name, now, reason=written)
    event = EventDraft(EventKind.WITHDRAWN, Actor(Role.REQUESTER, requester.person_id))
    mails = (*outcome_mails(request, MailKind.WITHDRAWN), *told_nearby(request))
    return Transition(ended(request, decision), event, mails)


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
    others = (*reviewers, *outcome_mails(request, MailKind.EXPIRED), *told_nearby(request))
    return Transition(closed, event, (told, *others))


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


def told_nearby(request: AccountRequest) -> tuple[MailDraft, ...]:
    """Notify the administrators near the domain that no account is created, if they have heard of the request."""
    drafted = MailDraft(MailKind.ENDED_NEARBY, Audience.ADMINISTRATORS, language="")
    return (drafted,) if request.state.asks_approvers else ()


def watched(request: AccountRequest, person: Person, now: datetime) -> AccountRequest:
    """Return the request with somebody who is told when it has ended; the same for whoever is told anyway.

    Raises `action-not-allowed` for a request that has ended, `limit-reached` if too many are told already.
    """
    if not request.state_at(now).is_open:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": request.status_at(now).value})
    if person.person_id in (request.requester.person_id, *(one.person_id for one in request.watchers)):
        return request
    if len(request.watchers) >= MOST_WATCHERS:
        free_at = request.expires_at.isoformat()
        facts: Facts = {"limit_name": LimitName.WATCHERS_PER_REQUEST, "limit": MOST_WATCHERS, "free_at": free_at}
        raise Refused(Problem.LIMIT_REACHED, facts=facts)
    watcher = Watcher(person.person_id, str(person.email), person.language or DEFAULT_LANGUAGE)
    return replace(request, watchers=(*request.watchers, watcher))


def end_notices(before: AccountRequest | None, after: AccountRequest) -> tuple[MailDraft, ...]:
    """Notify, once the request has ended, whoever asked for it."""
    has_ended = before is not None and before.state.is_open and not after.state.is_open
    return (MailDraft(MailKind.END_NOTICE, Audience.WATCHERS, language=""),) if has_ended and after.watchers else ()


def gives_up_at(request: AccountRequest, mails: Iterable[Mail]) -> datetime | None:
    """Return when the request ends because nobody can be reached; None while somebody may be.

    Whatever the requester does about it sends a mail, and the time begins anew where that bounces too.
    """
    if not request.state.asks_approvers:
        return None
    known = list(mails)
    bounces = [_bounced_for_good_at(one, known) for one in request.waiting()]
    last = [at for at in bounces if at]
    return max(last) + LEFT_TO_REQUESTER if last and len(last) == len(bounces) else None


def not_reminded(request: AccountRequest, mails: Iterable[Mail]) -> frozenset[str]:
    """Return the ids of nominations to which no reminder goes: they were tried twice, complained, or were given up."""
    known = list(mails)
    tried_again = (
        one.nomination_id
        for one in request.waiting()
        if _bounced_at(link_mail(one, known)) and not _bounced_for_good_at(one, known)
    )
    return unreachable(request, known) - frozenset(tried_again)


def give_up(request: AccountRequest, now: datetime) -> Transition:
    """Expire the request before its time, and notify its requester; the approvers cannot be told."""
    next_status(request.status_at(now), Action.EXPIRE, Role.SYSTEM)
    reason = EndReason.UNDELIVERABLE
    closed = replace(request.with_all_closed(), status=RequestStatus.EXPIRED, expires_at=now, end_reason=reason)
    event = EventDraft(EventKind.EXPIRED, Actor(Role.SYSTEM), {"reason": reason.value})
    requester = request.requester
    told = MailDraft(MailKind.EXPIRED, Audience.REQUESTER, requester.language, requester.email)
    return Transition(closed, event, (told, *told_nearby(request)))


def _bounced_for_good_at(nomination: Nomination, mails: Sequence[Mail]) -> datetime | None:
    """Return when the newest mail with the link bounced; None unless one long before it has bounced as well."""
    newest = link_mail(nomination, mails)
    at = _bounced_at(newest)
    if newest is None or at is None:
        return None
    own = (one for one in mails if one.draft.nomination_id == nomination.nomination_id and one.draft.kind in DECIDING)
    is_repeated = any(_bounced_at(one) and newest.created_at - one.created_at >= APART for one in own)
    return at if is_repeated else None


def _bounced_at(mail: Mail | None) -> datetime | None:
    """Return when the mail bounced for good, by the mail service's clock, but not before it was wanted."""
    if mail is None or mail.report is None or mail.report.kind is not ReportKind.BOUNCE:
        return None
    return max(mail.report.at, mail.created_at)

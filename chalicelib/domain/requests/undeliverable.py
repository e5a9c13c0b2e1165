"""End a request early whose approvers cannot be reached by any address, so that its lock is no hostage."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.mails import DECIDING, Audience, Mail, MailDraft, MailKind, ReportKind
from chalicelib.domain.requests.delivery import link_mail, unreachable
from chalicelib.domain.requests.request import AccountRequest, EndReason, Nomination, Transition
from chalicelib.domain.requests.transitions import Action, RequestStatus, next_status

# Two permanent bounces of one address count if their mails are so far apart.
APART = timedelta(hours=48)
# How long the requester has after the last bounce to resend, or to name somebody else.
LEFT_TO_REQUESTER = timedelta(days=5)


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
    return Transition(closed, event, (told,))


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

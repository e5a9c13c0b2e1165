"""Create links and ask again: a new generation of a nomination's link, or another nomination in its place."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.errors import Facts, FieldCode, FieldError, LimitName, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.eligibility import fits, folded, is_on_requester_side
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.reminder_days import remind_next
from chalicelib.domain.requests.request import AccountRequest, Nomination, NominationState, Transition
from chalicelib.domain.requests.transitions import Action, RequestStatus, next_status
from chalicelib.domain.value_classes import value_class

# How often the same link is mailed once more within a day, apart from the limits of resends.
MOST_AGAIN = 3
AGAIN_WINDOW = timedelta(days=1)


@value_class
class Replacement:
    """The person with whom the requester replaces a nomination; without a language, the old one is kept."""

    nomination_id: str
    address: MailAddress
    language: str | None = None


def enter_pending(
    request: AccountRequest, policy: Policy, link_key: str, now: datetime
) -> tuple[AccountRequest, tuple[MailDraft, ...]]:
    """Start the customer's time: a link and a mail for each approver, notices to requester and administrators."""
    pending = _opened(request, policy, link_key, now)
    asked = (deciding_mail(MailKind.APPROVAL_NEEDED, one) for one in pending.waiting())
    requester = request.requester
    sent = MailDraft(MailKind.REQUEST_SENT, Audience.REQUESTER, requester.language, requester.email)
    notice = MailDraft(MailKind.ADMINISTRATORS_NOTICE, Audience.ADMINISTRATORS, language="")
    return pending, (*asked, sent, notice)


def _opened(request: AccountRequest, policy: Policy, link_key: str, now: datetime) -> AccountRequest:
    ends = now + policy.request_length
    pending = replace(request, status=RequestStatus.PENDING, pending_since=now, expires_at=ends)
    pending = remind_next(pending, policy, now)
    for nomination in request.waiting():
        pending = pending.with_nomination(linked(nomination, pending, policy, link_key, now))
    return pending


def resend(
    request: AccountRequest, nomination_id: str | None, policy: Policy, link_key: str, now: datetime
) -> Transition:
    """Mail a new link to one waiting nomination, or to all of them; older links are superseded.

    Raises `resend-too-soon` if none of them may be mailed again yet, `limit-reached` if none may at all.
    """
    _refuse_unknown(request, nomination_id)
    next_status(request.status_at(now), Action.RESEND, Role.REQUESTER)
    chosen = _chosen(request, nomination_id)
    free = [one for one in chosen if resend_wait(one, request, policy, now) <= timedelta(0)]
    if not free:
        first = min(chosen, key=lambda one: resend_wait(one, request, policy, now))
        raise _resend_refused(first, request, policy, now)
    renewed, mails = _again(request, free, policy, link_key, now)
    actor = Actor(Role.REQUESTER, request.requester.person_id)
    which = ", ".join(one.nomination_id for one in free)
    return Transition(renewed, EventDraft(EventKind.RESENT, actor, {"nominations": which}), mails)


def renew(request: AccountRequest, link: Link, policy: Policy, link_key: str, now: datetime) -> Transition | None:
    """Mail a new link to the stored address of the holder of an expired one; None if the rules do not allow it."""
    nomination = request.nomination(link.nomination_id)
    if nomination is None or nomination.generation != link.generation:
        return None
    expired = nomination.link_expires_at is not None and now >= nomination.link_expires_at
    if not (nomination.is_waiting and expired and request.state_at(now).renews_links):
        return None
    if resend_wait(nomination, request, policy, now) > timedelta(0):
        return None
    renewed, mails = _again(request, [nomination], policy, link_key, now)
    actor = Actor(Role.APPROVER, MailAddress.parse(nomination.email).masked)
    used: dict[str, str | int] = {"nomination": nomination.nomination_id, "generation": nomination.generation}
    return Transition(renewed, EventDraft(EventKind.RENEWED, actor, used), mails)


def mail_again(request: AccountRequest, nomination: Nomination, now: datetime) -> Transition | None:
    """Mail the same link once more to its stored address; None if it does not work, or was mailed thrice in a day."""
    recent = tuple(time for time in nomination.mailed_again if time > now - AGAIN_WINDOW)
    works = nomination.link_expires_at is not None and now < nomination.link_expires_at
    may_decide = nomination.is_waiting and request.state_at(now).renews_links
    if not (works and may_decide) or len(recent) >= MOST_AGAIN:
        return None
    noted = request.with_nomination(replace(nomination, mailed_again=(*recent, now)))
    kind = MailKind.FORWARDED_TO_YOU if nomination.hops else MailKind.APPROVAL_NEEDED
    actor = Actor(Role.APPROVER, MailAddress.parse(nomination.email).masked)
    used: dict[str, str | int] = {"nomination": nomination.nomination_id, "generation": nomination.generation}
    return Transition(noted, EventDraft(EventKind.MAILED_AGAIN, actor, used), (deciding_mail(kind, nomination),))


def is_older(request: AccountRequest, link: Link) -> bool:
    """Whether the nomination of the link has a newer one by now."""
    nomination = request.nomination(link.nomination_id)
    return nomination is not None and link.generation < nomination.generation


def reassign(
    request: AccountRequest,
    replacement: Replacement,
    rules: DomainRules,
    policy: Policy,
    link_key: str,
    now: datetime,
    members: Set[str] = frozenset(),
) -> Transition:
    """Close a nomination as superseded, and ask another person.

    `members` are addresses with a role in the team. Raises `reassign-outside-domain` unless the new address matches the
    identifier or a reviewer accepted it.
    """
    _refuse_unknown(request, replacement.nomination_id)
    _refuse_replacement(request, replacement, rules, members)
    status = next_status(request.status_at(now), Action.REASSIGN, Role.REQUESTER)
    (old,) = _chosen(request, replacement.nomination_id)
    if len(request.nominations) >= policy.nominations_per_request:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": status, "action": Action.REASSIGN})
    new = Nomination(request.next_nomination_id(), str(replacement.address), replacement.language or old.language)
    new = linked(new, request, policy, link_key, now)
    closed = replace(old, state=NominationState.SUPERSEDED, replaced_by=new.nomination_id)
    changed = request.with_nomination(closed).with_nomination(new)
    details = {"nomination": old.nomination_id, "to": replacement.address.masked}
    event = EventDraft(EventKind.REASSIGNED, Actor(Role.REQUESTER, request.requester.person_id), details)
    return Transition(changed, event, (deciding_mail(MailKind.APPROVAL_NEEDED, new),))


def resend_wait(nomination: Nomination, request: AccountRequest, policy: Policy, now: datetime) -> timedelta:
    """Return the time until this nomination may be mailed again; zero or less means now.

    After the last permitted resend, it is the time until the request ends.
    """
    if nomination.resends >= policy.resends_per_nomination:
        return request.expires_at - now
    if nomination.resent_at is None:
        return timedelta(0)
    return nomination.resent_at + policy.resend_pause - now


def _resend_refused(nomination: Nomination, request: AccountRequest, policy: Policy, now: datetime) -> Refused:
    """Return the refusal that names the limit which the nomination waits for; that of a pause has its minutes."""
    if nomination.resends >= policy.resends_per_nomination:
        quota: Facts = {
            "limit_name": LimitName.RESENDS_PER_NOMINATION,
            "limit": policy.resends_per_nomination,
            "free_at": request.expires_at.isoformat(),
        }
        return Refused(Problem.LIMIT_REACHED, facts=quota)
    facts: Facts = {"limit_name": LimitName.RESEND_PAUSE, "limit": int(policy.resend_pause / timedelta(minutes=1))}
    return Refused(Problem.RESEND_TOO_SOON, retry_after=resend_wait(nomination, request, policy, now), facts=facts)


def deciding_mail(kind: MailKind, nomination: Nomination) -> MailDraft:
    """Make a mail with the nomination's current link."""
    return MailDraft(
        kind,
        Audience.APPROVER,
        nomination.language,
        nomination.email,
        nomination.nomination_id,
        nomination.generation,
    )


def linked(nomination: Nomination, request: AccountRequest, policy: Policy, link_key: str, now: datetime) -> Nomination:
    """Return the nomination with a link of a new generation."""
    ends = min(now + policy.link_length, request.expires_at)
    generation = nomination.generation + 1
    return replace(nomination, generation=generation, link_key=link_key, link_expires_at=ends)


def _again(
    request: AccountRequest, nominations: Sequence[Nomination], policy: Policy, link_key: str, now: datetime
) -> tuple[AccountRequest, tuple[MailDraft, ...]]:
    mails: list[MailDraft] = []
    for nomination in nominations:
        fresh = linked(nomination, request, policy, link_key, now)
        fresh = replace(fresh, resends=nomination.resends + 1, resent_at=now)
        request = request.with_nomination(fresh)
        mails.append(deciding_mail(MailKind.NEW_LINK, fresh))
    return request, tuple(mails)


def _chosen(request: AccountRequest, nomination_id: str | None) -> list[Nomination]:
    chosen = [one for one in request.waiting() if nomination_id in (None, one.nomination_id)]
    if not chosen:
        raise _unknown()
    return chosen


def _refuse_unknown(request: AccountRequest, nomination_id: str | None) -> None:
    if nomination_id is not None and request.nomination(nomination_id) is None:
        raise _unknown()


def _unknown() -> Refused:
    fault = FieldError("/nomination_id", FieldCode.NOMINATION_UNKNOWN)
    return Refused(Problem.VALIDATION_FAILED, errors=(fault,))


def _refuse_replacement(
    request: AccountRequest, replacement: Replacement, rules: DomainRules, members: Set[str]
) -> None:
    address = replacement.address
    requester = MailAddress.parse(request.requester.email)
    if is_on_requester_side(address, requester, request.registrable_domain, rules, members):
        raise _refused_address(Problem.REQUESTER_CANNOT_APPROVE)
    if not fits(address, request) and str(address) not in request.accepted_addresses:
        raise _refused_address(Problem.REASSIGN_OUTSIDE_DOMAIN)
    others = (one.email for one in request.waiting() if one.nomination_id != replacement.nomination_id)
    same = any(one.email == str(address) for one in request.waiting())
    if same or address.folded in folded(others):
        fault = FieldError("/email", FieldCode.ADDRESS_ALREADY_ASKED)
        raise Refused(Problem.VALIDATION_FAILED, errors=(fault,))


def _refused_address(problem: Problem) -> Refused:
    return Refused(problem, errors=(FieldError("/email", problem),))

"""Opening links and asking again: a new generation of a nomination, or another nomination in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.account_request import AccountRequest, Nomination, NominationState, Step
from chalicelib.domain.domain_identifier import DomainRules
from chalicelib.domain.eligibility import ever_asked, fits, is_on_requester_side
from chalicelib.domain.errors import FieldCode, FieldError, Problem, Refused
from chalicelib.domain.events import Actor, EventDraft, EventKind
from chalicelib.domain.mail_address import MailAddress
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.transitions import Action, RequestStatus, Role, next_status


@dataclass(frozen=True)
class Replacement:
    """Whom the requester puts in the place of a nomination."""

    nomination_id: str
    address: MailAddress
    language: str | None = None


def opened(request: AccountRequest, policy: Policy, link_key: str, now: datetime) -> AccountRequest:
    """The request as it enters `pending`: its days start to run and every nomination gets its first link."""
    ends = now + policy.request_length
    pending = replace(request, status=RequestStatus.PENDING, pending_since=now, expires_at=ends)
    for nomination in request.waiting():
        pending = pending.with_nomination(_linked(nomination, pending, policy, link_key, now))
    return pending


def resend(
    request: AccountRequest, nomination_id: str | None, policy: Policy, link_key: str, now: datetime
) -> Step:
    """Mails a new link to one waiting nomination, or to all of them; the older links are superseded.

    Raises `resend-too-soon` when none of them may be mailed again yet.
    """
    next_status(request.status_at(now), Action.RESEND, Role.REQUESTER)
    chosen = _chosen(request, nomination_id)
    free = [one for one in chosen if resend_wait(one, request, policy, now) <= timedelta(0)]
    if not free:
        waits = [resend_wait(one, request, policy, now) for one in chosen]
        raise Refused(Problem.RESEND_TOO_SOON, retry_after=min(waits))
    renewed, mails = _again(request, free, policy, link_key, now)
    actor = Actor(Role.REQUESTER, request.requester.person_id)
    which = ", ".join(one.nomination_id for one in free)
    return Step(renewed, EventDraft(EventKind.RESENT, actor, {"nominations": which}), mails)


def renew(
    request: AccountRequest, nomination: Nomination, policy: Policy, link_key: str, now: datetime
) -> Step | None:
    """A new link for the holder of an expired one, to the stored address; None where DESIGN grants none."""
    expired = nomination.link_expires_at is not None and now >= nomination.link_expires_at
    is_pending = request.status_at(now) is RequestStatus.PENDING
    if not (nomination.is_waiting and expired and is_pending):
        return None
    if resend_wait(nomination, request, policy, now) > timedelta(0):
        return None
    renewed, mails = _again(request, [nomination], policy, link_key, now)
    actor = Actor(Role.APPROVER, MailAddress.parse(nomination.email).masked)
    return Step(renewed, EventDraft(EventKind.RENEWED, actor, {"nomination": nomination.nomination_id}), mails)


def reassign(
    request: AccountRequest,
    replacement: Replacement,
    rules: DomainRules,
    policy: Policy,
    link_key: str,
    now: datetime,
) -> Step:
    """Closes a nomination as superseded and asks another person, within the domain that was agreed on."""
    next_status(request.status_at(now), Action.REASSIGN, Role.REQUESTER)
    (old,) = _chosen(request, replacement.nomination_id)
    _refuse_replacement(request, replacement.address, rules, policy)
    new = Nomination(request.next_nomination_id(), str(replacement.address), replacement.language or old.language)
    new = _linked(new, request, policy, link_key, now)
    closed = replace(old, state=NominationState.SUPERSEDED, replaced_by=new.nomination_id)
    changed = request.with_nomination(closed).with_nomination(new)
    details = {"nomination": old.nomination_id, "to": replacement.address.masked}
    event = EventDraft(EventKind.REASSIGNED, Actor(Role.REQUESTER, request.requester.person_id), details)
    return Step(changed, event, (deciding_mail(MailKind.APPROVAL_NEEDED, new),))


def resend_wait(nomination: Nomination, request: AccountRequest, policy: Policy, now: datetime) -> timedelta:
    """How long until this nomination may be mailed again; zero or less means now, the request's end never."""
    if nomination.resends >= policy.resends_per_nomination:
        return request.expires_at - now
    if nomination.resent_at is None:
        return timedelta(0)
    return nomination.resent_at + policy.resend_pause - now


def deciding_mail(kind: MailKind, nomination: Nomination) -> MailDraft:
    """A mail that carries the nomination's current link."""
    return MailDraft(
        kind,
        Audience.APPROVER,
        nomination.language,
        nomination.email,
        nomination.nomination_id,
        nomination.generation,
    )


def _linked(
    nomination: Nomination, request: AccountRequest, policy: Policy, link_key: str, now: datetime
) -> Nomination:
    ends = min(now + policy.link_length, request.expires_at)
    generation = nomination.generation + 1
    return replace(nomination, generation=generation, link_key=link_key, link_expires_at=ends)


def _again(
    request: AccountRequest, nominations: Sequence[Nomination], policy: Policy, link_key: str, now: datetime
) -> tuple[AccountRequest, tuple[MailDraft, ...]]:
    mails: list[MailDraft] = []
    for nomination in nominations:
        fresh = _linked(nomination, request, policy, link_key, now)
        fresh = replace(fresh, resends=nomination.resends + 1, resent_at=now)
        request = request.with_nomination(fresh)
        mails.append(deciding_mail(MailKind.NEW_LINK, fresh))
    return request, tuple(mails)


def _chosen(request: AccountRequest, nomination_id: str | None) -> list[Nomination]:
    if nomination_id is None:
        return list(request.waiting())
    found = request.nomination(nomination_id)
    if found is None or not found.is_waiting:
        fault = FieldError("/nomination_id", FieldCode.NOMINATION_UNKNOWN)
        raise Refused(Problem.VALIDATION_FAILED, errors=(fault,))
    return [found]


def _refuse_replacement(request: AccountRequest, address: MailAddress, rules: DomainRules, policy: Policy) -> None:
    requester = MailAddress.parse(request.requester.email)
    if is_on_requester_side(address, requester, request.registrable_domain, rules):
        raise Refused(Problem.REQUESTER_CANNOT_APPROVE)
    if not fits(address, request) and address.domain not in request.accepted_mail_domains:
        raise Refused(Problem.REASSIGN_OUTSIDE_DOMAIN)
    if address.folded in ever_asked(request):
        fault = FieldError("/email", FieldCode.ADDRESS_ALREADY_ASKED)
        raise Refused(Problem.VALIDATION_FAILED, errors=(fault,))
    if len(request.nominations) >= policy.nominations_per_request:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"action": Action.REASSIGN})

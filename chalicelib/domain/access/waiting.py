"""The timetable of an access request: what is due by it, and its end before a decision."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.ask import AccessTransition
from chalicelib.domain.access.decide import refuse_decided
from chalicelib.domain.access.request import AccessDecision, AccessRequest, AccessStatus
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import TIMETABLES, Policy, Wait

SYSTEM = Actor(Role.SYSTEM)


def process(request: AccessRequest, policy: Policy, now: datetime) -> AccessTransition | None:
    """Do what is due next: end the request, let reviewers decide, or remind; None if nothing is due."""
    if request.decision or request.expires_at is None or request.waits_since is None:
        return None
    if now >= request.expires_at:
        return _expired(request, request.expires_at)
    if request.is_for_reviewers_at(now) and not request.is_escalated:
        mail = MailDraft(MailKind.ACCESS_ESCALATED, Audience.REVIEWERS, language="")
        event = EventDraft(EventKind.ACCESS_ESCALATED, SYSTEM)
        return AccessTransition(replace(request, is_escalated=True), event, (mail,))
    if request.remind_at and now >= request.remind_at:
        passed, coming = TIMETABLES[Wait.ACCESS](policy).progress(request.waits_since, request.expires_at, now)
        after = replace(request, reminders=passed, remind_at=coming)
        event = EventDraft(EventKind.REMINDED, SYSTEM, {"reminder": passed})
        return AccessTransition(after, event, _to_deciders(MailKind.ACCESS_REMINDER, request))
    return None


def withdraw(request: AccessRequest, now: datetime) -> AccessTransition:
    """End the request for its requester, and tell those who were asked. Raises `action-not-allowed`."""
    refuse_decided(request, now)
    person_id = request.requester.person_id
    decision = AccessDecision(person_id, "", now, outcome=AccessStatus.WITHDRAWN)
    event = EventDraft(EventKind.WITHDRAWN, Actor(Role.REQUESTER, person_id))
    return AccessTransition(
        replace(request, decision=decision), event, _to_deciders(MailKind.ACCESS_WITHDRAWN, request)
    )


def _expired(request: AccessRequest, at: datetime) -> AccessTransition:
    decision = AccessDecision("", "", at, outcome=AccessStatus.EXPIRED)
    requester = request.requester
    told = MailDraft(MailKind.ACCESS_EXPIRED, Audience.REQUESTER, requester.language, requester.email)
    # Who made an inquiry is told of its end, in the words that they typed.
    to_requester = () if request.inquiry_id else (told,)
    mails = (*to_requester, *_to_deciders(MailKind.ACCESS_EXPIRED, request))
    return AccessTransition(replace(request, decision=decision), EventDraft(EventKind.EXPIRED, SYSTEM), mails)


def _to_deciders(kind: MailKind, request: AccessRequest) -> tuple[MailDraft, ...]:
    """Address everybody who has been asked to decide."""
    audiences = (Audience.ADMINISTRATORS, *((Audience.REVIEWERS,) if request.is_escalated else ()))
    return tuple(MailDraft(kind, audience, language="") for audience in audiences)

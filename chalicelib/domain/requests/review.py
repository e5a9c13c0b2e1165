"""Decisions of a reviewer of the vendor: whether a request goes to the customer at all."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.closing import ended, outcome_mails, told_nearby
from chalicelib.domain.requests.nominations import enter_pending
from chalicelib.domain.requests.request import AccountRequest, Decision, Transition
from chalicelib.domain.requests.transitions import Action, RequestStatus, next_status
from chalicelib.domain.validation import read_one


def accept(request: AccountRequest, reviewer: Person, policy: Policy, link_key: str, now: datetime) -> Transition:
    """Send the request on to the customer. The requester may reassign to the addresses accepted here."""
    _refuse_own(request, reviewer)
    next_status(request.status_at(now), Action.ACCEPT, Role.REVIEWER)
    addresses = tuple(one.email for one in request.nominations)
    reviewed = replace(request, reviewed=True, accepted_addresses=addresses)
    pending, mails = enter_pending(reviewed, policy, link_key, now)
    return Transition(pending, EventDraft(EventKind.ACCEPTED, Actor(Role.REVIEWER, reviewer.person_id)), mails)


def decline(request: AccountRequest, reviewer: Person, reason: str, now: datetime) -> Transition:
    """End the request on the vendor's behalf; the requester is mailed the reason. Raises `reason-required`."""
    _refuse_own(request, reviewer)
    written = read_one("/reason", text.reason, reason)
    if not written:
        raise Refused(Problem.REASON_REQUIRED)
    next_status(request.status_at(now), Action.DECLINE, Role.REVIEWER)
    decision = Decision(RequestStatus.DECLINED, Role.REVIEWER, reviewer.name, now, reason=written)
    requester = request.requester
    told = MailDraft(MailKind.REVIEW_DECLINED, Audience.REQUESTER, requester.language, requester.email)
    others = (*outcome_mails(request, MailKind.DECLINED), *told_nearby(request))
    event = EventDraft(EventKind.DECLINED, Actor(Role.REVIEWER, reviewer.person_id))
    return Transition(replace(ended(request, decision), reviewed=True), event, (told, *others))


def is_own(request: AccountRequest, reviewer: Person) -> bool:
    """Whether the reviewer requested it, so that another one must decide."""
    same_address = MailAddress.parse(request.requester.email).folded == reviewer.email.folded
    return same_address or request.requester.person_id == reviewer.person_id


def _refuse_own(request: AccountRequest, reviewer: Person) -> None:
    if is_own(request, reviewer):
        raise Refused(Problem.OWN_REQUEST)

"""Forward a request: the approver names a more suitable person to decide, who gets their own link."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.languages import language
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.eligibility import ever_asked, fits, is_on_requester_side
from chalicelib.domain.requests.link_status import refuse_not_waiting
from chalicelib.domain.requests.nominations import deciding_mail
from chalicelib.domain.requests.request import (
    MOST_NOMINATIONS,
    AccountRequest,
    Nomination,
    NominationState,
    Transition,
)
from chalicelib.domain.requests.transitions import Action, next_status
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class


@value_class
class Forwarding:
    """Validated input: address and message, and whether the approver confirmed an address outside the domain."""

    address: MailAddress
    message: str
    language: str
    outside_domain_confirmed: bool


def read_forwarding(email: str, message: str, chosen_language: str, outside_domain_confirmed: bool) -> Forwarding:
    """Validate the approver's input. Raises `validation-failed` with every faulty field."""
    checks = FieldChecks()
    address = checks.read("/email", MailAddress.parse, email)
    words = checks.read("/message", text.link_free_note, message)
    spoken = checks.read("/language", language, chosen_language)
    checks.done()
    return Forwarding(address, words, spoken, outside_domain_confirmed)


def forward(
    request: AccountRequest,
    nomination: Nomination,
    forwarding: Forwarding,
    rules: DomainRules,
    policy: Policy,
    link_key: str,
    now: datetime,
    members: Set[str] = frozenset(),
) -> Transition:
    """Replace the nomination with one of the new person. The new link expires when the old one would have.

    `members` are addresses with a role in the requester's team.
    """
    next_status(request.status_at(now), Action.FORWARD, Role.APPROVER)
    refuse_not_waiting(nomination)
    _refuse_target(request, nomination, forwarding, rules, policy, members)
    target = Nomination(
        request.next_nomination_id(),
        str(forwarding.address),
        forwarding.language,
        generation=1,
        link_key=link_key,
        link_expires_at=nomination.link_expires_at,
        hops=nomination.hops + 1,
        message=forwarding.message,
    )
    handed_on = replace(nomination, state=NominationState.FORWARDED, replaced_by=target.nomination_id)
    changed = request.with_nomination(handed_on).with_nomination(target)
    details: dict[str, str | int] = {
        "nomination": nomination.nomination_id,
        "generation": nomination.generation,
        "to": forwarding.address.masked,
    }
    actor = Actor(Role.APPROVER, MailAddress.parse(nomination.email).masked)
    return Transition(changed, EventDraft(EventKind.FORWARDED, actor, details), _mails(changed, nomination, target))


def _mails(request: AccountRequest, old: Nomination, target: Nomination) -> tuple[MailDraft, ...]:
    requester = request.requester
    return (
        deciding_mail(MailKind.FORWARDED_TO_YOU, target),
        MailDraft(MailKind.YOU_FORWARDED, Audience.APPROVER, old.language, old.email, old.nomination_id),
        MailDraft(
            MailKind.REQUEST_FORWARDED,
            Audience.REQUESTER,
            requester.language,
            requester.email,
            old.nomination_id,
        ),
    )


def _refuse_target(
    request: AccountRequest,
    nomination: Nomination,
    forwarding: Forwarding,
    rules: DomainRules,
    policy: Policy,
    members: Set[str],
) -> None:
    address = forwarding.address
    requester = MailAddress.parse(request.requester.email)
    if is_on_requester_side(address, requester, request.registrable_domain, rules, members):
        raise Refused(Problem.FORWARD_TO_REQUESTER)
    if address.folded == MailAddress.parse(nomination.email).folded:
        raise Refused(Problem.FORWARD_TO_SELF)
    if address.folded in ever_asked(request):
        raise Refused(Problem.FORWARD_LOOP)
    if nomination.hops >= policy.forward_hops or len(request.nominations) >= MOST_NOMINATIONS:
        raise Refused(Problem.FORWARD_LIMIT)
    if not fits(address, request) and not forwarding.outside_domain_confirmed:
        raise Refused(Problem.CONFIRM_OUTSIDE_DOMAIN)

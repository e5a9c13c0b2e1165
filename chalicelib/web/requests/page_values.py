"""What the page of a request shows: its steps, its mails, its history, and for a reviewer the evidence."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.delivery import (
    DeliveryFailure,
    delivery_failure,
    is_delayed,
    link_mail,
    status_since,
    unreachable,
)
from chalicelib.domain.requests.progress import history_of, steps_of
from chalicelib.domain.requests.reminders import next_reminder
from chalicelib.domain.requests.request import AccountRequest, Nomination, ReasonCode
from chalicelib.domain.requests.review import is_own
from chalicelib.domain.requests.review_reasons import checked_addresses, review_reasons
from chalicelib.domain.requests.team import TEAM_RIGHTS, TeamRole, member_of
from chalicelib.domain.requests.transitions import STATES
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.contacts import shown_nearby
from chalicelib.services.requests.review import requester_history
from chalicelib.services.unit_of_work.ports import RequestFile
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.requests.serializers import actions_of
from chalicelib.web.requests.similar import similar_to

# How many entries of the history one page shows: a request may have hundreds.
ENTRIES_AT_ONCE = 50


@value_class
class Asked:
    """Somebody who was asked to decide, and what became of the newest mail with their link."""

    nomination: Nomination
    mail: Mail | None
    since: datetime | None
    failure: DeliveryFailure | None
    is_delayed: bool


def standing_of(context: PageContext, found: RequestFile) -> Mapping[str, Any]:
    """Return the state of the request and what the reader may do with it, for the template.

    `is_requester` says that they see it as the requester or by the team, `forms` what their place in the team permits.
    """
    request, now = found.request, context.container.ports.clock.now()
    status = request.status_at(now)
    member = member_of(request, context.person, context.grants)
    is_requester = member.role is not TeamRole.NONE
    may_act = is_requester or not is_own(request, context.person)
    return {
        "request": request,
        "status": status,
        "state": STATES[status],
        "is_requester": is_requester,
        "may_act": may_act,
        "actions": actions_of(request, context.caller, status) if may_act else (),
        "forms": TEAM_RIGHTS[member.role].actions,
    }


def tracker_of(context: PageContext, found: RequestFile, events: Sequence[AuditEvent]) -> Mapping[str, object]:
    """Return where the request stands on its way, and how it came there."""
    request, now = found.request, context.container.ports.clock.now()
    not_reached = unreachable(request, found.mails)
    history, passed_over = history_of(events, found.mails), _passed_over(context)
    return {
        "steps": steps_of(request, now),
        "time_to_end": request.expires_at - now if request.state_at(now).is_open else None,
        "next_reminder": next_reminder(request, not_reached, now),
        "asked": [_asked(one, found.mails) for one in request.nominations],
        "unreachable": not_reached,
        "history": history[passed_over : passed_over + ENTRIES_AT_ONCE],
        "earlier": passed_over + ENTRIES_AT_ONCE if len(history) > passed_over + ENTRIES_AT_ONCE else None,
        "is_further": passed_over > 0,
    }


def ways_on(context: PageContext, request: AccountRequest) -> Mapping[str, object]:
    """Return what the requester may do once no account comes of the request."""
    is_over = request.state_at(context.container.ports.clock.now()).account is AccountStatus.CANCELLED
    has_account = request.decision is not None and request.decision.reason_code is ReasonCode.ALREADY_HAVE_ACCOUNT
    nearby = _nearby(context, request.registrable_domain) if has_account else ()
    return {"is_over": is_over, "has_account": has_account, "nearby": nearby}


def evidence_for(context: PageContext, request: AccountRequest) -> Mapping[str, object]:
    """Return what speaks for and against the request, for a reviewer who may decide; it names no restricted account."""
    ports = context.container.ports
    requester = MailAddress.parse(request.requester.email)
    return {
        "reasons": review_reasons(request, ports.rules, ports.policy) if request.state.in_review else (),
        "organisation": ports.rules.organisation_of(requester.domain),
        "made_before": requester_history(ports, request),
        "addresses": checked_addresses(request),
        "similar": similar_to(context.container, request),
        "waiting_since": (ports.clock.now() - request.created_at).days,
    }


def _nearby(context: PageContext, registrable_domain: str) -> Sequence[SmartAccount]:
    """Return the accounts that the customer may have meant, without those that are restricted."""
    ports = context.container.ports
    return shown_nearby(ports, ports.store.locks(registrable_domain))


def _asked(nomination: Nomination, mails: Sequence[Mail]) -> Asked:
    mail = link_mail(nomination, mails)
    since, failure = (status_since(mail), delivery_failure(mail)) if mail else (None, None)
    return Asked(nomination, mail, since, failure, is_delayed(mail))


def _passed_over(context: PageContext) -> int:
    """Return how many entries the link to earlier ones passes over; of any other text none."""
    text = context.parameters.get("history", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("10000") else 0

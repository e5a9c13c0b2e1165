"""The page of a request: its state, its mails, its history, and what requester and reviewer may do with it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.languages import language
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.delivery import is_delayed, link_mail, unreachable
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest, Nomination, ReasonCode
from chalicelib.domain.requests.team import TEAM_RIGHTS, TeamRole, member_of
from chalicelib.domain.requests.transitions import STATES, Action
from chalicelib.domain.validation import address, read_one
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.contacts import shown_nearby
from chalicelib.services.requests import requester_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.unit_of_work.ports import RequestFile
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form, at_field
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.requests.serializers import actions_of
from chalicelib.web.requests.similar import similar_to

pages = Pages(__name__)
ONE = "/requests/{request_id}"

# The field at which a refusal is shown.
FIELDS: Mapping[Problem, str] = {
    Problem.REASON_REQUIRED: "/reason",
    Problem.REASSIGN_OUTSIDE_DOMAIN: "/email",
    Problem.REQUESTER_CANNOT_APPROVE: "/email",
}


@value_class
class Asked:
    """Somebody who was asked to decide, and the status of the newest mail with their link."""

    nomination: Nomination
    delivery: MailStatus | None
    is_delayed: bool


# The page has the buttons to resend and the reviewer's form, so a GET of their URLs shows it.
@pages.page(Page("GET", ONE + "/review", "review_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE + "/resend", "resend_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE, "request_page", Guard.ROLE_OR_REVIEWER, ("done",)))
def show(context: PageContext, request_id: str) -> PageResponse:
    """Show the request to its requester and, while it is in review, to reviewers."""
    return _request(context, request_id)


@pages.page(Page("GET", ONE + "/withdraw", "withdraw_page", Guard.ROLE))
def show_withdraw(context: PageContext, request_id: str) -> PageResponse:
    """Show the form for withdrawing the request."""
    return _request(context, request_id, "withdraw")


@pages.page(Page("GET", ONE + "/reassign", "reassign_page", Guard.ROLE, ("nomination",)))
def show_reassign(context: PageContext, request_id: str) -> PageResponse:
    """Show the form for naming another person."""
    return _request(context, request_id, "reassign", {"nomination_id": context.parameters.get("nomination", "")})


@pages.page(Page("GET", ONE + "/hand-over", "hand_over_page", Guard.ROLE))
def show_hand_over(context: PageContext, request_id: str) -> PageResponse:
    """Show the form for handing the request over to a member of the team."""
    return _request(context, request_id, Action.HAND_OVER)


@pages.page(Page("POST", ONE + "/resend", "resend_form", Guard.ROLE))
def resend(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Send a new link to one approver."""
    ports, nomination_id = context.container.ports, form.get("nomination_id")

    def act() -> object:
        return requester_actions.resend(ports, context.caller, request_id, nomination_id)

    return _acted(context, request_id, "request", form, act, "resend")


@pages.page(Page("POST", ONE + "/withdraw", "withdraw_form", Guard.ROLE))
def withdraw(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Withdraw the request for its requester."""
    ports, reason = context.container.ports, form.get("reason", "")

    def act() -> object:
        return requester_actions.withdraw(ports, context.caller, request_id, reason)

    return _acted(context, request_id, "withdraw", form, act)


@pages.page(Page("POST", ONE + "/reassign", "reassign_form", Guard.ROLE))
def reassign(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Correct or replace an address."""
    ports = context.container.ports

    def act() -> object:
        spoken = read_one("/language", language, form["language"]) if form.get("language") else None
        email = address("/email", form.get("email", ""))
        replacement = Replacement(form.get("nomination_id", ""), email, spoken)
        return requester_actions.reassign(ports, context.caller, request_id, replacement)

    return _acted(context, request_id, "reassign", form, act, "reassign")


@pages.page(Page("POST", ONE + "/hand-over", "hand_over_form", Guard.ROLE))
def hand_over(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Make a member of the team the requester. Who no longer sees the request then gets to their list."""
    ports, left = context.container.ports, list[AccountRequest]()

    def act() -> object:
        email = address("/email", form.get("email", ""))
        left.append(requester_actions.hand_over(ports, context.caller, request_id, email))
        return left

    answer = _acted(context, request_id, Action.HAND_OVER, form, act, "hand_over")
    is_gone = any(member_of(one, context.person, context.grants).role is TeamRole.NONE for one in left)
    return redirect(context.urls.requests()) if is_gone else answer


@pages.page(Page("POST", ONE + "/review", "review_form", Guard.REVIEWER))
def review(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Record the reviewer's decision; every value except `accept` declines."""
    accepted, reason = form.get("decision") == "accept", form.get("reason", "")
    ports = context.container.ports

    def act() -> object:
        return review_request(ports, context.person, request_id, accepted, reason)

    return _acted(context, request_id, "request", form, act)


def _acted(
    context: PageContext,
    request_id: str,
    template: str,
    form: Form,
    act: Callable[[], object],
    done: str = "",
) -> HandlerResult:
    """Act and redirect to the request. If refused, show the form again with its values."""
    try:
        act()
    except Refused as refused:
        if refused.problem is Problem.REQUEST_UNKNOWN:
            raise
        return _again(context, request_id, template, form, refused)
    return redirect(context.urls.request(request_id, done))


def _again(context: PageContext, request_id: str, template: str, form: Form, refused: Refused) -> PageResponse:
    """Show the form again, or only the refusal to a reviewer, who may decide on a request that they may not see."""
    try:
        return _request(context, request_id, template, form, at_field(refused, FIELDS.get(refused.problem)))
    except Refused as hidden:
        raise (refused if hidden.problem is Problem.REQUEST_UNKNOWN else hidden) from None


def _request(
    context: PageContext,
    request_id: str,
    template: str = "request",
    form: Form | None = None,
    refused: Refused | None = None,
) -> PageResponse:
    ports = context.container.ports
    with collect_unreadable() as unreadable:
        found = requester_actions.request_file(ports, context.caller, request_id)
        nomination = found.request.nomination((form or {}).get("nomination_id", ""))
        standing = _standing(context, found)
        is_answered = template == "reassign" and (nomination is None or not nomination.is_waiting)
        if is_answered or not standing["is_requester"] or template not in ("request", *standing["forms"]):
            template = "request"
        events = ports.store.events(request_id) if template == "request" else ()
    values = {
        **standing,
        "nomination": nomination,
        "events": events,
        "form": form or {},
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse(template, values, refused=refused, unreadable=unreadable.count)


def _standing(context: PageContext, found: RequestFile) -> Mapping[str, Any]:
    """Return the state of the request and what the reader may do with it, for the template."""
    request, status = found.request, found.request.status_at(context.container.ports.clock.now())
    member = member_of(request, context.person, context.grants)
    is_requester = member.role is not TeamRole.NONE
    reason_code = request.decision.reason_code if request.decision else None
    has_account = reason_code is ReasonCode.ALREADY_HAVE_ACCOUNT
    return {
        "request": request,
        "status": status,
        "state": STATES[status],
        "is_requester": is_requester,
        "actions": actions_of(request, context.caller, status),
        "forms": TEAM_RIGHTS[member.role].actions,
        "asked": _asked(found),
        "unreachable": unreachable(request, found.mails),
        "is_over": STATES[status].account is AccountStatus.CANCELLED,
        "has_account": has_account,
        "nearby": _nearby(context, request.registrable_domain) if has_account and is_requester else (),
        **_similar(context, request, is_reviewed=not is_requester and STATES[status].is_open),
    }


def _similar(context: PageContext, request: AccountRequest, *, is_reviewed: bool) -> Mapping[str, object]:
    """Return the accounts that the request may double, for a reviewer, who opens them only with a role."""
    if not is_reviewed:
        return {"similar": ()}
    similar = similar_to(context.container, request)
    return {"similar": similar, "may_open": bool(similar) and context.has_role}


def _nearby(context: PageContext, registrable_domain: str) -> Sequence[SmartAccount]:
    """Return the accounts that the customer may have meant, without those that are restricted."""
    ports = context.container.ports
    return shown_nearby(ports, ports.store.locks(registrable_domain))


def _asked(found: RequestFile) -> list[Asked]:
    pairs = ((one, link_mail(one, found.mails)) for one in found.request.nominations)
    return [Asked(one, mail.status if mail else None, is_delayed(mail)) for one, mail in pairs]

"""`/v1/account-requests`: list, show and withdraw requests, resend links and reassign nominations."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.languages import language
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.requests.delivery import link_deliveries
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import Scope
from chalicelib.domain.validation import FieldChecks
from chalicelib.rendering.languages import msgid
from chalicelib.services.requests import requester_actions
from chalicelib.services.unit_of_work.ports import Ports, RequestFile
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.serializers import event_view
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT, REQUEST_FILTERS, SCOPE
from chalicelib.web.api.parsing import read_shape, shaped
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.requests.filters import request_filter
from chalicelib.web.requests.serializers import request_view
from chalicelib.web.schemas import bodies, requests
from chalicelib.web.schemas.events import EventList

api = Api(__name__)
PATH = "/v1/account-requests"
ONE = "/v1/account-requests/{request_id}"


@api.operation(
    Operation(
        "GET",
        PATH,
        "list_requests",
        Guard.ROLE,
        msgid("My requests or those of my teams, newest first"),
        requests.AccountRequestPage,
        parameters=(SCOPE, *REQUEST_FILTERS, LIMIT, CURSOR),
        scope=ProgramScope.REQUESTS_READ,
    )
)
def list_own(context: RequestContext) -> ApiResponse:
    """List those of the caller's or their teams' requests that fit the filters."""
    listing, ports = Listing(context), context.container.ports
    wanted, start = request_filter(context), listing.start()
    scope = Scope(context.parameters.get(SCOPE.name, Scope.MINE))
    with collect_unreadable() as unreadable:
        page = requester_actions.listed_requests(ports, context.caller, scope, listing.size, start, wanted)
    now = ports.clock.now()
    items = [request_view(one.request, one.deliveries, context.caller, ports.rules, now) for one in page.items]
    return listing.response(requests.AccountRequestPage, items, page.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_request",
        Guard.ROLE_OR_REVIEWER,
        msgid("One request, with what became of its mails"),
        requests.AccountRequestView,
        problems=(Problem.REQUEST_UNKNOWN,),
        scope=ProgramScope.REQUESTS_READ,
    )
)
def show(context: RequestContext, request_id: str) -> ApiResponse:
    """Return the request to its requester and their team and, while it is in review, to reviewers."""
    found = requester_actions.request_file(context.container.ports, context.caller, request_id)
    return _response(context, found)


@api.operation(
    Operation(
        "GET",
        ONE + "/events",
        "list_events",
        Guard.ROLE_OR_REVIEWER,
        msgid("The audit trail of a request"),
        EventList,
        problems=(Problem.REQUEST_UNKNOWN,),
        scope=ProgramScope.REQUESTS_READ,
    )
)
def events(context: RequestContext, request_id: str) -> ApiResponse:
    """List all audit events, oldest first."""
    with collect_unreadable() as unreadable:
        found = requester_actions.request_events(context.container.ports, context.caller, request_id)
    return ApiResponse(EventList(items=[event_view(one) for one in found], unreadable=unreadable.entries))


def _own_action(name: str, summary: str, body: Any, status: HTTPStatus, *problems: Problem) -> Operation:
    path = f"{ONE}/{name.replace('_', '-')}"
    usual = (
        Problem.REQUEST_UNKNOWN,
        Problem.VALIDATION_FAILED,
        Problem.ACTION_NOT_ALLOWED,
        Problem.TEAM_ROLE_REQUIRED,
    )
    answer = requests.AccountRequestView
    scope = None if name == "hand_over" else ProgramScope.REQUESTS_WRITE
    return Operation(
        "POST", path, f"{name}_request", Guard.ROLE, summary, answer, status, body, (), (*usual, *problems), scope=scope
    )


@api.operation(_own_action("withdraw", msgid("Take the request back"), bodies.WithdrawBody, HTTPStatus.OK))
def withdraw(context: RequestContext, request_id: str, body: Body) -> ApiResponse:
    """Withdraw the request for its requester or their team."""
    reason = read_shape(body, bodies.WithdrawBody).reason
    return _act(context, lambda ports: requester_actions.withdraw(ports, context.caller, request_id, reason))


@api.operation(
    _own_action(
        "resend",
        msgid("Send approvers a new link"),
        bodies.ResendBody,
        HTTPStatus.ACCEPTED,
        Problem.LIMIT_REACHED,
        Problem.RESEND_TOO_SOON,
        Problem.MAIL_LIMIT,
    )
)
def resend(context: RequestContext, request_id: str, body: Body) -> ApiResponse:
    """Send new links; the older ones are superseded."""
    nomination_id = read_shape(body, bodies.ResendBody).nomination_id
    return _act(
        context,
        lambda ports: requester_actions.resend(ports, context.caller, request_id, nomination_id),
        HTTPStatus.ACCEPTED,
    )


@api.operation(
    _own_action(
        "reassign",
        msgid("Ask another person instead"),
        bodies.ReassignBody,
        HTTPStatus.OK,
        Problem.REASSIGN_OUTSIDE_DOMAIN,
        Problem.REQUESTER_CANNOT_APPROVE,
        Problem.MAIL_LIMIT,
    )
)
def reassign(context: RequestContext, request_id: str, body: Body) -> ApiResponse:
    """Correct or replace an address."""
    checks = FieldChecks()
    asked = shaped(body, bodies.ReassignBody, checks)
    email = checks.read("/email", MailAddress.parse, asked.email)
    spoken = checks.read("/language", language, asked.language) if asked.language is not None else None
    checks.done()
    replacement = Replacement(asked.nomination_id, email, spoken)
    return _act(context, lambda ports: requester_actions.reassign(ports, context.caller, request_id, replacement))


@api.operation(
    _own_action("hand_over", msgid("Make a member of the team the requester"), bodies.HandOverBody, HTTPStatus.OK)
)
def hand_over(context: RequestContext, request_id: str, body: Body) -> ApiResponse:
    """Hand the request over; mails about it go to the new requester from now on."""
    checks = FieldChecks()
    email = checks.read("/email", MailAddress.parse, shaped(body, bodies.HandOverBody, checks).email)
    checks.done()
    return _act(context, lambda ports: requester_actions.hand_over(ports, context.caller, request_id, email))


def _act(
    context: RequestContext, act: Callable[[Ports], AccountRequest], status: HTTPStatus = HTTPStatus.OK
) -> ApiResponse:
    """Carry out an action of the requester; links that it sends are queued in the answer."""

    def answer(request: AccountRequest) -> ApiResponse:
        # Who has handed the request over may no longer see it by themselves.
        stored = context.container.ports.store.request_file(request.request_id)
        mails = stored.mails if stored else ()
        generations = {one.nomination_id: one.generation for one in request.nominations}
        current = [one for one in mails if one.draft.generation == generations.get(one.draft.nomination_id or "")]
        return replace(_response(context, RequestFile(request, current)), status=status)

    return carry_out(context, act, answer)


def _response(context: RequestContext, found: RequestFile) -> ApiResponse:
    ports = context.container.ports
    links = link_deliveries(found.request, found.mails)
    view = request_view(found.request, links, context.caller, ports.rules, ports.clock.now())
    return ApiResponse(view, revision=found.request.revision)

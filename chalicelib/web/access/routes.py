"""`/v1/access-requests`: request access to an account, withdraw and decide access requests."""

from dataclasses import replace
from http import HTTPStatus

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.access import requests
from chalicelib.services.access.lists import (
    access_file,
    file_of,
    own_access_requests,
    own_pending,
    to_decide,
    waiting_for,
)
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.access.serializers import access_request_view
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import ACCESS_FILTERS, ACCESS_STATUS, AS, CURSOR, LIMIT, SEPARATOR
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.requests.filters import access_filter
from chalicelib.web.schemas import access as schemas

api = Api(__name__)
RESOURCE = "access-requests"
ONE = "/v1/access-requests/{access_request_id}"
LISTS = {"requester": own_access_requests, "decider": to_decide}
COUNTS = {"requester": own_pending, "decider": waiting_for}
DECIDING = (
    Problem.ACCESS_REQUEST_UNKNOWN,
    Problem.OWN_REQUEST,
    Problem.NOT_THE_DECIDER,
    Problem.VALIDATION_FAILED,
    Problem.ALREADY_DECIDED,
    Problem.ACTION_NOT_ALLOWED,
)


@api.operation(
    Operation(
        "POST",
        "/v1/accounts/{account_id}/access-requests",
        "ask_for_access",
        Guard.ROLE,
        msgid("Ask for access to an existing account"),
        schemas.AccessRequestView,
        HTTPStatus.CREATED,
        schemas.AskBody,
        problems=(
            Problem.ACCOUNT_UNKNOWN,
            Problem.VALIDATION_FAILED,
            Problem.ACTION_NOT_ALLOWED,
            Problem.ACCESS_ALREADY_GRANTED,
            Problem.REQUEST_ALREADY_PENDING,
            Problem.NOBODY_DECIDES,
            Problem.TOO_MANY_OPEN_REQUESTS,
        ),
    )
)
def ask(context: RequestContext, account_id: str, body: Body) -> ApiResponse:
    """Request access."""
    parsed = read_shape(body, schemas.AskBody)
    form = AccessRequestForm(parsed.scope, parsed.role, tuple(parsed.virtual_account_ids), parsed.note)

    def made(request: AccessRequest) -> ApiResponse:
        location = context.container.urls.api(RESOURCE, request.access_request_id)
        return replace(_response(context, request), status=HTTPStatus.CREATED, headers={"Location": location})

    return carry_out(context, lambda ports: requests.ask(ports, context.caller, account_id, form), made)


@api.operation(
    Operation(
        "GET",
        f"/v1/{RESOURCE}",
        "list_access_requests",
        Guard.ROLE_OR_REVIEWER,
        msgid("Requests for access: my own, or those that I may decide"),
        schemas.AccessRequestPage,
        parameters=(AS, ACCESS_STATUS, *ACCESS_FILTERS, LIMIT, CURSOR),
    )
)
def list_all(context: RequestContext) -> ApiResponse:
    """List access requests. Only where hundreds of others come before them, a page has fewer entries than the limit."""
    given, listing, ports = context.parameters, Listing(context), context.container.ports
    role, statuses = given.get(AS.name, "requester"), given.get(ACCESS_STATUS.name)
    wanted = frozenset(map(AccessStatus, statuses.split(SEPARATOR) if statuses else ()))
    caller, start = context.caller, listing.start()
    with collect_unreadable() as unreadable:
        page = LISTS[role](ports, caller, wanted, listing.size, start, access_filter(context))
    items = [access_request_view(context, file) for file in page.items]
    counts = {"pending_count": COUNTS[role](ports, caller), "unreadable": unreadable.entries}
    return listing.response(schemas.AccessRequestPage, items, page.next_start, **counts)


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_access_request",
        Guard.ROLE_OR_REVIEWER,
        msgid("One request for access, for its requester and its deciders"),
        schemas.AccessRequestView,
        problems=(Problem.ACCESS_REQUEST_UNKNOWN,),
    )
)
def show(context: RequestContext, access_request_id: str) -> ApiResponse:
    """Return an access request."""
    file = access_file(context.container.ports, context.caller, access_request_id)
    return ApiResponse(access_request_view(context, file), revision=file.request.revision)


@api.operation(
    Operation(
        "POST",
        f"{ONE}/approve",
        "approve_access",
        Guard.ROLE_OR_REVIEWER,
        msgid("Grant access, as asked for or otherwise"),
        schemas.AccessRequestView,
        body=schemas.ApproveAccessBody,
        problems=(*DECIDING, Problem.BEYOND_OWN_RIGHT),
    )
)
def approve(context: RequestContext, access_request_id: str, body: Body) -> ApiResponse:
    """Grant the requested or chosen access."""
    parsed = read_shape(body, schemas.ApproveAccessBody)
    ids = None if parsed.virtual_account_ids is None else tuple(parsed.virtual_account_ids)
    choice = Choice(parsed.scope, parsed.role, ids)
    return carry_out(
        context,
        lambda ports: requests.approve(ports, context.caller, access_request_id, choice),
        lambda request: _response(context, request),
    )


@api.operation(
    Operation(
        "POST",
        f"{ONE}/decline",
        "decline_access",
        Guard.ROLE_OR_REVIEWER,
        msgid("Decline a request for access"),
        schemas.AccessRequestView,
        body=schemas.DeclineAccessBody,
        problems=DECIDING,
    )
)
def decline(context: RequestContext, access_request_id: str, body: Body) -> ApiResponse:
    """Decline; the optional reason is shown to the requester."""
    reason = read_shape(body, schemas.DeclineAccessBody).reason
    return carry_out(
        context,
        lambda ports: requests.decline(ports, context.caller, access_request_id, reason),
        lambda request: _response(context, request),
    )


@api.operation(
    Operation(
        "POST",
        f"{ONE}/withdraw",
        "withdraw_access_request",
        Guard.SIGNED_IN,
        msgid("Take back a request for access of one's own"),
        schemas.AccessRequestView,
        problems=(Problem.ACCESS_REQUEST_UNKNOWN, Problem.ALREADY_DECIDED, Problem.ACTION_NOT_ALLOWED),
    )
)
def withdraw(context: RequestContext, access_request_id: str) -> ApiResponse:
    """Withdraw; those who were asked to decide are told."""
    return carry_out(
        context,
        lambda ports: requests.withdraw(ports, context.caller, access_request_id),
        lambda request: _response(context, request),
    )


def _response(context: RequestContext, request: AccessRequest) -> ApiResponse:
    view = access_request_view(context, file_of(context.container.ports, request))
    return ApiResponse(view, revision=request.revision)

"""`/v1/access-requests`: ask for access to an account, and decide about it."""

from http import HTTPStatus

from chalicelib.domain.access.ask import Wish
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.access import requests
from chalicelib.services.access.lists import access_file, file_of, own_access_requests, to_decide, waiting_for
from chalicelib.services.unit_of_work.unreadable import listening
from chalicelib.web.access.serializers import access_request_view
from chalicelib.web.api.operations import Answer, Api, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import ACCESS_STATUS, AS, CURSOR, LIMIT
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Call, Guard
from chalicelib.web.schemas import access as shapes

api = Api(__name__)
RESOURCE = "access-requests"
ONE = "/v1/access-requests/{access_request_id}"
LISTS = {"requester": own_access_requests, "decider": to_decide}
DECIDING = (
    Problem.ACCESS_REQUEST_UNKNOWN,
    Problem.OWN_REQUEST,
    Problem.NOT_THE_DECIDER,
    Problem.VALIDATION_FAILED,
    Problem.ALREADY_DECIDED,
)


@api.operation(
    Operation(
        "POST",
        "/v1/accounts/{account_id}/access-requests",
        "ask_for_access",
        Guard.ROLE,
        msgid("Ask for access to an existing account"),
        shapes.AccessRequestView,
        HTTPStatus.CREATED,
        shapes.AskBody,
        problems=(
            Problem.ACCOUNT_UNKNOWN,
            Problem.VALIDATION_FAILED,
            Problem.ACTION_NOT_ALLOWED,
            Problem.ACCESS_ALREADY_GRANTED,
            Problem.REQUEST_ALREADY_PENDING,
            Problem.TOO_MANY_OPEN_REQUESTS,
        ),
    )
)
def ask(call: Call, account_id: str, body: Body) -> Answer:
    """A request that waits for the account's administrators."""
    asked = read_shape(body, shapes.AskBody)
    wish = Wish(asked.scope, asked.role, tuple(asked.virtual_account_ids), asked.note)
    request = requests.ask(call.container.ports, call.asker, account_id, wish)
    location = call.container.urls.api(RESOURCE, request.access_request_id)
    return Answer(_view(call, request), HTTPStatus.CREATED, {"Location": location})


@api.operation(
    Operation(
        "GET",
        f"/v1/{RESOURCE}",
        "list_access_requests",
        Guard.ROLE,
        msgid("Requests for access: my own, or those that I may decide"),
        shapes.AccessRequestPage,
        parameters=(AS, ACCESS_STATUS, LIMIT, CURSOR),
    )
)
def list_all(call: Call) -> Answer:
    """A page may be short, or empty and still go on. Deciders see what waits, then what was decided of late."""
    side, status = call.parameters.get(AS.name, "requester"), call.parameters.get(ACCESS_STATUS.name)
    listing, ports = Listing(call), call.container.ports
    wanted = AccessStatus(status) if status else None
    asker, start = call.asker, listing.start()
    with listening() as unreadable:
        page = LISTS[side](ports, asker, wanted, listing.size, start)
    items = [access_request_view(call, one) for one in page.items]
    counts = {"pending_count": waiting_for(ports, asker), "unreadable": unreadable.entries}
    return listing.answer(shapes.AccessRequestPage, items, page.next_start, **counts)


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_access_request",
        Guard.ROLE,
        msgid("One request for access, for its requester and its deciders"),
        shapes.AccessRequestView,
        problems=(Problem.ACCESS_REQUEST_UNKNOWN,),
    )
)
def show(call: Call, access_request_id: str) -> Answer:
    """What was asked for, and how it stands."""
    return Answer(access_request_view(call, access_file(call.container.ports, call.asker, access_request_id)))


@api.operation(
    Operation(
        "POST",
        f"{ONE}/approve",
        "approve_access",
        Guard.ROLE,
        msgid("Grant access, as asked for or otherwise"),
        shapes.AccessRequestView,
        body=shapes.ApproveAccessBody,
        problems=(*DECIDING, Problem.BEYOND_OWN_RIGHT),
        forbidden=(Problem.OWN_REQUEST,),
    )
)
def approve(call: Call, access_request_id: str, body: Body) -> Answer:
    """The decider's choice within their own right."""
    chosen = read_shape(body, shapes.ApproveAccessBody)
    ids = None if chosen.virtual_account_ids is None else tuple(chosen.virtual_account_ids)
    choice = Choice(chosen.scope, chosen.role, ids)
    return Answer(_view(call, requests.approve(call.container.ports, call.asker, access_request_id, choice)))


@api.operation(
    Operation(
        "POST",
        f"{ONE}/decline",
        "decline_access",
        Guard.ROLE,
        msgid("Decline a request for access"),
        shapes.AccessRequestView,
        body=shapes.DeclineAccessBody,
        problems=DECIDING,
        forbidden=(Problem.OWN_REQUEST,),
    )
)
def decline(call: Call, access_request_id: str, body: Body) -> Answer:
    """The reason is for the requester, and may be left out."""
    reason = read_shape(body, shapes.DeclineAccessBody).reason
    return Answer(_view(call, requests.decline(call.container.ports, call.asker, access_request_id, reason)))


def _view(call: Call, request: AccessRequest) -> shapes.AccessRequestView:
    return access_request_view(call, file_of(call.container.ports, request))

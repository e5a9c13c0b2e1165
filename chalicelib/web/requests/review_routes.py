"""`/v1/reviews` and `/v1/account-requests/{request_id}/review`: the review queue, and a reviewer's decision."""

from chalicelib.domain.errors import Problem
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.languages import msgid
from chalicelib.services.requests.review import requests_in_review, review_request
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT, REVIEW_FILTERS
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.requests.filters import request_filter
from chalicelib.web.requests.serializers import request_view
from chalicelib.web.schemas import bodies, requests

api = Api(__name__)
PATH = "/v1/reviews"


@api.operation(
    Operation(
        "GET",
        PATH,
        "list_reviews",
        Guard.REVIEWER,
        msgid("Requests that reviewers may decide: those in review or, by their status, also pending ones"),
        requests.AccountRequestPage,
        parameters=(*REVIEW_FILTERS, LIMIT, CURSOR),
    )
)
def list_reviews(context: RequestContext) -> ApiResponse:
    """List the review queue, or all that reviewers may decide, without requests that have expired."""
    listing, ports = Listing(context, is_shared=True), context.container.ports
    wanted, start = request_filter(context), listing.start()
    with collect_unreadable() as unreadable:
        page = requests_in_review(ports, listing.size, start, wanted)
    now = ports.clock.now()
    items = [request_view(one.request, one.deliveries, context.caller, ports.rules, now) for one in page.items]
    return listing.response(requests.AccountRequestPage, items, page.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "POST",
        "/v1/account-requests/{request_id}/review",
        "review_request",
        Guard.REVIEWER,
        msgid("Accept a request, or decline it with a reason"),
        requests.AccountRequestView,
        body=bodies.ReviewBody,
        problems=(
            Problem.REQUEST_UNKNOWN,
            Problem.VALIDATION_FAILED,
            Problem.OWN_REQUEST,
            Problem.REASON_REQUIRED,
            Problem.ACTION_NOT_ALLOWED,
            Problem.MAIL_LIMIT,
        ),
    )
)
def review(context: RequestContext, request_id: str, body: Body) -> ApiResponse:
    """Accept or decline the request."""
    decided = read_shape(body, bodies.ReviewBody)
    accepted = decided.decision == "accept"

    def reviewed(request: AccountRequest) -> ApiResponse:
        ports = context.container.ports
        view = request_view(request, {}, context.caller, ports.rules, ports.clock.now())
        return ApiResponse(view, revision=request.revision)

    return carry_out(
        context, lambda ports: review_request(ports, context.person, request_id, accepted, decided.reason), reviewed
    )

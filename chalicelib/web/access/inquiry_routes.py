"""`/v1/inquiries`: ask for access without a role, to an account named by its exact domain or name."""

from http import HTTPStatus

from chalicelib.domain.access.inquiry import Inquiry, InquiryForm
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.access.inquiries import InquiryFile, inquire, own_inquiries, withdraw_inquiry
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.access.serializers import inquiry_view
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT
from chalicelib.web.api.parsing import read_shape
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.schemas import access as schemas

api = Api(__name__)


@api.operation(
    Operation(
        "POST",
        "/v1/inquiries",
        "make_inquiry",
        Guard.SIGNED_IN,
        msgid("Ask for access without a role"),
        schemas.InquiryView,
        HTTPStatus.ACCEPTED,
        schemas.InquiryBody,
        problems=(Problem.VALIDATION_FAILED, Problem.TOO_MANY_INQUIRIES),
    )
)
def make(context: RequestContext, body: Body) -> ApiResponse:
    """Take an inquiry. The response is the same whatever there is."""
    parsed = read_shape(body, schemas.InquiryBody)
    form = InquiryForm(parsed.account, parsed.note)

    def made(inquiry: Inquiry) -> ApiResponse:
        view = inquiry_view(InquiryFile(inquiry, None), inquiry.created_at)
        return ApiResponse(view, HTTPStatus.ACCEPTED)

    return carry_out(context, lambda ports: inquire(ports, context.person, form), made)


@api.operation(
    Operation(
        "GET",
        "/v1/inquiries",
        "list_inquiries",
        Guard.SIGNED_IN,
        msgid("What I asked for without a role"),
        schemas.InquiryPage,
        parameters=(LIMIT, CURSOR),
    )
)
def list_own(context: RequestContext) -> ApiResponse:
    """List the caller's inquiries, newest first."""
    listing, ports = Listing(context), context.container.ports
    start = listing.start()
    with collect_unreadable() as unreadable:
        page = own_inquiries(ports, context.person, listing.size, start)
    now = ports.clock.now()
    items = [inquiry_view(file, now) for file in page.items]
    return listing.response(schemas.InquiryPage, items, page.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "POST",
        "/v1/inquiries/{inquiry_id}/withdraw",
        "withdraw_inquiry",
        Guard.SIGNED_IN,
        msgid("Take back what I asked for without a role"),
        schemas.InquiryView,
        problems=(Problem.INQUIRY_UNKNOWN, Problem.ACTION_NOT_ALLOWED),
    )
)
def withdraw(context: RequestContext, inquiry_id: str) -> ApiResponse:
    """Withdraw. The response is the same whatever there is; those who were asked, if any, are told."""
    return carry_out(
        context,
        lambda ports: withdraw_inquiry(ports, context.person, inquiry_id),
        lambda file: ApiResponse(inquiry_view(file, context.container.ports.clock.now())),
    )

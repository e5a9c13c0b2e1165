"""`/v1/offers`: the roles that are offered to the caller, who may accept or decline each."""

from http import HTTPStatus

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.services.access.offers import accept_offer, decline_offer, open_offer_to, open_offers_to
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.access.serializers import offer_view, role_view
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR, LIMIT
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.schemas import access

api = Api(__name__)
ONE = "/v1/offers/{account_id}/{role_id}"


@api.operation(
    Operation(
        "GET",
        "/v1/offers",
        "list_offers",
        Guard.SIGNED_IN,
        msgid("The roles that are offered to me"),
        access.OfferPage,
        parameters=(LIMIT, CURSOR),
    )
)
def list_offers(context: RequestContext) -> ApiResponse:
    """List the caller's open offers."""
    listing = Listing(context)
    start = listing.start()
    with collect_unreadable() as unreadable:
        page = open_offers_to(context.container.ports, context.person, listing.size, start)
    items = [offer_view(offer) for offer in page.items]
    return listing.response(access.OfferPage, items, page.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_offer",
        Guard.SIGNED_IN,
        msgid("One role that is offered to me"),
        access.OfferView,
        problems=(Problem.OFFER_UNKNOWN,),
    )
)
def show(context: RequestContext, account_id: str, role_id: str) -> ApiResponse:
    """Return an open offer to the caller."""
    offer = open_offer_to(context.container.ports, context.person, account_id, role_id)
    return ApiResponse(offer_view(offer), revision=offer.revision)


@api.operation(
    Operation(
        "POST",
        f"{ONE}/accept",
        "accept_offer",
        Guard.SIGNED_IN,
        msgid("Accept a role that is offered to me"),
        access.RoleView,
        problems=(
            Problem.OFFER_UNKNOWN,
            Problem.ACCESS_ALREADY_GRANTED,
            Problem.ACTION_NOT_ALLOWED,
            Problem.VALIDATION_FAILED,
        ),
    )
)
def accept(context: RequestContext, account_id: str, role_id: str) -> ApiResponse:
    """Accept; the role is the caller's from now on."""
    return carry_out(
        context,
        lambda ports: accept_offer(ports, context.person, account_id, role_id),
        lambda grant: ApiResponse(role_view(grant), revision=grant.revision),
    )


@api.operation(
    Operation(
        "POST",
        f"{ONE}/decline",
        "decline_offer",
        Guard.SIGNED_IN,
        msgid("Decline a role that is offered to me"),
        None,
        HTTPStatus.NO_CONTENT,
        problems=(Problem.OFFER_UNKNOWN,),
    )
)
def decline(context: RequestContext, account_id: str, role_id: str) -> ApiResponse:
    """Decline; the offer is gone."""
    return carry_out(
        context,
        lambda ports: decline_offer(ports, context.person, account_id, role_id),
        lambda _: ApiResponse(None, HTTPStatus.NO_CONTENT),
    )

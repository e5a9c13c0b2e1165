"""Lists of requests: a requester's own, and those that wait for a reviewer."""

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.services.requests.requester_actions import own_requests
from chalicelib.services.requests.review import requests_in_review
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@value_class
class RequestRow:
    """A request in a list, with its current status."""

    request: AccountRequest
    status: RequestStatus


@pages.page(Page("GET", "/requests", "requests_page", Guard.ROLE, ("cursor",)))
def show_requests(context: PageContext) -> PageResponse:
    """Show the person's own requests, newest first."""
    ports = context.container.ports
    listing = Listing(context)
    start = listing.start()
    with collect_unreadable() as unreadable:
        found = own_requests(ports, context.person, listing.size, start)
    now = ports.clock.now()
    rows = [RequestRow(one.request, one.request.status_at(now)) for one in found.items]
    values = {"rows": rows, "next_cursor": listing.cursor(found.next_start)}
    return PageResponse("requests", values, unreadable=unreadable.entries)


@pages.page(Page("GET", "/reviews", "reviews_page", Guard.REVIEWER, ("cursor",)))
def show_reviews(context: PageContext) -> PageResponse:
    """Show the requests that wait for a reviewer, newest first, without those that have expired."""
    ports = context.container.ports
    listing = Listing(context, is_shared=True)
    start = listing.start()
    with collect_unreadable() as unreadable:
        found = requests_in_review(ports, listing.size, start)
    rows = [RequestRow(one.request, one.request.status) for one in found.items]
    values = {"rows": rows, "next_cursor": listing.cursor(found.next_start)}
    return PageResponse("reviews", values, unreadable=unreadable.entries)

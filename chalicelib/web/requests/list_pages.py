"""Requests as lists: a requester's own, and what waits for a reviewer."""

from dataclasses import dataclass

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests.requester_actions import own_requests
from chalicelib.services.requests.review import requests_in_review
from chalicelib.services.unit_of_work.unreadable import listening
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, Pages, Shown
from chalicelib.web.page.request_context import PageCall

pages = Pages(__name__)


@dataclass(frozen=True)
class RequestRow:
    """A request in a list, with its status now."""

    request: AccountRequest
    status: RequestStatus


@pages.page(Page("GET", "/requests", "requests_page", Guard.ROLE, ("cursor",)))
def show_requests(call: PageCall) -> Shown:
    """The person's own requests, newest first."""
    ports = call.container.ports
    listing = Listing(call)
    start = listing.start()
    with listening() as unreadable:
        found = own_requests(ports, call.person, listing.size, start)
    now = ports.clock.now()
    rows = [RequestRow(one.request, one.request.status_at(now)) for one in found.items]
    values = {"rows": rows, "next_cursor": listing.cursor(found.next_start)}
    return Shown("requests", values, unreadable=unreadable.entries)


@pages.page(Page("GET", "/reviews", "reviews_page", Guard.REVIEWER, ("cursor",)))
def show_reviews(call: PageCall) -> Shown:
    """What waits for a reviewer, oldest first; what has run out of time is left out."""
    ports = call.container.ports
    listing = Listing(call, is_shared=True)
    start = listing.start()
    with listening() as unreadable:
        found = requests_in_review(ports, listing.size, start)
    now = ports.clock.now()
    rows = [
        RequestRow(one.request, one.request.status)
        for one in found.items
        if one.request.status_at(now) is one.request.status
    ]
    values = {"rows": rows, "next_cursor": listing.cursor(found.next_start)}
    return Shown("reviews", values, unreadable=unreadable.entries)

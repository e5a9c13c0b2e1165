"""Requests as lists: a requester's own, and what waits for a reviewer."""

from dataclasses import dataclass

from chalicelib.domain.account_request import AccountRequest
from chalicelib.domain.transitions import RequestStatus
from chalicelib.services.requester_actions import own_requests
from chalicelib.services.reviewing import requests_in_review
from chalicelib.web.calls import Guard
from chalicelib.web.listing import Listing
from chalicelib.web.page_calls import PageCall
from chalicelib.web.pages import Page, Pages, Shown

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
    found = own_requests(ports, call.person, listing.size, listing.start())
    now = ports.clock.now()
    rows = [RequestRow(one.request, one.request.status_at(now)) for one in found.items]
    return Shown("requests", {"rows": rows, "next_cursor": listing.cursor(found.next_start)})


@pages.page(Page("GET", "/reviews", "reviews_page", Guard.REVIEWER, ("cursor",)))
def show_reviews(call: PageCall) -> Shown:
    """What waits for a reviewer, oldest first; what has run out of time is left out."""
    ports = call.container.ports
    listing = Listing(call, is_shared=True)
    found = requests_in_review(ports, listing.size, listing.start())
    now = ports.clock.now()
    rows = [
        RequestRow(one.request, one.request.status)
        for one in found.items
        if one.request.status_at(now) is one.request.status
    ]
    return Shown("reviews", {"rows": rows, "next_cursor": listing.cursor(found.next_start)})

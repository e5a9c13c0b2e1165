"""Lists of requests: a requester's own, also as a file, and those that wait for a reviewer."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from chalice.app import Response

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.pages.formula_cells import escaped
from chalicelib.services.requests.requester_actions import Scope, listed_requests
from chalicelib.services.requests.review import requests_in_review
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
# A file of more would take longer than a call may.
MOST_IN_FILE = 1000
ROWS_AT_ONCE = 50
# The names of the API, which do not change with the language.
COLUMNS = ("reference", "order_reference", "account_name", "domain_identifier", "status", "created_at", "updated_at")


@value_class
class RequestRow:
    """A request in a list, with its current status."""

    request: AccountRequest
    status: RequestStatus


@pages.page(Page("GET", "/requests", "requests_page", Guard.ROLE, ("cursor",), filters=("scope",)))
def show_requests(context: PageContext) -> PageResponse:
    """Show the person's own requests or those of their teams, newest first."""
    ports = context.container.ports
    listing = Listing(context)
    start = listing.start()
    with collect_unreadable() as unreadable:
        found = listed_requests(ports, context.caller, scope_of(context), listing.size, start)
    now = ports.clock.now()
    rows = [RequestRow(one.request, one.request.status_at(now)) for one in found.items]
    values = {"rows": rows, "next_cursor": listing.cursor(found.next_start), "scope": scope_of(context)}
    return PageResponse("requests", values, unreadable=unreadable.entries)


@pages.page(Page("GET", "/requests/export", "requests_file", Guard.ROLE, filters=("scope",)))
def export_requests(context: PageContext) -> Response:
    """Return the newest requests as CSV; spreadsheet programs take it for UTF-8 by its byte order mark."""
    file = io.StringIO("\ufeff")
    file.seek(1)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(islice(_cells(context), MOST_IN_FILE))
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="requests.csv"',
    }
    return Response(file.getvalue(), headers)


def scope_of(context: PageContext) -> Scope:
    """Return whose requests are asked for; any other value is the person's own."""
    return Scope.TEAM if context.parameters.get("scope") == Scope.TEAM else Scope.MINE


def _cells(context: PageContext) -> Iterator[list[str]]:
    """Yield the cells of each of the person's requests, newest first; those that cannot be read are left out."""
    ports, now, start = context.container.ports, context.container.ports.clock.now(), None
    while True:
        with collect_unreadable():
            found = listed_requests(ports, context.caller, scope_of(context), ROWS_AT_ONCE, start)
        for one in found.items:
            request = one.request
            typed = (request.order_reference, request.account_name, request.domain_identifier)
            times = (request.created_at, request.updated_at or request.created_at)
            yield [
                request.reference,
                *map(escaped, typed),
                request.status_at(now).value,
                *(time.isoformat() for time in times),
            ]
        start = found.next_start
        if start is None:
            return


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

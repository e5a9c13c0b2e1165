"""Lists of requests: a requester's own or their teams', and those that wait for a reviewer; each also as a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.requests.listing import ListedEntry
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import Scope
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.pages.formatting import shown_address, shown_domain
from chalicelib.services.requests.requester_actions import listed_entries, requests_listed
from chalicelib.services.requests.review import requests_in_review
from chalicelib.services.unit_of_work.paging import Page as PageOf
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.parameters import CURSOR, SCOPE
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.list_pages import as_file, asked_list, asked_scope
from chalicelib.web.page.lists import Choice, ListKind, Order, Sort
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@value_class
class RequestRow:
    """A request in a list, with its current status."""

    request: AccountRequest
    status: RequestStatus


@value_class
class OwnRow:
    """What the list of own requests knows of one of them, with its current status."""

    listed: ListedEntry
    status: RequestStatus


OWN: ListKind[OwnRow] = ListKind(
    (Choice("status", msgid("Status"), tuple(RequestStatus), lambda row: (row.status,)),),
    lambda row: (
        row.listed.entry.reference,
        row.listed.entry.account_name,
        shown_domain(row.listed.entry.domain_identifier),
    ),
    (
        Sort("created", msgid("Requested on"), lambda row: row.listed.entry.created_at, Order.TIME),
        Sort("name", msgid("Account name"), lambda row: row.listed.entry.account_name),
        Sort("domain", msgid("Account Domain Identifier"), lambda row: row.listed.entry.domain_identifier),
        Sort("status", msgid("Status"), lambda row: list(RequestStatus).index(row.status)),
    ),
    "-created",
)
REVIEWS: ListKind[RequestRow] = ListKind(
    (),
    lambda row: (
        row.request.reference,
        row.request.account_name,
        shown_domain(row.request.domain_identifier),
        row.request.requester.name,
        shown_address(str(row.request.requester.email)),
    ),
    (
        Sort("created", msgid("Requested on"), lambda row: row.request.created_at, Order.TIME),
        Sort("name", msgid("Account name"), lambda row: row.request.account_name),
        Sort("requester", msgid("Requested by"), lambda row: row.request.requester.name_or_email),
    ),
    "created",
)
# The names of the API.
COLUMNS: Mapping[str, Callable[[RequestRow], str]] = {
    "reference": lambda row: row.request.reference,
    "order_reference": lambda row: row.request.order_reference,
    "account_name": lambda row: row.request.account_name,
    "domain_identifier": lambda row: row.request.domain_identifier,
    "status": lambda row: row.status.value,
    "created_at": lambda row: row.request.created_at.isoformat(),
    "updated_at": lambda row: row.request.changed_at.isoformat(),
}
COLUMNS_WITH_REQUESTER: Mapping[str, Callable[[RequestRow], str]] = {
    **COLUMNS,
    "requester_name": lambda row: row.request.requester.name,
    "requester_email": lambda row: str(row.request.requester.email),
}
# The file has no further pages.
FILE_PARAMETERS = tuple(name for name in OWN.parameters if name != CURSOR.name)


@pages.page(Page("GET", "/requests", "requests_page", Guard.ROLE, OWN.parameters, (SCOPE.name,)))
def show_requests(context: PageContext) -> HandlerResult:
    """Show the person's own requests, or those of their teams."""
    return _own(context, as_file_only=False)


@pages.page(Page("GET", "/requests/export", "requests_file", Guard.ROLE, FILE_PARAMETERS, (SCOPE.name,)))
def export_requests(context: PageContext) -> HandlerResult:
    """Return the same list as CSV."""
    return _own(context, as_file_only=True)


@pages.page(Page("GET", "/reviews", "reviews_page", Guard.REVIEWER, (*REVIEWS.parameters, "done", "decided")))
def show_reviews(context: PageContext) -> HandlerResult:
    """Show the requests that wait for a reviewer, without those that have expired."""
    asked = asked_list(context, REVIEWS, context.urls.reviews(), is_shared=True)
    with collect_unreadable() as unreadable:
        found = requests_in_review(context.container.ports, asked.state.most, asked.start, newest_first=False)
    rows = [RequestRow(one.request, one.request.status) for one in found.items]
    shown = asked.show(PageOf(rows, found.next_start))
    if asked.state.as_file:
        return as_file("reviews", COLUMNS_WITH_REQUESTER, shown.found)
    done, decided = context.parameters.get("done", ""), context.id_in("decided")
    values = {"list": shown, "rows": shown.entries, "done": done, "decided": decided}
    return PageResponse("reviews", values, unreadable=unreadable.entries)


def _own(context: PageContext, *, as_file_only: bool) -> HandlerResult:
    scope, kept = asked_scope(context)
    asked = asked_list(context, OWN, context.urls.requests(), kept=kept)
    ports = context.container.ports
    now = ports.clock.now()
    with collect_unreadable() as unreadable:
        found = listed_entries(ports, context.caller, scope, asked.state.most, asked.start)
        rows = [OwnRow(one, one.entry.status_at(now)) for one in found.items]
        shown = asked.show(PageOf(rows, found.next_start))
        if as_file_only or asked.state.as_file:
            columns = COLUMNS_WITH_REQUESTER if scope is Scope.TEAM else COLUMNS
            return as_file("requests", columns, _current(ports, shown.found, now))
        values = {"list": shown, "rows": _current(ports, shown.entries, now), "scope": scope}
    return PageResponse("requests", values, unreadable=unreadable.entries)


def _current(ports: Ports, rows: Sequence[OwnRow], now: datetime) -> Sequence[RequestRow]:
    """Return the requests of these rows as they are now."""
    found = requests_listed(ports, [row.listed for row in rows])
    return [RequestRow(one, one.status_at(now)) for one in found]

"""The page of the search, which shows what the API returns, and the suggestions for what is being typed there."""

import msgspec
from chalice.app import Response

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.search.marking import marker
from chalicelib.domain.search.query_plan import plan
from chalicelib.rendering.pages.formatting import shown_domain
from chalicelib.rendering.pages.suggestions import announcement
from chalicelib.services.accounts.search import SearchPage, search_accounts, suggest
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.directory_pages import row_of
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import ACCOUNT_STATUS
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.schemas.accounts import Suggestion, Suggestions

pages = Pages(__name__)
STATUSES = [AccountStatus(value) for value in ACCOUNT_STATUS.values or ()]


@pages.page(Page("GET", "/accounts", "search_page", Guard.ROLE, ("cursor",), ("q", "status")))
def search(context: PageContext) -> PageResponse:
    """Show the search form and, with a query, a page of results."""
    query, status = context.parameters.get("q", ""), _status(context)
    values = {"query": query, "statuses": STATUSES, "status": status or "", "searched": False}
    if not query.strip():
        return PageResponse("search", values)
    ports = context.container.ports
    listing = Listing(context, is_shared=True, chosen={"status": status or ""})
    start = listing.start()
    with collect_unreadable() as unreadable:
        found = search_accounts(ports.index, ports.clock.now(), query, listing.size, start, status)
    further = {"searched": True, "further": start is not None, "is_short": plan(query).is_short}
    shown = {**values, **further, **_results(context, listing, found, found.did_you_mean or query)}
    return PageResponse("search", shown, unreadable=unreadable.entries)


@pages.page(Page("GET", "/accounts/suggestions", "suggestions", Guard.ROLE, ("q",)))
def show_suggestions(context: PageContext) -> Response:
    """Return the accounts of what is being typed as JSON, for the script of the search field."""
    ports, urls = context.container.ports, context.urls
    found = suggest(ports.index, ports.clock.now(), context.parameters.get("q", ""))
    body = Suggestions(
        items=[
            Suggestion(hit.account_name, shown_domain(hit.domain_identifier), urls.account(hit.account_id))
            for hit in found
        ],
        announcement=announcement(len(found), context.language_for(None)),
    )
    return Response(msgspec.json.encode(body).decode(), {"Content-Type": "application/json"})


def _status(context: PageContext) -> AccountStatus | None:
    """Return the status to search in; None for all, as for a value that no form of this page sends."""
    given = context.parameters.get(ACCOUNT_STATUS.name, "")
    return AccountStatus(given) if given in (ACCOUNT_STATUS.values or ()) else None


def _results(context: PageContext, listing: Listing, found: SearchPage, query: str) -> dict[str, object]:
    """Return what the template shows of a page of results; `query` is what they were found by."""
    now = context.container.ports.clock.now()
    return {
        "did_you_mean": found.did_you_mean,
        "rows": [row_of(context, hit, (), now) for hit in found.items],
        "marks": marker(query),
        "count": found.count,
        "is_followed": found.is_followed,
        "next_cursor": listing.cursor(found.next_start),
        "previous_cursor": listing.cursor(found.previous_start),
    }

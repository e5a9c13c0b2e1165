"""The page of access requests: those that the reader may decide, and the reader's own."""

from collections.abc import Mapping
from datetime import UTC, datetime

from chalicelib.domain.accounts.rights import DECIDING_ROLES
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.access.lists import AccessFile, own_access_requests, to_decide
from chalicelib.services.unit_of_work.paging import Page as PageOf
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import AS, CURSOR
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
LISTS = {"decider": to_decide, "requester": own_access_requests}
# Rows per list, to keep the page small.
ROWS_PER_LIST = 15


@pages.page(
    Page("GET", "/access-requests", "access_requests_page", Guard.ROLE_OR_REVIEWER, ("cursor", "done"), ("as",))
)
def show_access_requests(context: PageContext) -> PageResponse:
    """Show the first page of both lists or, with a cursor, a further page of one list."""
    continued = context.parameters.get(AS.name, "requester") if CURSOR.name in context.parameters else ""
    if continued and continued not in LISTS:
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": AS.name, "accepted_values": tuple(LISTS)})
    decides = context.person.is_reviewer or any(grant.role in DECIDING_ROLES for grant in context.grants)
    with collect_unreadable() as unreadable:
        values = {
            "further": continued,
            "done": context.parameters.get("done", ""),
            **(_to_decide(context) if continued == "decider" or (decides and not continued) else {"waiting": None}),
            **(_own(context) if continued != "decider" else {"own": None}),
        }
    return PageResponse("access_requests", values, unreadable=unreadable.entries)


def _to_decide(context: PageContext) -> Mapping[str, object]:
    """Pending requests, oldest first, and decided ones, newest first."""
    page, cursor = _page(context, "decider")
    decided = [file for file in page.items if file.request.decision]
    return {
        "waiting": [file for file in page.items if file.request.decision is None],
        "decided": sorted(decided, key=_decided_at, reverse=True),
        "next_to_decide": cursor,
    }


def _own(context: PageContext) -> Mapping[str, object]:
    page, cursor = _page(context, "requester")
    return {"own": page.items, "next_own": cursor}


def _page(context: PageContext, role: str) -> tuple[PageOf[AccessFile], str | None]:
    """Return a page of the list for this role, and the cursor of the next page."""
    listing = Listing(context, chosen={AS.name: role})
    page = LISTS[role](context.container.ports, context.caller, frozenset(), ROWS_PER_LIST, listing.start())
    return page, listing.cursor(page.next_start)


def _decided_at(file: AccessFile) -> datetime:
    decision = file.request.decision
    return decision.at if decision else datetime.max.replace(tzinfo=UTC)

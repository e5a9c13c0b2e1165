"""Requests for access as a page: those that the reader may decide, and the reader's own."""

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
SIDES = {"decider": to_decide, "requester": own_access_requests}
# More than these of either side would make the page heavier than a page may be.
ROWS_OF_A_SIDE = 15


@pages.page(Page("GET", "/access-requests", "access_requests_page", Guard.ROLE, ("cursor", "done"), ("as",)))
def show_access_requests(context: PageContext) -> PageResponse:
    """What waits for the reader, what was decided of late, the reader's own; with a cursor, more of one side."""
    further = context.parameters.get(AS.name, "requester") if CURSOR.name in context.parameters else ""
    if further and further not in SIDES:
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": AS.name, "accepted_values": tuple(SIDES)})
    decides = any(grant.role in DECIDING_ROLES for grant in context.grants)
    with collect_unreadable() as unreadable:
        values = {
            "further": further,
            "done": context.parameters.get("done", ""),
            **(_to_decide(context) if further == "decider" or (decides and not further) else {"waiting": None}),
            **(_own(context) if further != "decider" else {"own": None}),
        }
    return PageResponse("access_requests", values, unreadable=unreadable.entries)


def _to_decide(context: PageContext) -> Mapping[str, object]:
    """What waits, oldest first, before what was decided, newest first."""
    listed, cursor = _listed(context, "decider")
    decided = [one for one in listed.items if one.request.decision]
    return {
        "waiting": [one for one in listed.items if one.request.decision is None],
        "decided": sorted(decided, key=_decided_at, reverse=True),
        "next_to_decide": cursor,
    }


def _own(context: PageContext) -> Mapping[str, object]:
    listed, cursor = _listed(context, "requester")
    return {"own": listed.items, "next_own": cursor}


def _listed(context: PageContext, side: str) -> tuple[PageOf[AccessFile], str | None]:
    """A page of one side, and the cursor of the next."""
    listing = Listing(context, chosen={AS.name: side})
    found = SIDES[side](context.container.ports, context.caller, None, ROWS_OF_A_SIDE, listing.start())
    return found, listing.cursor(found.next_start)


def _decided_at(file: AccessFile) -> datetime:
    decision = file.request.decision
    return decision.at if decision else datetime.max.replace(tzinfo=UTC)

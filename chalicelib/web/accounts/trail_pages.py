"""The page of an account's audit trail, in sentences."""

from collections.abc import Mapping

from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.trail import audit_trail_of
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.hierarchy import Place, ways
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@value_class
class EventRow:
    """An event, and what the account knows of the people and the Virtual Account in it; empty if nothing.

    `holder` is the role that was granted, while it is still there.
    """

    event: AuditEvent
    actor: Grant | None
    holder: Grant | None
    where: str


@pages.page(Page("GET", "/accounts/{account_id}/events", "account_events_page", Guard.ROLE, ("cursor",)))
def show_events(context: PageContext, account_id: str) -> PageResponse:
    """Show the account's audit trail to an administrator."""
    ports, listing, caller = context.container.ports, Listing(context, is_shared=True), context.caller
    start = listing.position()
    with collect_unreadable() as unreadable:
        account, page = audit_trail_of(ports, caller, account_id, listing.size, start)
        not_shown = unreadable.entries
        grants = ports.store.account_grants(account_id)
        places = ways(ports.store.virtual_accounts(account_id))
    by_id = {grant.grant_id: grant for grant in grants}
    by_person = {grant.claimed_by: grant for grant in grants if grant.claimed_by}
    values = {
        "account": account,
        "rows": [_row(event, by_id, by_person, places) for event in page.items],
        "next_cursor": listing.cursor(page.next_start),
        "further": listing.start() is not None,
    }
    return PageResponse("account_events", values, unreadable=not_shown)


def _row(
    event: AuditEvent, by_id: Mapping[str, Grant], by_person: Mapping[str, Grant], places: Mapping[str, Place]
) -> EventRow:
    virtual_account_id = str(event.details.get("virtual_account", ""))
    place = places.get(virtual_account_id)
    holder = by_id.get(str(event.details.get("role_id", "")))
    return EventRow(event, by_person.get(event.actor.who), holder, place.path if place else virtual_account_id)

"""The page of the roles that are offered to the reader."""

from chalicelib.domain.errors import Refused
from chalicelib.services.access.offers import accept_offer, decline_offer, open_offers_to
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
ONE = "/offers/{account_id}/{role_id}"


# The page has the buttons, so a GET of their URLs shows it.
@pages.page(Page("GET", f"{ONE}/accept", "accept_offer_page", Guard.SIGNED_IN))
@pages.page(Page("GET", f"{ONE}/decline", "decline_offer_page", Guard.SIGNED_IN))
@pages.page(Page("GET", "/offers", "offers_page", Guard.SIGNED_IN, ("cursor", "done")))
def show_offers(context: PageContext, account_id: str = "", role_id: str = "") -> PageResponse:
    """List the reader's open offers."""
    del account_id, role_id
    return _offers(context)


@pages.page(Page("POST", f"{ONE}/accept", "accept_offer_form", Guard.SIGNED_IN))
def accept(context: PageContext, account_id: str, role_id: str, form: Form) -> HandlerResult:
    """Accept an offer."""
    del form
    try:
        accept_offer(context.container.ports, context.person, account_id, role_id)
    except Refused as refused:
        return _offers(context, refused)
    return redirect(context.urls.offers("accepted"))


@pages.page(Page("POST", f"{ONE}/decline", "decline_offer_form", Guard.SIGNED_IN))
def decline(context: PageContext, account_id: str, role_id: str, form: Form) -> HandlerResult:
    """Decline an offer."""
    del form
    try:
        decline_offer(context.container.ports, context.person, account_id, role_id)
    except Refused as refused:
        return _offers(context, refused)
    return redirect(context.urls.offers("declined"))


def _offers(context: PageContext, refused: Refused | None = None) -> PageResponse:
    listing = Listing(context)
    start = listing.start()
    with collect_unreadable() as unreadable:
        page = open_offers_to(context.container.ports, context.person, listing.size, start)
    values = {
        "offers": page.items,
        "next_cursor": listing.cursor(page.next_start),
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("offers", values, refused=refused, unreadable=unreadable.entries)

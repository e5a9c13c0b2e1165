"""`/inquiries`: ask for access without a role, and see what became of it."""

from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.errors import Refused
from chalicelib.services.access.inquiries import inquire, own_inquiries, withdraw_inquiry
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@pages.page(Page("GET", "/inquiries", "inquiries_page", Guard.SIGNED_IN, ("cursor", "done")))
def show(context: PageContext) -> PageResponse:
    """Show the form and the reader's inquiries."""
    return _page(context, {})


@pages.page(Page("POST", "/inquiries", "inquiry_form", Guard.SIGNED_IN))
def make(context: PageContext, form: Form) -> HandlerResult:
    """Take an inquiry. The page afterwards is the same whatever there is."""
    asked = InquiryForm(form.get("account", ""), form.get("note", ""))
    try:
        inquire(context.container.ports, context.person, asked)
    except Refused as refused:
        return _page(context, form, refused)
    return redirect(context.urls.inquiries(done="asked"))


@pages.page(Page("GET", "/inquiries/{inquiry_id}/withdraw", "withdraw_inquiry_page", Guard.SIGNED_IN))
def show_one(context: PageContext, inquiry_id: str) -> PageResponse:
    """Show the list, where it is taken back."""
    return _page(context, {})


@pages.page(Page("POST", "/inquiries/{inquiry_id}/withdraw", "withdraw_inquiry_form", Guard.SIGNED_IN))
def withdraw(context: PageContext, inquiry_id: str, form: Form) -> HandlerResult:
    """Take one back. The page afterwards is the same whatever there is."""
    try:
        withdraw_inquiry(context.container.ports, context.person, inquiry_id)
    except Refused as refused:
        return _page(context, form, refused)
    return redirect(context.urls.inquiries(done="withdrawn"))


def _page(context: PageContext, form: Form, refused: Refused | None = None) -> PageResponse:
    listing, ports = Listing(context), context.container.ports
    start = listing.start()
    with collect_unreadable() as unreadable:
        page = own_inquiries(ports, context.person, listing.size, start)
    now = ports.clock.now()
    values = {
        "inquiries": [(file, file.inquiry.status(file.request, now)) for file in page.items],
        "next_cursor": listing.cursor(page.next_start),
        "form": form,
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("inquiries", values, refused=refused, unreadable=unreadable.entries)

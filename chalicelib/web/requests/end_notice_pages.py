"""`/accounts/{account_id}/end-notice`: be told once when the pending request for an account has ended."""

from chalicelib.domain.errors import Refused
from chalicelib.services.requests.end_notice import ask_for_end_notice
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
ONE = "/accounts/{account_id}/end-notice"


@pages.page(Page("GET", ONE, "end_notice_page", Guard.ROLE, ("done",)))
def show(context: PageContext, account_id: str) -> PageResponse:
    """Show the form, or that it was sent; reads nothing, so that it tells nothing of an account in review."""
    return _page(context, account_id)


@pages.page(Page("POST", ONE, "end_notice_form", Guard.ROLE))
def ask(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Put the reader among those who are mailed; asking again changes nothing."""
    del form
    try:
        ask_for_end_notice(context.container.ports, context.caller, account_id)
    except Refused as refused:
        return _page(context, account_id, refused)
    return redirect(context.urls.end_notice(account_id, done="asked"))


def _page(context: PageContext, account_id: str, refused: Refused | None = None) -> PageResponse:
    done = context.parameters.get("done", "") if refused is None else ""
    return PageResponse("end_notice", {"account_id": account_id, "done": done}, refused=refused)

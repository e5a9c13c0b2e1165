"""`/approvals/{token}` in a browser: what the holder of a link sees and decides; works without a script.

The signed link is the only credential: every form contains it, so the forms need no further token.
"""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.domain.requests.forwarding import Forwarding, read_forwarding
from chalicelib.domain.requests.request import Nomination, ReasonCode
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.link_actions import AlreadyDecided, LinkRefused
from chalicelib.web.api.request_context import Guard
from chalicelib.web.approvals.closed_links import at_its_field, gone, link_values, outcome
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Handler, HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
PATH = "/approvals/{token}"


def _link_page(method: str, action: str, name: str) -> Callable[[Handler], Handler]:
    """A page below the link; a link that shows nothing any more is explained in its place."""
    path = f"{PATH}/{action}" if action else PATH

    def register(handler: Handler) -> Handler:
        def explained(context: PageContext, token: str, **form: Form) -> HandlerResult:
            try:
                return handler(context, token, **form)
            except AlreadyDecided as refused:
                return outcome(refused.view, refused)
            except LinkRefused as refused:
                return gone(context, token, refused)

        pages.page(Page(method, path, name, Guard.PUBLIC))(explained)
        return handler

    return register


# Its page has the statement of authority.
@_link_page("GET", "approve", "approve_page")
@_link_page("GET", "", "approval_page")
def show(context: PageContext, token: str) -> PageResponse:
    """The pending request with its four choices, or how it was decided. Reads only: scanners open links."""
    return _open(context, token, "approval")


@_link_page("GET", "decline", "decline_page")
def show_decline(context: PageContext, token: str) -> PageResponse:
    """The form that a script opens in the page itself."""
    return _open(context, token, "decline")


@_link_page("GET", "forward", "forward_page")
def show_forward(context: PageContext, token: str) -> PageResponse:
    """The form that names another person."""
    return _open(context, token, "forward")


@_link_page("GET", "cancel", "cancel_page")
def cancel(context: PageContext, token: str) -> PageResponse:
    """Leaving without deciding, which changes nothing."""
    return _open(context, token, "cancelled")


@_link_page("GET", "renew", "renew_page")
def show_renew(context: PageContext, token: str) -> PageResponse:
    """Says the same whatever came of the asking."""
    return PageResponse("renew", {"token": token}, _language_of(context, token))


@_link_page("POST", "approve", "approve_form")
def approve(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Creates the account when the statement is ticked."""
    ticked = form.get("authority_confirmed") == "true"
    ports = context.container.ports
    return _acted(context, token, "approval", form, lambda: link_actions.approve(ports, token, ticked))


@_link_page("POST", "decline", "decline_form")
def decline(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Ends the request for the customer."""
    code, reason = form.get("reason_code", ""), form.get("reason", "")
    ports = context.container.ports
    return _acted(context, token, "decline", form, lambda: link_actions.decline(ports, token, code, reason))


@_link_page("POST", "forward", "forward_form")
def forward(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Hands the decision on. The confirmation is for the address it was asked about, not for a later one."""
    email = form.get("email", "").strip()
    confirmed = bool(email) and form.get("outside_domain_confirmed") == email

    def forwarding(nomination: Nomination) -> Forwarding:
        return read_forwarding(email, form.get("message", ""), form.get("language") or nomination.language, confirmed)

    ports = context.container.ports
    return _acted(context, token, "forward", form, lambda: link_actions.forward(ports, token, forwarding))


@_link_page("POST", "renew", "renew_form")
def renew(context: PageContext, token: str, form: Form) -> Response:
    """Asks for a new link; whether a mail goes out is nobody's business but its recipient's."""
    del form
    link_actions.renew(context.container.ports, token)
    return redirect(context.urls.approval_action(token, "renew"))


def _acted(context: PageContext, token: str, template: str, form: Form, act: Callable[[], object]) -> HandlerResult:
    """Leads back to the link once it is done; shows the form again, as it was filled in, where a rule says no."""
    try:
        act()
    except LinkRefused:
        raise
    except Refused as refused:
        return _open(context, token, template, form, at_its_field(refused, form))
    return redirect(context.urls.approval(token))


def _open(
    context: PageContext,
    token: str,
    template: str,
    form: Form | None = None,
    refused: Refused | None = None,
) -> PageResponse:
    """A page of a link that still decides; of a decided request its outcome."""
    view = link_actions.look(context.container.ports, token)
    if view.request.decision:
        return outcome(view)
    values = {
        **link_values(view, token),
        "form": form or {},
        "reasons": tuple(ReasonCode),
        "asks_to_confirm": refused is not None and refused.problem is Problem.CONFIRM_OUTSIDE_DOMAIN,
        "authority_statement": AUTHORITY_STATEMENT,
    }
    return PageResponse(template, values, view.nomination.language, refused)


def _language_of(context: PageContext, token: str) -> str | None:
    try:
        return link_actions.look(context.container.ports, token).nomination.language
    except LinkRefused as refused:
        return refused.view.nomination.language
    except Refused:
        return None

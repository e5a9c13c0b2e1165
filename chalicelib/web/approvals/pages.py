"""`/approvals/{token}` in a browser: what the holder of a link sees and decides; works without a script.

The signed link is the only credential: every form contains it, so the forms need no further token.
"""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.domain.requests.forwarding import Forwarding, read_forwarding
from chalicelib.domain.requests.request import Nomination, ReasonCode
from chalicelib.rendering.pages.approval_meaning import others_asked
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.link_actions import AlreadyDecided, LinkRefused
from chalicelib.web.api.request_context import Guard
from chalicelib.web.approvals.closed_links import at_its_field, gone, link_values, outcome
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Handler, HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.requests.similar import similar_to

pages = Pages(__name__)
PATH = "/approvals/{token}"
# The page of the request itself, which alone reads what other accounts there are.
DECIDING = "approval"
# The checkbox of a proposed access has the id of the proposal after it.
GRANTED = "granted_access/"


def _link_page(method: str, action: str, name: str) -> Callable[[Handler], Handler]:
    """Register a page of the link. If the link has ended or the request is decided, a page explains that instead."""
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


# The page has the form with the statement of authority, so a GET of the form's URL shows it.
@_link_page("GET", "approve", "approve_page")
@_link_page("GET", "", "approval_page")
def show(context: PageContext, token: str) -> PageResponse:
    """Show the pending request with its four choices, or how it was decided. Changes nothing: scanners open links."""
    return _open(context, token, DECIDING)


@_link_page("GET", "decline", "decline_page")
def show_decline(context: PageContext, token: str) -> PageResponse:
    """Show the form for declining, which a script opens within the page of the request."""
    return _open(context, token, "decline")


@_link_page("GET", "forward", "forward_page")
def show_forward(context: PageContext, token: str) -> PageResponse:
    """Show the form for naming another person."""
    return _open(context, token, "forward")


@_link_page("GET", "cancel", "cancel_page")
def cancel(context: PageContext, token: str) -> PageResponse:
    """Leave without a decision; changes nothing."""
    return _open(context, token, "cancelled")


@_link_page("GET", "renew", "renew_page")
def show_renew(context: PageContext, token: str) -> PageResponse:
    """Show a page that does not reveal whether a new link was sent."""
    return PageResponse("renew", {"token": token}, _language_of(context, token))


@_link_page("POST", "approve", "approve_form")
def approve(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Approve and create the account, if the statement is ticked, and grant the proposed access that is ticked."""
    ticked, ports = form.get("authority_confirmed") == "true", context.container.ports
    granted = [name.removeprefix(GRANTED) for name, text in form.items() if name.startswith(GRANTED) and text == "true"]
    return _acted(context, token, DECIDING, form, lambda: link_actions.approve(ports, token, ticked, granted))


@_link_page("POST", "decline", "decline_form")
def decline(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Decline for the customer, which ends the request."""
    code, reason = form.get("reason_code", ""), form.get("reason", "")
    ports = context.container.ports
    return _acted(context, token, "decline", form, lambda: link_actions.decline(ports, token, code, reason))


@_link_page("POST", "forward", "forward_form")
def forward(context: PageContext, token: str, form: Form) -> HandlerResult:
    """Forward the decision. The confirmation is valid only for the address for which it was requested."""
    email = form.get("email", "").strip()
    confirmed = bool(email) and form.get("outside_domain_confirmed") == email

    def forwarding(nomination: Nomination) -> Forwarding:
        return read_forwarding(email, form.get("message", ""), form.get("language") or nomination.language, confirmed)

    ports = context.container.ports
    return _acted(context, token, "forward", form, lambda: link_actions.forward(ports, token, forwarding))


@_link_page("POST", "renew", "renew_form")
def renew(context: PageContext, token: str, form: Form) -> Response:
    """Request a new link. The response does not reveal whether a mail is sent; only its recipient learns that."""
    del form
    link_actions.renew(context.container.ports, token)
    return redirect(context.urls.approval_action(token, "renew"))


def _acted(context: PageContext, token: str, template: str, form: Form, act: Callable[[], object]) -> HandlerResult:
    """Act and redirect to the link. If refused, show the form again with its values."""
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
    """Return a page of a link that can still decide; if the request is decided, return its outcome."""
    view = link_actions.look(context.container.ports, token)
    if view.request.decision:
        return outcome(view)
    values = {
        **link_values(view, token),
        "form": form or {},
        "reasons": tuple(ReasonCode),
        "asks_to_confirm": _asks_to_confirm(form or {}, refused),
        "authority_statement": AUTHORITY_STATEMENT,
        "proposed": view.request.proposed_to(view.nomination),
        "others": others_asked(view.request, view.nomination),
        "similar": similar_to(context.container, view.request) if template == DECIDING else (),
    }
    return PageResponse(template, values, view.nomination.language, refused)


def _asks_to_confirm(form: Form, refused: Refused | None) -> bool:
    """Whether the address is to be confirmed, or was and is shown again."""
    if refused is not None and refused.problem is Problem.CONFIRM_OUTSIDE_DOMAIN:
        return True
    return bool(form.get("outside_domain_confirmed"))


def _language_of(context: PageContext, token: str) -> str | None:
    try:
        return link_actions.look(context.container.ports, token).nomination.language
    except LinkRefused as refused:
        return refused.view.nomination.language
    except Refused:
        return None

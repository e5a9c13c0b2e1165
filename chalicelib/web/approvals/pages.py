"""`/approvals/{token}` in a browser: what the holder of a link sees and decides; works without a script.

The signed link is the only key: whoever can send one of these forms has it, so no further token guards them.
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
from chalicelib.web.page.pages import Answer, Handler, Page, Pages, Shown, moved
from chalicelib.web.page.request_context import PageCall

pages = Pages(__name__)
PATH = "/approvals/{token}"


def _link_page(method: str, action: str, name: str) -> Callable[[Handler], Handler]:
    """A page below the link; a link that shows nothing any more is explained in its place."""
    path = f"{PATH}/{action}" if action else PATH

    def register(handler: Handler) -> Handler:
        def explained(call: PageCall, token: str, **form: Form) -> Answer:
            try:
                return handler(call, token, **form)
            except AlreadyDecided as refused:
                return outcome(refused.view, refused)
            except LinkRefused as refused:
                return gone(call, token, refused)

        pages.page(Page(method, path, name, Guard.PUBLIC))(explained)
        return handler

    return register


@_link_page("GET", "", "approval_page")
def show(call: PageCall, token: str) -> Shown:
    """The pending request with its four choices, or how it was decided. Reads only: scanners open links."""
    return _open(call, token, "approval")


@_link_page("GET", "approve", "approve_page")
def show_approve(call: PageCall, token: str) -> Shown:
    """The same page: the statement of authority stands on it."""
    return _open(call, token, "approval")


@_link_page("GET", "decline", "decline_page")
def show_decline(call: PageCall, token: str) -> Shown:
    """The form that a script opens in the page itself."""
    return _open(call, token, "decline")


@_link_page("GET", "forward", "forward_page")
def show_forward(call: PageCall, token: str) -> Shown:
    """The form that names another person."""
    return _open(call, token, "forward")


@_link_page("GET", "cancel", "cancel_page")
def cancel(call: PageCall, token: str) -> Shown:
    """Leaving without deciding, which changes nothing."""
    return _open(call, token, "cancelled")


@_link_page("GET", "renew", "renew_page")
def show_renew(call: PageCall, token: str) -> Shown:
    """Says the same whatever came of the asking."""
    return Shown("renew", {"token": token}, _language_of(call, token))


@_link_page("POST", "approve", "approve_form")
def approve(call: PageCall, token: str, form: Form) -> Answer:
    """Creates the account when the statement is ticked."""
    ticked = form.get("authority_confirmed") == "true"
    ports = call.container.ports
    return _acted(call, token, "approval", form, lambda: link_actions.approve(ports, token, ticked))


@_link_page("POST", "decline", "decline_form")
def decline(call: PageCall, token: str, form: Form) -> Answer:
    """Ends the request for the customer."""
    code, reason = form.get("reason_code", ""), form.get("reason", "")
    ports = call.container.ports
    return _acted(call, token, "decline", form, lambda: link_actions.decline(ports, token, code, reason))


@_link_page("POST", "forward", "forward_form")
def forward(call: PageCall, token: str, form: Form) -> Answer:
    """Hands the decision on. The confirmation is for the address it was asked about, not for a later one."""
    email = form.get("email", "").strip()
    confirmed = bool(email) and form.get("outside_domain_confirmed") == email

    def forwarding(nomination: Nomination) -> Forwarding:
        return read_forwarding(
            email, form.get("message", ""), form.get("language") or nomination.language, confirmed
        )

    ports = call.container.ports
    return _acted(call, token, "forward", form, lambda: link_actions.forward(ports, token, forwarding))


@_link_page("POST", "renew", "renew_form")
def renew(call: PageCall, token: str, form: Form) -> Response:
    """Asks for a new link; whether a mail goes out is nobody's business but its recipient's."""
    del form
    link_actions.renew(call.container.ports, token)
    return moved(call.urls.approval_action(token, "renew"))


def _acted(call: PageCall, token: str, template: str, form: Form, act: Callable[[], object]) -> Answer:
    """Leads back to the link once it is done; shows the form again, as it was filled in, where a rule says no."""
    try:
        act()
    except LinkRefused:
        raise
    except Refused as refused:
        return _open(call, token, template, form, at_its_field(refused, form))
    return moved(call.urls.approval(token))


def _open(
    call: PageCall, token: str, template: str, form: Form | None = None, refused: Refused | None = None
) -> Shown:
    """A page of a link that still decides; of a decided request its outcome."""
    view = link_actions.look(call.container.ports, token)
    if view.request.decision:
        return outcome(view)
    values = {
        **link_values(view, token),
        "form": form or {},
        "reasons": tuple(ReasonCode),
        "asks_to_confirm": refused is not None and refused.problem is Problem.CONFIRM_OUTSIDE_DOMAIN,
        "authority_statement": AUTHORITY_STATEMENT,
    }
    return Shown(template, values, view.nomination.language, refused)


def _language_of(call: PageCall, token: str) -> str | None:
    try:
        return link_actions.look(call.container.ports, token).nomination.language
    except LinkRefused as refused:
        return refused.view.nomination.language
    except Refused:
        return None

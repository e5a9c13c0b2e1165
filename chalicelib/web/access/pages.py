"""Access to one account as pages: asking for it, how the request stands, and deciding about it."""

from collections.abc import Callable
from http import HTTPStatus

from chalicelib.domain.access.decide import refuse_to_decide
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.access import requests
from chalicelib.services.access.lists import access_file
from chalicelib.services.accounts.read import account_file
from chalicelib.web.access import form as access_form
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
ASK = "/accounts/{account_id}/access"
ONE = "/access-requests/{access_request_id}"


@pages.page(Page("GET", ASK, "ask_for_access_page", Guard.ROLE))
def show_form(context: PageContext, account_id: str) -> PageResponse:
    """The form, for whoever knows the account's id."""
    return _asking(context, account_id, {})


@pages.page(Page("POST", ASK, "ask_for_access_form", Guard.ROLE))
def ask(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Asks; the form comes back as it was filled in where a rule says no."""
    try:
        requests.ask(context.container.ports, context.caller, account_id, access_form.wish(form))
    except Refused as refused:
        if refused.problem is Problem.ACCOUNT_UNKNOWN:
            raise
        return _asking(context, account_id, form, refused)
    return redirect(context.urls.access_requests(done="asked"))


@pages.page(Page("GET", ONE, "access_request_page", Guard.ROLE))
def show(context: PageContext, access_request_id: str) -> PageResponse:
    """One request, for its requester and for those who decide it."""
    return _request(context, access_request_id)


@pages.page(Page("GET", ONE + "/approve", "approve_access_page", Guard.ROLE))
def show_approve(context: PageContext, access_request_id: str) -> PageResponse:
    """The same page: both forms stand on it."""
    return _request(context, access_request_id)


@pages.page(Page("GET", ONE + "/decline", "decline_access_page", Guard.ROLE))
def show_decline(context: PageContext, access_request_id: str) -> PageResponse:
    """The same page: both forms stand on it."""
    return _request(context, access_request_id)


@pages.page(Page("POST", ONE + "/approve", "approve_access_form", Guard.ROLE))
def approve(context: PageContext, access_request_id: str, form: Form) -> HandlerResult:
    """Gives what was chosen, within the decider's own right."""
    ports, chosen = context.container.ports, access_form.choice(form)

    def act() -> object:
        return requests.approve(ports, context.caller, access_request_id, chosen)

    return _decided(context, access_request_id, act, form, "approved")


@pages.page(Page("POST", ONE + "/decline", "decline_access_form", Guard.ROLE))
def decline(context: PageContext, access_request_id: str, form: Form) -> HandlerResult:
    """Refuses access; the reason may be left out."""
    ports, reason = context.container.ports, form.get("reason", "")

    def act() -> object:
        return requests.decline(ports, context.caller, access_request_id, reason)

    return _decided(context, access_request_id, act, form, "declined")


def _asking(context: PageContext, account_id: str, form: Form, refused: Refused | None = None) -> PageResponse:
    ports = context.container.ports
    found = account_file(ports, context.caller, account_id)
    waiting = requests.inbox_of(ports, account_id).of_person(context.person.person_id)
    status = found.account.status_at(ports.clock.now())
    values = {
        "account": found.account,
        "status": status,
        "roles": [AccessRole(one) for one in context.access_to(account_id)],
        "waiting": waiting,
        "obstacle": "waiting" if waiting else _obstacle(context, found.account, status),
        "offer": access_form.offer_for_request(found.virtual_accounts),
        "form": form,
    }
    return PageResponse("ask_for_access", values, refused=_in_words(context, refused))


def _obstacle(context: PageContext, account: SmartAccount, status: AccountStatus) -> str:
    """Why the form would lead nowhere, if it would."""
    if status is not AccountStatus.ACTIVE:
        return "status"
    if context.caller.rights_on(account.account_id).administers:
        return "administrator"
    return "" if account.administrators else "nobody"


def _decided(
    context: PageContext, access_request_id: str, act: Callable[[], object], form: Form, done: str
) -> HandlerResult:
    """Leads to the list once it is decided; shows the request again, as it stands now, where a rule says no."""
    try:
        act()
    except Refused as refused:
        if refused.problem is Problem.NOT_THE_DECIDER:
            raise
        return _request(context, access_request_id, form, refused)
    return redirect(context.urls.access_requests(done=done))


def _request(
    context: PageContext, access_request_id: str, form: Form | None = None, refused: Refused | None = None
) -> PageResponse:
    ports = context.container.ports
    found = access_file(ports, context.caller, access_request_id)
    request, rights = found.request, context.caller.rights_on(found.account.account_id)
    may_decide = request.decision is None and _is_for(context, request)
    parts = ports.store.virtual_accounts(request.account_id) if may_decide else ()
    values = {
        "account": found.account,
        "request": request,
        "is_own": request.requester.person_id == context.person.person_id,
        "is_decider": request.decision is not None and request.decision.person_id == context.person.person_id,
        "may_decide": may_decide,
        "offer": access_form.offer_for_decision(request.asked, rights, parts),
        "form": form if form and "scope" in form else access_form.filled(request.asked),
        "reason": (form or {}).get("reason", ""),
    }
    # Elsewhere one's own request is a fault in a field; here it is a right that is missing.
    status = HTTPStatus.FORBIDDEN if refused and refused.problem is Problem.OWN_REQUEST else None
    return PageResponse("access_request", values, refused=_in_words(context, refused), status=status)


def _is_for(context: PageContext, request: AccessRequest) -> bool:
    """Whether the reader is among those who decide it."""
    try:
        refuse_to_decide(request, context.person, context.caller.rights_on(request.account_id))
    except Refused:
        return False
    return True


def _in_words(context: PageContext, refused: Refused | None) -> Refused | None:
    return access_form.with_labels(refused, context.language_for(None)) if refused else None

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
from chalicelib.web.page.pages import Answer, Page, Pages, Shown, moved
from chalicelib.web.page.request_context import PageCall

pages = Pages(__name__)
ASK = "/accounts/{account_id}/access"
ONE = "/access-requests/{access_request_id}"


@pages.page(Page("GET", ASK, "ask_for_access_page", Guard.ROLE))
def show_form(call: PageCall, account_id: str) -> Shown:
    """The form, for whoever knows the account's id."""
    return _asking(call, account_id, {})


@pages.page(Page("POST", ASK, "ask_for_access_form", Guard.ROLE))
def ask(call: PageCall, account_id: str, form: Form) -> Answer:
    """Asks; the form comes back as it was filled in where a rule says no."""
    try:
        requests.ask(call.container.ports, call.asker, account_id, access_form.wish(form))
    except Refused as refused:
        if refused.problem is Problem.ACCOUNT_UNKNOWN:
            raise
        return _asking(call, account_id, form, refused)
    return moved(call.urls.access_requests(done="asked"))


@pages.page(Page("GET", ONE, "access_request_page", Guard.ROLE))
def show(call: PageCall, access_request_id: str) -> Shown:
    """One request, for its requester and for those who decide it."""
    return _request(call, access_request_id)


@pages.page(Page("GET", ONE + "/approve", "approve_access_page", Guard.ROLE))
def show_approve(call: PageCall, access_request_id: str) -> Shown:
    """The same page: both forms stand on it."""
    return _request(call, access_request_id)


@pages.page(Page("GET", ONE + "/decline", "decline_access_page", Guard.ROLE))
def show_decline(call: PageCall, access_request_id: str) -> Shown:
    """The same page: both forms stand on it."""
    return _request(call, access_request_id)


@pages.page(Page("POST", ONE + "/approve", "approve_access_form", Guard.ROLE))
def approve(call: PageCall, access_request_id: str, form: Form) -> Answer:
    """Gives what was chosen, within the decider's own right."""
    ports, chosen = call.container.ports, access_form.choice(form)

    def act() -> object:
        return requests.approve(ports, call.asker, access_request_id, chosen)

    return _decided(call, access_request_id, act, form, "approved")


@pages.page(Page("POST", ONE + "/decline", "decline_access_form", Guard.ROLE))
def decline(call: PageCall, access_request_id: str, form: Form) -> Answer:
    """Refuses access; the reason may be left out."""
    ports, reason = call.container.ports, form.get("reason", "")

    def act() -> object:
        return requests.decline(ports, call.asker, access_request_id, reason)

    return _decided(call, access_request_id, act, form, "declined")


def _asking(call: PageCall, account_id: str, form: Form, refused: Refused | None = None) -> Shown:
    ports = call.container.ports
    found = account_file(ports, call.asker, account_id)
    waiting = requests.desk_of(ports, account_id).of_person(call.person.person_id)
    status = found.account.status_at(ports.clock.now())
    values = {
        "account": found.account,
        "status": status,
        "roles": [AccessRole(one) for one in call.access_to(account_id)],
        "waiting": waiting,
        "obstacle": "waiting" if waiting else _obstacle(call, found.account, status),
        "offer": access_form.to_ask(found.virtual_accounts),
        "form": form,
    }
    return Shown("ask_for_access", values, refused=_in_words(call, refused))


def _obstacle(call: PageCall, account: SmartAccount, status: AccountStatus) -> str:
    """Why the form would lead nowhere, if it would."""
    if status is not AccountStatus.ACTIVE:
        return "status"
    if call.asker.rights_on(account.account_id).administers:
        return "administrator"
    return "" if account.administrators else "nobody"


def _decided(call: PageCall, access_request_id: str, act: Callable[[], object], form: Form, done: str) -> Answer:
    """Leads to the list once it is decided; shows the request again, as it stands now, where a rule says no."""
    try:
        act()
    except Refused as refused:
        if refused.problem is Problem.NOT_THE_DECIDER:
            raise
        return _request(call, access_request_id, form, refused)
    return moved(call.urls.access_requests(done=done))


def _request(
    call: PageCall, access_request_id: str, form: Form | None = None, refused: Refused | None = None
) -> Shown:
    ports = call.container.ports
    found = access_file(ports, call.asker, access_request_id)
    request, rights = found.request, call.asker.rights_on(found.account.account_id)
    may_decide = request.decision is None and _is_for(call, request)
    parts = ports.store.virtual_accounts(request.account_id) if may_decide else ()
    values = {
        "account": found.account,
        "request": request,
        "is_own": request.requester.person_id == call.person.person_id,
        "is_decider": request.decision is not None and request.decision.person_id == call.person.person_id,
        "may_decide": may_decide,
        "offer": access_form.to_give(request.asked, rights, parts),
        "form": form if form and "scope" in form else access_form.filled(request.asked),
        "reason": (form or {}).get("reason", ""),
    }
    # Elsewhere one's own request is a fault in a field; here it is a right that is missing.
    status = HTTPStatus.FORBIDDEN if refused and refused.problem is Problem.OWN_REQUEST else None
    return Shown("access_request", values, refused=_in_words(call, refused), status=status)


def _is_for(call: PageCall, request: AccessRequest) -> bool:
    """Whether the reader is among those who decide it."""
    try:
        refuse_to_decide(request, call.person, call.asker.rights_on(request.account_id))
    except Refused:
        return False
    return True


def _in_words(call: PageCall, refused: Refused | None) -> Refused | None:
    return access_form.in_words(refused, call.language_for(None)) if refused else None

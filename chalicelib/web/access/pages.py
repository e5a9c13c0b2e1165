"""Pages for requesting access to an account, and for showing and deciding an access request."""

from collections.abc import Callable

from chalicelib.domain.access.decide import Choice, asks_once_more, authority_over, chosen_access
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.accounts.account import AccessRole, AccountStatus, SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.services.access import requests
from chalicelib.services.access.lists import access_file
from chalicelib.services.accounts.read import account_file
from chalicelib.web.access import form as access_form
from chalicelib.web.accounts.hierarchy import ways
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.checked_forms import CHANGE, check_page, is_for_check_page, ports_for
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
ASK = "/accounts/{account_id}/access"
ONE = "/access-requests/{access_request_id}"


@pages.page(Page("GET", ASK, "ask_for_access_page", Guard.ROLE))
def show_form(context: PageContext, account_id: str) -> PageResponse:
    """Show the form. Everybody who knows the account's id may request access."""
    return _form_page(context, account_id, {})


@pages.page(Page("POST", ASK, "ask_for_access_form", Guard.ROLE))
def ask(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Request access. If refused, show the form again with its values."""
    try:
        requests.ask(context.container.ports, context.caller, account_id, access_form.read_request(form))
    except Refused as refused:
        if refused.problem is Problem.ACCOUNT_UNKNOWN:
            raise
        return _form_page(context, account_id, form, refused)
    return redirect(context.urls.access_requests(done="asked"))


# The page has both forms, so a GET of their URLs shows it.
@pages.page(Page("GET", ONE + "/withdraw", "withdraw_access_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE + "/decline", "decline_access_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE + "/approve", "approve_access_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE, "access_request_page", Guard.ROLE_OR_REVIEWER))
def show(context: PageContext, access_request_id: str) -> PageResponse:
    """Show an access request to its requester and its deciders."""
    return _request(context, access_request_id)


@pages.page(Page("POST", ONE + "/approve", "approve_access_form", Guard.ROLE_OR_REVIEWER))
def approve(context: PageContext, access_request_id: str, form: Form) -> HandlerResult:
    """Grant the chosen access; more than was asked for is asked once more."""
    if CHANGE in form:
        return _request(context, access_request_id, form)
    chosen = access_form.read_choice(form)
    ports = ports_for(context, form, lambda: _asks_once_more(context, access_request_id, chosen))

    def decide() -> object:
        try:
            return requests.approve(ports, context.caller, access_request_id, chosen)
        except Refused:
            if is_for_check_page(context, form, ports):
                return _check(context, access_request_id, form, chosen)
            raise

    return _redirect_when_decided(context, access_request_id, decide, form, "approved")


@pages.page(Page("POST", ONE + "/decline", "decline_access_form", Guard.ROLE_OR_REVIEWER))
def decline(context: PageContext, access_request_id: str, form: Form) -> HandlerResult:
    """Decline access; the reason is optional."""
    ports, reason = context.container.ports, form.get("reason", "")

    def decide() -> object:
        return requests.decline(ports, context.caller, access_request_id, reason)

    return _redirect_when_decided(context, access_request_id, decide, form, "declined")


@pages.page(Page("POST", ONE + "/withdraw", "withdraw_access_form", Guard.SIGNED_IN))
def withdraw(context: PageContext, access_request_id: str, form: Form) -> HandlerResult:
    """Take back one's own request."""
    ports = context.container.ports

    def decide() -> object:
        return requests.withdraw(ports, context.caller, access_request_id)

    return _redirect_when_decided(context, access_request_id, decide, form, "withdrawn")


def _form_page(context: PageContext, account_id: str, form: Form, refused: Refused | None = None) -> PageResponse:
    ports = context.container.ports
    file = account_file(ports, context.caller, account_id)
    waiting = requests.inbox_of(ports, account_id).of_person(context.person.person_id)
    status = file.account.status_at(ports.clock.now())
    values = {
        "account": file.account,
        "status": status,
        "roles": [AccessRole(role) for role in context.access_to(account_id)],
        "waiting": waiting,
        "obstacle": "waiting" if waiting else _obstacle(context, file.account, status),
        "offer": access_form.offer_for_request(file.virtual_accounts),
        "form": form,
    }
    return PageResponse("ask_for_access", values, refused=_with_labels(context, refused))


def _obstacle(context: PageContext, account: SmartAccount, status: AccountStatus) -> str:
    """Return why requesting access is impossible or useless; empty if it is not."""
    if status is not AccountStatus.ACTIVE:
        return "status"
    return "administrator" if context.caller.rights_on(account.account_id).administers else ""


def _redirect_when_decided(
    context: PageContext, access_request_id: str, decide: Callable[[], object], form: Form, done: str
) -> HandlerResult:
    """Decide and redirect to the list. If refused, show the request in its current state."""
    try:
        decided = decide()
    except Refused as refused:
        if refused.problem in (Problem.NOT_THE_DECIDER, Problem.ACCESS_REQUEST_UNKNOWN):
            raise
        return _request(context, access_request_id, form, refused)
    if isinstance(decided, PageResponse):
        return decided
    return redirect(context.urls.access_requests(done=done))


def _asks_once_more(context: PageContext, access_request_id: str, chosen: Choice) -> bool:
    """Whether the choice is to be checked; a request that cannot be read is refused by the decision itself."""
    try:
        file = access_file(context.container.ports, context.caller, access_request_id)
    except Refused:
        return True
    return asks_once_more(file.request.asked, chosen)


def _check(context: PageContext, access_request_id: str, form: Form, chosen: Choice) -> PageResponse:
    ports = context.container.ports
    file = access_file(ports, context.caller, access_request_id)
    given = chosen_access(file.request.asked, chosen)
    known = ways(ports.store.virtual_accounts(file.account.account_id)) if given.virtual_account_ids else {}
    values = {
        "account": file.account,
        "action": context.urls.access_request_action(access_request_id, "approve"),
        "request": file.request,
        "role": given.role,
        "places": [known[one].path for one in given.virtual_account_ids if one in known],
    }
    return check_page("check_access", form, values)


def _request(
    context: PageContext, access_request_id: str, form: Form | None = None, refused: Refused | None = None
) -> PageResponse:
    ports = context.container.ports
    file = access_file(ports, context.caller, access_request_id)
    request, rights = file.request, context.caller.rights_on(file.account.account_id)
    decision = request.decision
    status = request.status_at(ports.clock.now())
    authority = _authority(context, request) if status is AccessStatus.PENDING else None
    may_decide = authority is not None
    virtual_accounts = ports.store.virtual_accounts(request.account_id) if may_decide else ()
    values = {
        "account": file.account,
        "request": request,
        "status": status,
        "is_own": request.requester.person_id == context.person.person_id,
        "is_decider": decision is not None and decision.person_id == context.person.person_id,
        "may_decide": may_decide,
        "as_reviewer": authority is Role.REVIEWER,
        "offer": access_form.offer_for_decision(
            request, rights, virtual_accounts, as_reviewer=authority is Role.REVIEWER
        ),
        "form": form if form and "scope" in form else access_form.filled(request.asked),
        "reason": (form or {}).get("reason", ""),
    }
    return PageResponse("access_request", values, refused=_with_labels(context, refused))


def _authority(context: PageContext, request: AccessRequest) -> Role | None:
    """Return the role in which the reader may decide the request; None if they may not."""
    try:
        now, rights = context.container.ports.clock.now(), context.caller.rights_on(request.account_id)
        return authority_over(request, context.person, rights, now)
    except Refused:
        return None


def _with_labels(context: PageContext, refused: Refused | None) -> Refused | None:
    return access_form.with_labels(refused, context.language_for(None)) if refused else None

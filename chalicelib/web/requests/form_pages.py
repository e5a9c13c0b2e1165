"""Pages for requesting an account: the form, the check page that shows what will be sent, and the submission."""

from functools import partial

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import TeamRole, member_of
from chalicelib.rendering.pages.user_text import user_text
from chalicelib.services.accounts.read import known_account
from chalicelib.services.requests.requester_actions import request_file
from chalicelib.services.requests.submission import IdempotencyKey, preview_request, submit_request
from chalicelib.services.requests.teams import teams_for
from chalicelib.services.unit_of_work.rehearsal import would_commit
from chalicelib.web.api.parsing import idempotency_key
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.requests import form as request_form
from chalicelib.web.requests.previews import mails_to_come, warnings_of
from chalicelib.web.requests.similar import TICK, asks_to_confirm, refuse_unconfirmed, similar_to

pages = Pages(__name__)
# Keeps a person's idempotency keys from pages apart from those from the API.
PAGE_KEY = "page-"


@pages.page(Page("GET", "/requests/new", "new_request_page", Guard.ROLE, ("from_request", "account_name")))
def show_form(context: PageContext) -> PageResponse:
    """Show the form, filled in with the person's own domain or with the values of one of their earlier requests."""
    earlier = _earlier(context)
    if earlier is not None:
        return _form(context, request_form.again(earlier, context.container.ports.policy))
    language = context.language_for(None)
    return _form(context, request_form.beginning(context.person, language, context.parameters))


@pages.page(Page("POST", "/requests/new", "change_request_form", Guard.ROLE))
def change(context: PageContext, form: Form) -> PageResponse:
    """Return from the check page to the form, with everything that was typed."""
    return _form(context, form)


@pages.page(Page("GET", "/requests/check", "check_request_link", Guard.ROLE))
def check_link(context: PageContext) -> Response:
    """Redirect to the form: without its values there is nothing to check."""
    return redirect(context.urls.new_request())


@pages.page(Page("POST", "/requests/check", "check_request_form", Guard.ROLE))
def check(context: PageContext, form: Form) -> PageResponse:
    """Show what would be sent, to whom, and which accounts there are already. Writes nothing."""
    return _check(context, request_form.with_separate_addresses(form, context.container.ports.policy))


def _check(context: PageContext, form: Form, unconfirmed: Refused | None = None) -> PageResponse:
    ports = context.container.ports
    try:
        preview = preview_request(ports, context.caller, request_form.read(form, ports.policy))
    except Refused as refused:
        return _form(context, form, refused)
    similar = similar_to(context.container, preview.transition.request)
    values = {
        "request": preview.transition.request,
        "typed": request_form.typed(form, ports.policy),
        "mails": [one for one in mails_to_come(context.container, preview) if one.count],
        "warnings": warnings_of(preview, context.language_for(None)),
        "similar": similar,
        "tick": TICK,
        "is_ticked": form.get(TICK) == "true",
        # A check page creates at most one request, however often its button is pressed.
        "key": ports.ids.new_id(),
    }
    return PageResponse("check", values, refused=unconfirmed if similar else None, browser_may_store=True)


@pages.page(Page("POST", "/requests", "send_request_form", Guard.ROLE))
def send(context: PageContext, form: Form) -> HandlerResult:
    """Send the request. Sending it again redirects to the same page as the first time.

    Where there are accounts that it may double, the box is to be ticked that the customer needs another one.
    """
    ports = context.container.ports
    form = request_form.with_separate_addresses(form, ports.policy)
    confirm = partial(refuse_unconfirmed, context.container, form)
    key = PAGE_KEY + idempotency_key({"idempotency-key": form.get("key", "")})
    fields = request_form.typed(form, ports.policy)
    remembered = IdempotencyKey(key, request_form.fingerprint(fields))
    try:
        submitted = submit_request(ports, context.caller, request_form.read(fields, ports.policy), remembered, confirm)
    except Refused as refused:
        is_for_check_page = asks_to_confirm(refused) or would_commit(ports)
        return _check(context, form, refused) if is_for_check_page else _form(context, form, refused)
    return redirect(context.urls.directory(sent=submitted.request.request_id))


def _form(context: PageContext, form: Form, refused: Refused | None = None) -> PageResponse:
    policy = context.container.ports.policy
    values = {
        "form": request_form.typed(form, policy),
        "addresses": request_form.address_fields(policy),
        "teams": teams_for(context.container.ports, context.caller),
        "own_domain": context.person.email.domain,
        "offered_domain": request_form.offered_domain(refused),
    }
    at_fields = request_form.at_their_fields(_with_name(context, refused), form, policy) if refused else None
    return PageResponse("request_form", values, refused=at_fields, browser_may_store=True)


def _with_name(context: PageContext, refused: Refused) -> Refused:
    """Return a conflict with the name of its account, where the person may open it."""
    facts = refused.facts
    if refused.problem not in request_form.CONFLICTS or "account_id" not in facts:
        return refused
    try:
        account = known_account(context.container.ports, context.person, str(facts["account_id"]))
    except Refused:
        return refused
    name = user_text(account.account_name)
    named = {"own_account_name": name} if "existing_request_id" in facts else {"account_name": name}
    return Refused(refused.problem, facts={**facts, **named})


def _earlier(context: PageContext) -> AccountRequest | None:
    """Return the request to repeat, if it is one of the person's own or of their team's."""
    wanted = context.parameters.get("from_request")
    if not wanted:
        return None
    try:
        found = request_file(context.container.ports, context.caller, wanted).request
    except Refused as refused:
        if refused.problem is not Problem.REQUEST_UNKNOWN:
            raise
        return None
    member = member_of(found, context.person, context.grants)
    return None if member.role is TeamRole.NONE else found

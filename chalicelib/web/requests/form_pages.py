"""Requesting an account: the form, the check page that shows what will be sent, and sending it."""

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests.requester_actions import request_file
from chalicelib.services.requests.submission import IdempotencyKey, preview_request, submit_request
from chalicelib.web.api.parsing import idempotency_key
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Answer, Page, Pages, Shown, moved
from chalicelib.web.page.request_context import PageCall
from chalicelib.web.requests import form as request_form
from chalicelib.web.requests.previews import mails_to_come, warnings_of

pages = Pages(__name__)
# Keys of the pages and of the API are the same person's, and never meet.
PAGE_KEY = "page-"


@pages.page(Page("GET", "/requests/new", "new_request_page", Guard.ROLE, ("from_request", "account_name")))
def show_form(call: PageCall) -> Shown:
    """The form; prefilled with the person's own domain, or with what an earlier request of theirs said."""
    earlier = _earlier(call)
    if earlier is not None:
        return _form(call, request_form.again(earlier, call.container.ports.policy))
    language = call.language_for(None)
    return _form(call, request_form.beginning(call.person, language, call.parameters))


@pages.page(Page("POST", "/requests/new", "change_request_form", Guard.ROLE))
def change(call: PageCall, form: Form) -> Shown:
    """Back from the check page, with all that was typed."""
    return _form(call, form)


@pages.page(Page("GET", "/requests/check", "check_request_link", Guard.ROLE))
def check_link(call: PageCall) -> Response:
    """Nothing is there to be checked without the form."""
    return moved(call.urls.new_request())


@pages.page(Page("POST", "/requests/check", "check_request_form", Guard.ROLE))
def check(call: PageCall, form: Form) -> Shown:
    """What would be sent, and to whom; writes nothing."""
    ports = call.container.ports
    try:
        preview = preview_request(ports, call.person, request_form.read(form, ports.policy))
    except Refused as refused:
        return _form(call, form, refused)
    values = {
        "request": preview.step.request,
        "typed": request_form.typed(form, ports.policy),
        "mails": mails_to_come(call.container.mail_renderer, preview),
        "warnings": warnings_of(preview, call.language_for(None)),
        # Of one check page one request comes, however often its button is pressed.
        "key": ports.ids.new_id(),
    }
    return Shown("check", values, may_be_gone_back_to=True)


@pages.page(Page("POST", "/requests", "send_request_form", Guard.ROLE))
def send(call: PageCall, form: Form) -> Answer:
    """Sends the request; sent again, it leads to where the first sending has led."""
    ports = call.container.ports
    key = PAGE_KEY + idempotency_key({"idempotency-key": form.get("key", "")})
    fields = request_form.typed(form, ports.policy)
    remembered = IdempotencyKey(key, request_form.fingerprint(fields))
    try:
        submitted = submit_request(ports, call.asker, request_form.read(fields, ports.policy), remembered)
    except Refused as refused:
        return _form(call, form, refused)
    return moved(call.urls.directory(sent=submitted.request.request_id))


def _form(call: PageCall, form: Form, refused: Refused | None = None) -> Shown:
    policy = call.container.ports.policy
    values = {
        "form": request_form.typed(form, policy),
        "addresses": request_form.address_fields(policy),
        "own_domain": call.person.email.domain,
    }
    at_fields = request_form.at_their_fields(refused, form, policy) if refused else None
    return Shown("request_form", values, refused=at_fields, may_be_gone_back_to=True)


def _earlier(call: PageCall) -> AccountRequest | None:
    """The request to be made once more: one of the person's own, and of no one else's."""
    wanted = call.parameters.get("from_request")
    if not wanted:
        return None
    try:
        found = request_file(call.container.ports, call.person, wanted).request
    except Refused as refused:
        if refused.problem is not Problem.REQUEST_UNKNOWN:
            raise
        return None
    return found if found.requester.person_id == call.person.person_id else None

"""The page of a request: its state, its mails, its history, and what requester and reviewer may do with it."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.languages import language
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.team import TeamRole, member_of
from chalicelib.domain.requests.transitions import Action
from chalicelib.domain.validation import address, read_one
from chalicelib.services.proofs.evidence import person_proof
from chalicelib.services.requests import requester_actions
from chalicelib.services.requests.review import next_in_review, review_request
from chalicelib.services.unit_of_work.ports import RequestFile
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form, at_field
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.requests.page_values import evidence_for, standing_of, tracker_of, ways_on

pages = Pages(__name__)
ONE = "/requests/{request_id}"

# The field at which a refusal is shown.
FIELDS: Mapping[Problem, str] = {
    Problem.REASON_REQUIRED: "/reason",
    Problem.REASSIGN_OUTSIDE_DOMAIN: "/email",
    Problem.REQUESTER_CANNOT_APPROVE: "/email",
}


# The page has the buttons to resend and the reviewer's form, so a GET of their URLs shows it.
@pages.page(Page("GET", ONE + "/review", "review_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE + "/resend", "resend_page", Guard.ROLE_OR_REVIEWER))
@pages.page(Page("GET", ONE, "request_page", Guard.ROLE_OR_REVIEWER, ("done", "history", "decided")))
def show(context: PageContext, request_id: str) -> PageResponse:
    """Show the request to its requester and, while it is in review, to reviewers."""
    return _request(context, request_id)


@pages.page(Page("GET", ONE + "/withdraw", "withdraw_page", Guard.ROLE))
def show_withdraw(context: PageContext, request_id: str) -> PageResponse:
    """Show the form for withdrawing the request."""
    return _request(context, request_id, "withdraw")


@pages.page(Page("GET", ONE + "/reassign", "reassign_page", Guard.ROLE, ("nomination",)))
def show_reassign(context: PageContext, request_id: str) -> PageResponse:
    """Show the form for naming another person."""
    return _request(context, request_id, "reassign", {"nomination_id": context.parameters.get("nomination", "")})


@pages.page(Page("GET", ONE + "/hand-over", "hand_over_page", Guard.ROLE))
def show_hand_over(context: PageContext, request_id: str) -> PageResponse:
    """Show the form for handing the request over to a member of the team."""
    return _request(context, request_id, Action.HAND_OVER)


@pages.page(Page("POST", ONE + "/resend", "resend_form", Guard.ROLE))
def resend(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Send a new link to one approver."""
    ports, nomination_id = context.container.ports, form.get("nomination_id")

    def act() -> object:
        return requester_actions.resend(ports, context.caller, request_id, nomination_id)

    return _acted(context, request_id, "request", form, act, context.urls.request(request_id, "resend"))


@pages.page(Page("POST", ONE + "/withdraw", "withdraw_form", Guard.ROLE))
def withdraw(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Withdraw the request for its requester."""
    ports, reason = context.container.ports, form.get("reason", "")

    def act() -> object:
        return requester_actions.withdraw(ports, context.caller, request_id, reason)

    return _acted(context, request_id, "withdraw", form, act, context.urls.request(request_id, "withdraw"))


@pages.page(Page("POST", ONE + "/reassign", "reassign_form", Guard.ROLE))
def reassign(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Correct or replace an address."""
    ports = context.container.ports

    def act() -> object:
        spoken = read_one("/language", language, form["language"]) if form.get("language") else None
        email = address("/email", form.get("email", ""))
        replacement = Replacement(form.get("nomination_id", ""), email, spoken)
        return requester_actions.reassign(ports, context.caller, request_id, replacement)

    return _acted(context, request_id, "reassign", form, act, context.urls.request(request_id, "reassign"))


@pages.page(Page("POST", ONE + "/hand-over", "hand_over_form", Guard.ROLE))
def hand_over(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Make a member of the team the requester. Who no longer sees the request then gets to their list."""
    ports, left = context.container.ports, list[AccountRequest]()

    def act() -> object:
        email = address("/email", form.get("email", ""))
        left.append(requester_actions.hand_over(ports, context.caller, request_id, email))
        return left

    answer = _acted(context, request_id, Action.HAND_OVER, form, act, context.urls.request(request_id, "hand_over"))
    is_gone = any(member_of(one, context.person, context.grants).role is TeamRole.NONE for one in left)
    return redirect(context.urls.requests()) if is_gone else answer


@pages.page(Page("POST", ONE + "/review", "review_form", Guard.REVIEWER))
def review(context: PageContext, request_id: str, form: Form) -> HandlerResult:
    """Record the reviewer's decision and lead to the next request; every value except `accept` declines."""
    accepted, reason = form.get("decision") == "accept", form.get("reason", "")
    ports = context.container.ports

    def act() -> object:
        return review_request(ports, context.person, request_id, accepted, reason)

    following = context.urls.next_review(request_id, "accept" if accepted else "decline")
    return _acted(context, request_id, "request", form, act, following)


@pages.page(Page("GET", "/reviews/next", "next_review_page", Guard.REVIEWER, ("after", "done")))
def show_next(context: PageContext) -> Response:
    """Redirect to the next request in the queue, or to the list if nothing else waits."""
    after, done = context.id_in("after"), context.parameters.get("done", "")
    found = next_in_review(context.container.ports, context.caller, after)
    decided = after if done else ""
    to_list = context.urls.reviews(done=done, decided=decided)
    return redirect(context.urls.request(found, done, decided=decided) if found else to_list)


def _acted(
    context: PageContext,
    request_id: str,
    template: str,
    form: Form,
    act: Callable[[], object],
    following: str,
) -> HandlerResult:
    """Act and redirect to what follows. If refused, show the form again with its values."""
    try:
        act()
    except Refused as refused:
        if refused.problem is Problem.REQUEST_UNKNOWN:
            raise
        return _again(context, request_id, template, form, refused)
    return redirect(following)


def _again(context: PageContext, request_id: str, template: str, form: Form, refused: Refused) -> PageResponse:
    """Show the form again, or only the refusal to a reviewer, who may decide on a request that they may not see."""
    try:
        return _request(context, request_id, template, form, at_field(refused, FIELDS.get(refused.problem)))
    except Refused as hidden:
        raise (refused if hidden.problem is Problem.REQUEST_UNKNOWN else hidden) from None


def _request(
    context: PageContext,
    request_id: str,
    template: str = "request",
    form: Form | None = None,
    refused: Refused | None = None,
) -> PageResponse:
    with collect_unreadable() as unreadable:
        found = requester_actions.request_file(context.container.ports, context.caller, request_id)
        nomination = found.request.nomination((form or {}).get("nomination_id", ""))
        standing = standing_of(context, found)
        is_answered = template == "reassign" and (nomination is None or not nomination.is_waiting)
        if is_answered or not standing["is_requester"] or template not in ("request", *standing["forms"]):
            template = "request"
        shown = _shown(context, found, standing) if template == "request" else {}
    values = {
        **standing,
        **shown,
        "nomination": nomination,
        "form": form or {},
        "done": context.parameters.get("done", "") if refused is None else "",
        "decided": context.id_in("decided"),
    }
    return PageResponse(template, values, refused=refused, unreadable=unreadable.count)


def _shown(context: PageContext, found: RequestFile, standing: Mapping[str, object]) -> Mapping[str, object]:
    """Return what the page of the request shows beside its standing, to its team or to a reviewer."""
    ports, request = context.container.ports, found.request
    proof = person_proof(ports, request.requester.person_id, request.domain_identifier)
    tracker = {"proof": proof, **tracker_of(context, found, ports.store.events(request.request_id))}
    if standing["is_requester"]:
        return {**tracker, **ways_on(context, request), "evidence": None}
    return {**tracker, "evidence": evidence_for(context, request) if standing["actions"] else None}

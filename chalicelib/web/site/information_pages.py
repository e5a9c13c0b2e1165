"""Public information pages: `/`, `/help`, `/accessibility`, `/problems/{slug}`."""

from functools import partial

from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.rendering.languages import wait
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import explanation, field_text
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)


@pages.page(Page("GET", "/", "start_page", Guard.PUBLIC))
def show_start(context: PageContext) -> HandlerResult:
    """What the service is, who runs it and where to ask. Redirect whoever has a role here to their first page."""
    if context.is_signed_in and context.person.is_reviewer:
        return redirect(context.urls.reviews())
    return redirect(context.urls.directory()) if context.has_role_pages(may_read=True) else PageResponse("start")


@pages.page(Page("GET", "/help", "help", Guard.PUBLIC))
def show_help(context: PageContext) -> PageResponse:
    """Help for people who got a link, request an account, or cannot sign in."""
    context.look_for_reader()
    policy = context.container.settings.policy
    lengths = {
        "link": policy.link_length,
        "request": policy.request_length,
        "review": policy.review_length,
    }
    seconds = {name: int(length.total_seconds()) for name, length in lengths.items()}
    return PageResponse(
        "help", {"policy": policy, "seconds": seconds, "wait": wait, "site": context.container.urls.site}
    )


@pages.page(Page("GET", "/accessibility", "accessibility", Guard.PUBLIC))
def show_accessibility(context: PageContext) -> PageResponse:
    """The accessibility statement."""
    context.look_for_reader()
    return PageResponse("accessibility")


@pages.page(Page("GET", "/problems/{slug}", "problem_page", Guard.PUBLIC))
def show_problem(context: PageContext, slug: str) -> PageResponse:
    """Explain a problem type. The page of `validation-failed` also explains the field codes."""
    if slug not in set(Problem):
        raise Refused(Problem.NOT_FOUND)
    context.look_for_reader()
    about = Problem(slug)
    mail_window = int(context.container.settings.policy.mail_window.total_seconds())
    values = {
        "about": about,
        "status": PROBLEMS[about].status,
        "explanation": partial(explanation, about, {"mail_window": mail_window}),
        "codes": tuple(FieldCode) if about is Problem.VALIDATION_FAILED else (),
        "code_text": lambda code, language: field_text(code, {}, language),
    }
    return PageResponse("problem_page", values)

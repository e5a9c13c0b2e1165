"""`/help`, `/accessibility`, `/problems/{slug}`, `/docs/api`: what anybody may read without signing in."""

from collections.abc import Sequence
from functools import partial

from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.rendering.languages import wait
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import explanation, field_text
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.site import document_routes
from chalicelib.web.site.api_documentation import ALWAYS_POSSIBLE, RESOURCES, documentation

pages = Pages(__name__)


@pages.page(Page("GET", "/help", "help", Guard.PUBLIC))
def show_help(context: PageContext) -> PageResponse:
    """What to do, for whoever got a link, requests an account, or cannot get in."""
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
    """What was aimed at, what was tested, and whom to tell of a barrier."""
    del context
    return PageResponse("accessibility")


@pages.page(Page("GET", "/problems/{slug}", "problem_page", Guard.PUBLIC))
def show_problem(context: PageContext, slug: str) -> PageResponse:
    """What a problem's type leads to; the codes of fields stand with the problem that carries them."""
    if slug not in set(Problem):
        raise Refused(Problem.NOT_FOUND)
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


def api_pages(operations: document_routes.Operations) -> Pages:
    """The page about these operations."""
    pages = Pages(__name__)

    @pages.page(Page("GET", "/docs/api", "api_documentation", Guard.PUBLIC))
    def show_api(context: PageContext) -> PageResponse:
        return _documented(context, operations())

    return pages


def _documented(context: PageContext, operations: Sequence[Operation]) -> PageResponse:
    """The document of `/v1/openapi.json`, to be read by people."""
    guards = {one.name: one.guard for one in operations}
    values = {
        "api": documentation(document_routes.document_of(context, operations), guards),
        "resources": RESOURCES,
        "problems": tuple(Problem),
        "always": ALWAYS_POSSIBLE,
    }
    return PageResponse("api", values)

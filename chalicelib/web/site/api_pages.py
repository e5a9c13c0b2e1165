"""`/docs/api` and the pages below it: the API for people, made of the OpenAPI document."""

from collections.abc import Mapping
from functools import partial

from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import Explanation, explanation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.document.resources import RESOURCES
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.site import document_routes

# The pages beside those of the resources, in the order of the navigation: title and template by the end of the path.
START, SCHEMAS, VALUES, PROBLEM_LIST, VERSIONS = "start", "schemas", "values", "problems", "versions"
PARTS: Mapping[str, str] = {
    "": msgid("Overview"),
    START: msgid("Start in five minutes"),
    **{name: resource.title for name, resource in RESOURCES.items()},
    SCHEMAS: msgid("What answers are made of"),
    VALUES: msgid("Sets of values"),
    PROBLEM_LIST: msgid("All problems"),
    VERSIONS: msgid("Versions and changes"),
}


def api_pages(operations: document_routes.Operations) -> Pages:
    """Create the pages that document these operations."""
    pages = Pages(__name__)

    @pages.page(Page("GET", "/docs/api", "api_documentation", Guard.PUBLIC))
    def show_overview(context: PageContext) -> PageResponse:
        return _page(context, operations, "")

    @pages.page(Page("GET", "/docs/api/{part}", "api_documentation_part", Guard.PUBLIC))
    def show_part(context: PageContext, part: str) -> PageResponse:
        if part not in PARTS:
            raise Refused(Problem.NOT_FOUND)
        return _page(context, operations, part)

    return pages


def _page(context: PageContext, operations: document_routes.Operations, part: str) -> PageResponse:
    # Imported here to keep cold starts fast.
    from chalicelib.web.api.openapi import GUARDED  # noqa: PLC0415
    from chalicelib.web.site.api_documentation import ALWAYS_POSSIBLE  # noqa: PLC0415
    from chalicelib.web.site.api_start import steps_of  # noqa: PLC0415

    context.look_for_reader()
    values = {
        "parts": PARTS,
        "part": part,
        "api": document_routes.documentation_of(context, operations),
        "resources": RESOURCES,
        "problems": tuple(Problem),
        "always": ALWAYS_POSSIBLE,
        "guarded": GUARDED,
        "explained": partial(_explained, context),
        "status_of": lambda problem: int(PROBLEMS[Problem(problem)].status),
        "steps": steps_of(document_routes.document_of(context, operations)) if part == START else (),
    }
    return PageResponse("api_resource" if part in RESOURCES else f"api_{part or 'overview'}", values)


def _explained(context: PageContext, problem: str, language: str) -> Explanation:
    mail_window = int(context.container.settings.policy.mail_window.total_seconds())
    return explanation(Problem(problem), {"mail_window": mail_window}, language)

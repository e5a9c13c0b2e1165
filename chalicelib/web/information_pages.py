"""`/help`, `/accessibility`, `/problems/{slug}`, `/docs/api`: what anybody may read without signing in."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.rendering.languages import wait
from chalicelib.rendering.problem_explanations import explanation
from chalicelib.rendering.problem_texts import field_text
from chalicelib.web import document_routes
from chalicelib.web.api_documentation import ALWAYS_POSSIBLE, RESOURCES, documentation
from chalicelib.web.calls import Guard
from chalicelib.web.page_calls import PageCall
from chalicelib.web.pages import Page, Pages, Shown
from chalicelib.web.problems import STATUSES

pages = Pages(__name__)


@pages.page(Page("GET", "/help", "help", Guard.PUBLIC))
def show_help(call: PageCall) -> Shown:
    """What to do, for whoever got a link, requests an account, or cannot get in."""
    policy = call.container.settings.policy
    lengths = {
        "link": policy.link_length,
        "request": policy.request_length,
        "review": policy.review_length,
    }
    seconds = {name: int(length.total_seconds()) for name, length in lengths.items()}
    return Shown("help", {"policy": policy, "seconds": seconds, "wait": wait, "site": call.container.urls.site})


@pages.page(Page("GET", "/accessibility", "accessibility", Guard.PUBLIC))
def show_accessibility(call: PageCall) -> Shown:
    """What was aimed at, what was tested, and whom to tell of a barrier."""
    del call
    return Shown("accessibility")


@pages.page(Page("GET", "/problems/{slug}", "problem_page", Guard.PUBLIC))
def show_problem(call: PageCall, slug: str) -> Shown:
    """What a problem's type leads to; the codes of fields stand with the problem that carries them."""
    del call
    if slug not in set(Problem):
        raise Refused(Problem.NOT_FOUND)
    about = Problem(slug)
    values = {
        "about": about,
        "status": STATUSES[about],
        "explained": partial(explanation, about),
        "codes": tuple(FieldCode) if about is Problem.VALIDATION_FAILED else (),
        "code_text": lambda code, language: field_text(code, {}, language),
    }
    return Shown("problem_page", values)


@pages.page(Page("GET", "/docs/api", "api_documentation", Guard.PUBLIC))
def show_api(call: PageCall) -> Shown:
    """The document of `/v1/openapi.json`, to be read by people."""
    from chalicelib.web.routes import APIS  # noqa: PLC0415 - the table holds this very module

    document = cast("Mapping[str, Any]", document_routes.show(call).body)
    guards = {one.name: one.guard for api in APIS for one in api.operations}
    values = {
        "api": documentation(document, guards),
        "resources": RESOURCES,
        "problems": tuple(Problem),
        "always": ALWAYS_POSSIBLE,
    }
    return Shown("api", values)

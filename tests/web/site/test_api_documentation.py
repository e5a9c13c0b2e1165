"""`/docs/api` and its parts document every operation of the table: calls, parameters, responses and problems."""

from collections.abc import Mapping
from functools import cache
from itertools import product, takewhile

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.rendering.problems.texts import explanation
from chalicelib.web.api.callers import CALLERS, callers_of
from chalicelib.web.api.openapi import GUARDED, document, problems_of
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.api.sent_headers import SHARED_HEADERS
from chalicelib.web.document.components import component_name
from chalicelib.web.document.resources import RESOURCES, SERVICE, resource_of
from chalicelib.web.document.value_sets import VALUE_SETS
from chalicelib.web.routes import APIS
from chalicelib.web.site.api_documentation import ALWAYS_POSSIBLE
from chalicelib.web.site.api_pages import PARTS
from chalicelib.web.site.api_start import STEPS
from infra.catalogues import TRANSLATED
from tests.contract.webhooks.documented import blocks
from tests.web.browser_without_script import PageReader, site_over
from tests.world import SETTINGS, world

OPERATIONS = {operation.name: operation for api in APIS for operation in api.operations}
DOCUMENT = document(OPERATIONS.values(), SETTINGS.public_url, SETTINGS.brand_name)
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))
ELSEWHERE = {*ALWAYS_POSSIBLE, *GUARDED}


@cache
def part(name: str = "", language: str = "en") -> PageReader:
    with world() as fresh, site_over(fresh, language) as site:
        return site.get(f"/docs/api/{name}" if name else "/docs/api").page


def page_of(operation: Operation) -> PageReader:
    return part(resource_of(operation.path))


def section_of(operation: Operation) -> list[tuple[str, Mapping[str, str]]]:
    """Return the elements between the operation's heading and the next."""
    elements = page_of(operation).elements
    start = elements.index(("h2", {"id": operation.name})) + 1
    return list(takewhile(lambda element: element[0] != "h2", elements[start:]))


def section_texts(operation: Operation, tag: str) -> list[str]:
    """Return the texts of the elements with this tag in the operation's section."""
    elements = page_of(operation).elements
    start = elements.index(("h2", {"id": operation.name}))
    before = [element for element in elements[:start] if element[0] == tag]
    within = [element for element in section_of(operation) if element[0] == tag]
    return page_of(operation).texts(tag)[len(before) : len(before) + len(within)]


def test_overview_leads_to_every_operation() -> None:
    linked = {link["href"].rpartition("#")[2] for link in part().elements_of("a") if "/docs/api/" in link["href"]}
    assert set(OPERATIONS) <= linked


@pytest.mark.parametrize("name", PARTS)
def test_every_page_has_the_navigation_with_itself_marked(name: str) -> None:
    links = [link for link in part(name).elements_of("a") if link["href"].startswith("/api/docs/api")]
    expected = [f"/api/docs/api/{one}" if one else "/api/docs/api" for one in PARTS]
    assert [link["href"] for link in links[: len(PARTS)]] == expected
    marked = [link["href"] for link in links if link.get("aria-current") == "page"]
    assert marked == [f"/api/docs/api/{name}" if name else "/api/docs/api"]


@EVERY_OPERATION
def test_operation_is_documented_with_its_parameters_and_body_fields(operation: Operation) -> None:
    assert f"{operation.method} {operation.path}" in section_texts(operation, "p")
    assert operation.summary in page_of(operation).texts("h2")
    given = DOCUMENT["paths"][operation.path][operation.method.lower()]["parameters"]
    listed = [parameter for parameter in given if parameter["in"] != "path" and parameter not in SHARED_HEADERS]
    parameters = [parameter["name"] for parameter in listed]
    body = operation.body.__struct_fields__ if operation.body else ()
    statuses = {text for text in section_texts(operation, "dt") if text.isdigit()}
    assert section_texts(operation, "dt")[: -len(statuses)] == [*parameters, *body]


@EVERY_OPERATION
def test_operation_is_documented_as_a_call_in_three_languages(operation: Operation) -> None:
    assert section_texts(operation, "summary") == ["curl", "Python", "TypeScript"]
    curl, python, typescript = section_texts(operation, "pre")
    beginning = operation.path.partition("{")[0]
    assert all(f"{SETTINGS.public_url}{beginning}" in call for call in (curl, python, typescript))
    assert ("$TOKEN" in curl) == (operation.guard is not Guard.PUBLIC)


@EVERY_OPERATION
def test_operation_links_to_each_of_its_problems_and_its_page_says_what_to_do(operation: Operation) -> None:
    links = {attributes["href"] for tag, attributes in section_of(operation) if tag == "a"}
    own = set(problems_of(operation)) - ELSEWHERE
    assert {f"#{problem}" for problem in own} == links & {f"#{problem}" for problem in Problem}
    answers = page_of(operation).texts("dd")
    for problem in own:
        text = explanation(problem, {"mail_window": 86_400}, DEFAULT_LANGUAGE)
        assert f"{text.title}. {text.remedy}" in answers


def test_problems_of_every_operation_are_listed_once() -> None:
    links = [link["href"].rpartition("#")[2] for link in part().elements_of("a")]
    assert {problem.value for problem in ELSEWHERE} <= set(links)


def test_every_problem_links_to_its_page() -> None:
    assert [one["id"] for one in part("problems").elements_of("dt")] == [problem.value for problem in Problem]
    links = [link["href"] for link in part("problems").elements_of("a") if "/problems/" in link["href"]]
    assert links == [f"/api/problems/{problem}" for problem in Problem]


@EVERY_OPERATION
def test_operation_is_documented_with_the_fields_of_its_response(operation: Operation) -> None:
    text = " ".join(section_texts(operation, "dd"))
    for shape in filter(None, (operation.response, operation.on_dry_run)):
        name = component_name(shape.__name__)
        assert f"{name} – {', '.join(shape.__struct_fields__)}" in text
        assert {"id": name} in part("schemas").elements_of("h2")


def test_every_set_of_values_is_listed() -> None:
    for name, values in VALUE_SETS.items():
        assert {"id": name} in part("values").elements_of("h2")
        assert ", ".join(values.values) in part("values").texts("p")


def test_types_and_limits_are_documented_in_programming_notation() -> None:
    described = {text.partition(". ")[0] for name in PARTS for text in part(name).texts("dd")}
    assert {
        "integer, in the query, minimum: 1, maximum: 50, default: 25",
        "DirectoryEntry[], maxItems: 1000",
        "Decision | null",
        "{string: string}",
        "ReviewDecision, required",
        "DeclineReason | null, may be missing",
        "string, required, minLength: 2, maxLength: 200",
        "string[], required, maxLength: 1016, minItems: 1, maxItems: 5",
    } <= described


def test_every_resource_and_every_guard_has_a_label() -> None:
    assert {operation.path for operation in OPERATIONS.values() if resource_of(operation.path) == SERVICE} == {
        "/v1/openapi.json",
        "/healthz",
        "/readyz",
    }
    assert set(RESOURCES) == {resource_of(operation.path) for operation in OPERATIONS.values()}
    assert set(CALLERS) == set(Guard)


@EVERY_OPERATION
def test_operation_is_documented_with_who_may_call_it(operation: Operation) -> None:
    assert callers_of(operation) in section_texts(operation, "p")


def test_start_page_has_a_call_for_each_step() -> None:
    assert part("start").texts("h2") == ["Get a token", *(step.title for step in STEPS)]
    assert part("start").texts("h3") == ["As a person", "As a program"]
    curls = [text for text in part("start").texts("pre") if text.startswith("curl")]
    assert [any(part in call for call in curls) for part in ("?q=", "?dry_run=true", "Idempotency-Key")] == [True] * 3


@pytest.mark.parametrize("language", ["python", "ts"])
def test_receiver_of_webhooks_is_the_one_of_the_document(language: str) -> None:
    (receiver,) = blocks(language)
    assert any(receiver.strip() in text for text in part("webhooks").texts_by_tag["pre"])


@pytest.mark.parametrize("name", PARTS)
def test_prose_of_the_documentation_is_translated(name: str) -> None:
    english = part(name, DEFAULT_LANGUAGE)
    for language, tag in product(TRANSLATED, ("h1", "h2", "h3", "p", "li")):
        same = set(english.texts(tag)) & set(part(name, language).texts(tag))
        operations = {f"{operation.method} {operation.path}" for operation in OPERATIONS.values()}
        values = {", ".join(row.values) for row in VALUE_SETS.values()}
        assert {text for text in same if " " in text} - operations - values <= {SETTINGS.brand_name}, language


def test_unknown_part_has_no_page() -> None:
    with world() as fresh, site_over(fresh, "en") as site:
        assert site.get("/docs/api/nothing", Accept="text/html").status == 404

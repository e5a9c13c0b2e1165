"""`/docs/api` documents every operation of the table: parameters, responses and problems."""

from collections.abc import Mapping
from functools import cache
from itertools import product, takewhile

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.web.api.openapi import GUARD_PROBLEMS, GUARDED, WITH_BODY
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS
from chalicelib.web.site.api_documentation import (
    ALWAYS_POSSIBLE,
    CALLERS,
    LINK_HOLDER,
    RESOURCES,
    SERVICE,
    resource_of,
)
from infra.catalogues import TRANSLATED
from tests.web.browser_without_script import PageReader, site_over
from tests.world import SETTINGS, world

OPERATIONS = {operation.name: operation for api in APIS for operation in api.operations}
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))


@cache
def api(language: str = "en") -> PageReader:
    with world() as fresh, site_over(fresh, language) as site:
        return site.get("/docs/api").page


def section_of(operation: Operation) -> list[tuple[str, Mapping[str, str]]]:
    """Return the elements between the operation's heading and the next."""
    elements = api().elements
    start = elements.index(("h3", {"id": operation.name})) + 1
    return list(takewhile(lambda element: element[0] not in {"h2", "h3"}, elements[start:]))


def section_texts(operation: Operation, tag: str) -> list[str]:
    """Return the texts of the elements with this tag in the operation's section."""
    elements = api().elements
    start = elements.index(("h3", {"id": operation.name}))
    before = [element for element in elements[:start] if element[0] == tag]
    within = [element for element in section_of(operation) if element[0] == tag]
    return api().texts(tag)[len(before) : len(before) + len(within)]


@EVERY_OPERATION
def test_operation_is_documented_with_its_parameters_and_body_fields(operation: Operation) -> None:
    assert f"{operation.method} {operation.path}" in api().texts("h3")
    assert operation.summary in api().texts("p")
    parameters = [parameter.name for parameter in operation.parameters]
    body = operation.body.__struct_fields__ if operation.body else ()
    key = ("Idempotency-Key",) if operation.name == "submit_request" else ()
    statuses = {text for text in section_texts(operation, "dt") if text.isdigit()}
    assert section_texts(operation, "dt")[: -len(statuses)] == [*parameters, *key, *body]


@EVERY_OPERATION
def test_operation_links_to_each_of_its_problems(operation: Operation) -> None:
    declared = {*GUARD_PROBLEMS[operation.guard], *operation.own_problems, *(WITH_BODY if operation.body else ())}
    links = {attributes["href"] for tag, attributes in section_of(operation) if tag == "a"}
    assert {f"#{problem}" for problem in declared - {*ALWAYS_POSSIBLE, *GUARDED}} == links & {
        f"#{problem}" for problem in Problem
    }


def test_problems_of_every_operation_are_listed_once() -> None:
    links = [link["href"].removeprefix("#") for link in api().elements_of("a") if link["href"].startswith("#")]
    assert {problem.value for problem in (*ALWAYS_POSSIBLE, *GUARDED)} <= set(links)


def test_every_problem_links_to_its_page() -> None:
    targets = {link["id"]: link["href"] for link in api().elements_of("a") if "/problems/" in link["href"]}
    assert targets == {problem.value: f"/api/problems/{problem}" for problem in Problem}


@EVERY_OPERATION
def test_operation_is_documented_with_the_fields_of_its_response(operation: Operation) -> None:
    text = " ".join(section_texts(operation, "dd"))
    for shape in filter(None, (operation.response, operation.on_dry_run)):
        assert f"{shape.__name__} – {', '.join(shape.__struct_fields__)}" in text
        assert {"id": shape.__name__} in api().elements_of("h3")


def test_types_and_limits_are_documented_in_programming_notation() -> None:
    descriptions = api().texts("dd")
    assert "integer, in the query, minimum: 1, maximum: 50, default: 25" in descriptions
    assert "DirectoryEntry[]" in descriptions
    assert "DecisionView | null" in descriptions
    assert "{string: string}" in descriptions
    assert '"accept" | "decline", required' in descriptions
    assert "string | null, may be missing" in descriptions


def test_every_resource_and_every_guard_has_a_label() -> None:
    assert {operation.path for operation in OPERATIONS.values() if resource_of(operation.path) == SERVICE} == {
        "/v1/openapi.json",
        "/healthz",
        "/readyz",
    }
    assert set(RESOURCES) >= {resource_of(operation.path) for operation in OPERATIONS.values()}
    assert set(CALLERS) == set(Guard)


def test_operation_is_documented_with_who_may_call_it() -> None:
    for operation in OPERATIONS.values():
        link = operation.path.startswith("/v1/approvals/")
        assert (LINK_HOLDER if link else CALLERS[operation.guard]) in section_texts(operation, "p")


def test_summaries_and_labels_of_the_documentation_are_translated() -> None:
    english = api(DEFAULT_LANGUAGE)
    for language, tag in product(TRANSLATED, ("h2", "h4", "p")):
        same = set(english.texts(tag)) & set(api(language).texts(tag))
        assert {text for text in same if " " in text} <= {SETTINGS.brand_name}, language

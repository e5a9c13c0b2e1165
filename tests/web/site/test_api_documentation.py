"""`/docs/api` documents every operation of the table: what it takes, what it answers, which problems it has."""

from collections.abc import Mapping
from functools import cache
from itertools import product, takewhile

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.web.api.openapi import GUARD_PROBLEMS, WITH_BODY
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

OPERATIONS = {one.name: one for api in APIS for one in api.operations}
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=list(OPERATIONS))


@cache
def api(language: str = "en") -> PageReader:
    with world() as fresh, site_over(fresh, language) as site:
        return site.get("/docs/api").page


def part_about(operation: Operation) -> list[tuple[str, Mapping[str, str]]]:
    """The elements from an operation's heading to the next."""
    elements = api().elements
    start = elements.index(("h3", {"id": operation.name})) + 1
    return list(takewhile(lambda one: one[0] not in {"h2", "h3"}, elements[start:]))


def part_text(operation: Operation, tag: str) -> list[str]:
    """What the elements of a kind say within the part about an operation."""
    elements = api().elements
    start = elements.index(("h3", {"id": operation.name}))
    before = [one for one in elements[:start] if one[0] == tag]
    within = [one for one in part_about(operation) if one[0] == tag]
    return api().said(tag)[len(before) : len(before) + len(within)]


@EVERY_OPERATION
def test_an_operation_is_documented_with_all_that_it_takes(operation: Operation) -> None:
    assert f"{operation.method} {operation.path}" in api().said("h3")
    assert operation.summary in api().said("p")
    taken = [one.name for one in operation.parameters]
    body = operation.body.__struct_fields__ if operation.body else ()
    key = ("Idempotency-Key",) if operation.name == "submit_request" else ()
    statuses = {text for text in part_text(operation, "dt") if text.isdigit()}
    assert part_text(operation, "dt")[: -len(statuses)] == [*taken, *key, *body]


@EVERY_OPERATION
def test_an_operation_leads_to_each_problem_it_may_answer(operation: Operation) -> None:
    promised = {*GUARD_PROBLEMS[operation.guard], *operation.own_problems, *(WITH_BODY if operation.body else ())}
    links = {attributes["href"] for tag, attributes in part_about(operation) if tag == "a"}
    assert {f"#{one}" for one in promised - {*ALWAYS_POSSIBLE}} == links & {f"#{one}" for one in Problem}


def test_what_is_always_possible_is_named_once() -> None:
    links = [one["href"].removeprefix("#") for one in api().all("a") if one["href"].startswith("#")]
    assert {one.value for one in ALWAYS_POSSIBLE} <= set(links)


def test_every_problem_leads_to_its_page() -> None:
    led = {one["id"]: one["href"] for one in api().all("a") if "/problems/" in one["href"]}
    assert led == {one.value: f"/api/problems/{one}" for one in Problem}


@EVERY_OPERATION
def test_an_operation_names_the_fields_of_what_it_answers(operation: Operation) -> None:
    said = " ".join(part_text(operation, "dd"))
    for shape in filter(None, (operation.response, operation.on_dry_run)):
        assert f"{shape.__name__} – {', '.join(shape.__struct_fields__)}" in said
        assert {"id": shape.__name__} in api().all("h3")


def test_types_and_limits_are_written_as_programmers_write_them() -> None:
    said = api().said("dd")
    assert "integer, in the query, minimum: 1, maximum: 50, default: 25" in said
    assert "DirectoryEntry[]" in said
    assert "DecisionView | null" in said
    assert "{string: string}" in said
    assert '"accept" | "decline", required' in said
    assert "string | null, may be missing" in said


def test_every_resource_and_every_guard_has_a_name() -> None:
    assert {one.path for one in OPERATIONS.values() if resource_of(one.path) == SERVICE} == {
        "/v1/openapi.json",
        "/healthz",
        "/readyz",
    }
    assert set(RESOURCES) >= {resource_of(one.path) for one in OPERATIONS.values()}
    assert set(CALLERS) == set(Guard)


def test_whoever_may_call_is_named_and_a_link_needs_no_sign_in() -> None:
    for operation in OPERATIONS.values():
        link = operation.path.startswith("/v1/approvals/")
        assert (LINK_HOLDER if link else CALLERS[operation.guard]) in part_text(operation, "p")


def test_summaries_and_names_of_the_documentation_are_translated() -> None:
    english = api(DEFAULT_LANGUAGE)
    for language, tag in product(TRANSLATED, ("h2", "h4", "p")):
        same = set(english.said(tag)) & set(api(language).said(tag))
        assert {text for text in same if " " in text} <= {SETTINGS.brand_name}, language

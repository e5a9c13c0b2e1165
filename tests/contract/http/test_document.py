"""The OpenAPI document is valid, names exactly what is served, and describes every answer that was seen.

It stands last in the suite, so that it judges the answers to all tests before it.
"""

import pytest
from openapi_spec_validator import validate

from app import app
from chalicelib.domain.errors import Problem
from chalicelib.web.api.operations import Operation
from tests.contract.cast import PARTNER
from tests.contract.journey.story import Journey
from tests.contract.local_run import Json, Run
from tests.contract.operations import GUARDED, OPERATIONS, name_of
from tests.contract.steps import REQUESTS, form

# What Chalice is told to serve beside the operations: the same without a body, refusals, and pages.
FALLBACKS = {"method_not_allowed", "not_found"}
PROBES = {"/healthz", "/readyz"}


@pytest.fixture(scope="module")
def document(run: Run) -> Json:
    answer = run.call("GET", "/v1/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    body: Json = answer.json()
    return body


def test_the_document_is_openapi_3_1(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_document_and_routes_name_the_same_operations(document: Json) -> None:
    served = {
        (method, path)
        for path, entries in app.routes.items()
        for method, entry in entries.items()
        if path.startswith("/v1/") or path in PROBES
        if method != "HEAD" and entry.view_name not in FALLBACKS
    }
    named = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert named == served


def test_document_and_operations_agree_on_who_needs_a_token(document: Json) -> None:
    for operation in OPERATIONS:
        described = document["paths"][operation.path][operation.method.lower()]
        assert bool(described["security"]) == (operation in GUARDED)


def test_every_operation_has_a_name_and_a_summary_of_its_own(document: Json) -> None:
    described = [one for methods in document["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in described}) == len(described)
    assert all(one["summary"] for one in described)


def test_only_problems_that_exist_are_promised(document: Json) -> None:
    answers = (
        answer
        for methods in document["paths"].values()
        for one in methods.values()
        for status, answer in one["responses"].items()
        if int(status) >= 400
    )
    promised = {slug.strip("` ") for answer in answers for slug in answer["description"].split(",")}
    assert promised <= set(Problem)


def test_the_servers_address_is_where_it_answers(run: Run, document: Json) -> None:
    assert [server["url"] for server in document["servers"]] == [run.stack.urls["app"]]


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_every_answer_seen_is_one_that_the_document_describes(run: Run, journey: Journey, operation: Operation) -> None:
    assert journey.answers
    run.call("POST", f"{REQUESTS}?dry_run=true", PARTNER, json=form("seen.example"))
    assert sorted(one for one in run.complaints if one.operation == operation.name) == []

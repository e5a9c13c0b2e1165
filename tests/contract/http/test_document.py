"""The OpenAPI document is valid, complete, and matches every response of this suite.

Runs last in the suite, to check the responses of all other tests.
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

# Views that are no operations.
FALLBACKS = {"method_not_allowed", "not_found"}
PROBES = {"/healthz", "/readyz"}


@pytest.fixture(scope="module")
def document(run: Run) -> Json:
    response = run.call("GET", "/v1/openapi.json")
    assert response.headers["content-type"] == "application/json"
    body: Json = response.json()
    return body


def test_document_is_valid_openapi_3_1(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_document_and_routes_have_same_operations(document: Json) -> None:
    served = {
        (method, path)
        for path, entries in app.routes.items()
        for method, entry in entries.items()
        if path.startswith("/v1/") or path in PROBES
        if method != "HEAD" and entry.view_name not in FALLBACKS
    }
    named = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert named == served


def test_document_and_operations_agree_on_security(document: Json) -> None:
    for operation in OPERATIONS:
        described = document["paths"][operation.path][operation.method.lower()]
        assert bool(described["security"]) == (operation in GUARDED)


def test_every_operation_has_unique_id_and_summary(document: Json) -> None:
    described = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in described}) == len(described)
    assert all(operation["summary"] for operation in described)


def test_documented_problems_exist(document: Json) -> None:
    responses = (
        response
        for methods in document["paths"].values()
        for operation in methods.values()
        for status, response in operation["responses"].items()
        if status.isdigit() and int(status) >= 400
    )
    promised = {slug.strip("` ") for response in responses for slug in response["description"].split(",")}
    assert promised <= set(Problem)


def test_document_names_address_of_server(run: Run, document: Json) -> None:
    assert [server["url"] for server in document["servers"]] == [run.stack.urls["app"]]


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
def test_every_response_of_suite_matches_document(run: Run, journey: Journey, operation: Operation) -> None:
    assert journey.responses
    run.call("POST", f"{REQUESTS}?dry_run=true", PARTNER, json=form("seen.example"))
    assert sorted(mismatch for mismatch in run.mismatches if mismatch.operation == operation.name) == []

"""The query of an API call is validated as strictly as its body."""

import json
from collections.abc import Iterator, Mapping

import pytest

from chalicelib import VERSION
from chalicelib.domain.errors import Problem
from chalicelib.domain.languages import LANGUAGES
from chalicelib.rendering.urls import Urls
from chalicelib.web.api.openapi import document
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.parameters import LONGEST_SHOWN, Parameter
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS
from tests.web.api.populated_site import IRRELEVANT_QUERY, READER, STRANGER, PopulatedSite, bearer, populated_site
from tests.web.browser_without_script import Response
from tests.world import SETTINGS

PROBLEM = Urls(SETTINGS.public_url).problem_page("invalid-parameter")
OPERATIONS = [operation for api in APIS for operation in api.operations]
STRICT = [operation for operation in OPERATIONS if operation.path.startswith("/v1/")]
GUARDED = [operation for operation in STRICT if operation.guard is not Guard.PUBLIC]
FOR_PEOPLE = [operation for operation in STRICT if operation.guard is not Guard.CLIENT]
PROBES = [operation for operation in OPERATIONS if operation not in STRICT]
# The callers here are people, to whom an operation for clients tells nothing of its parameters.
EVERY_STRICT = pytest.mark.parametrize("operation", FOR_PEOPLE, ids=lambda operation: operation.name)
HOSTILE = ("%0D%0AX-Evil:%201", "%3Cscript%3E", "x" * 5_000, "%E2%80%AEabc", "%7Bparameter%7D")
# A valid value of each parameter.
VALID_VALUES: Mapping[str, str] = {
    "account_id": "an-account",
    "after": "any",
    "as": "decider",
    "bounced": "true",
    "created_since": "2026-11-22T09:00:00Z",
    "created_until": "2026-11-22T09:00:00Z",
    "cursor": "any",
    "domain": "univ.example",
    "dry_run": "true",
    "limit": "7",
    "order_reference": "PO-4711",
    "partner": "reseller.example",
    "q": "campus",
    "side": "reviewer",
    "reference": "SAR-0000-0001",
    "scope": "team",
    "status": "pending",
    "updated_since": "2026-11-22T10:00:00%2B01:00",
}


@pytest.fixture(scope="module")
def populated() -> Iterator[PopulatedSite]:
    """A site where every path leads to something."""
    with populated_site() as new_site:
        yield new_site


def call_function(
    populated: PopulatedSite, operation: Operation, query: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Call the operation with this query, as a permitted caller unless `headers` say otherwise."""
    authorization = bearer(READER) if headers is None else headers
    sent = {"Content-Type": "application/json", "Idempotency-Key": "any", "Accept-Language": "en", **authorization}
    path = operation.path.format(**populated.names)
    return populated.site.send(operation.method, f"{path}?{query}", sent, b"{}" if operation.body else b"")


def refusal(response: Response) -> dict[str, object]:
    """Return the problem, which must be `invalid-parameter`."""
    problem: dict[str, object] = json.loads(response.text)
    assert (response.status, problem["type"]) == (400, PROBLEM), response.text
    return problem


def variants(operation: Operation) -> list[str]:
    """Return names that resemble those of the operation's parameters but are unknown."""
    authorization = [parameter.name for parameter in operation.parameters] or ["dry_run"]
    similar = {
        spelled
        for name in authorization
        for spelled in (
            name.upper(),
            name.capitalize(),
            f"{name}%20",
            f"%20{name}",
            f"{name}[]",
            f"%25{name}",
            f"{name[0]}%25{ord(name[-1]):02x}",
            name.replace("_", "-"),
            f"{name}s",
        )
    }
    return [
        *sorted(similar - {parameter.name for parameter in operation.parameters}),
        "",
        "self",
        "path",
        "%00",
        "%ED%A0%80",
    ]


@EVERY_STRICT
def test_unknown_parameter_is_refused_with_the_accepted_names(populated: PopulatedSite, operation: Operation) -> None:
    accepted = [parameter.name for parameter in operation.parameters]
    for name in variants(operation):
        problem = refusal(call_function(populated, operation, f"{name}=true"))
        assert problem["accepted_parameters"] == accepted
        assert str(problem["detail"]).endswith(f"{', '.join(accepted) or 'none'}."), problem
        assert str(problem["parameter"]) in str(problem["detail"])


@EVERY_STRICT
def test_repeated_parameter_is_refused_even_with_the_same_value(populated: PopulatedSite, operation: Operation) -> None:
    for parameter in operation.parameters:
        valid = f"{parameter.name}={VALID_VALUES[parameter.name]}"
        for query in (f"{valid}&{valid}", f"{valid}&{parameter.name}="):
            problem = refusal(call_function(populated, operation, query))
            assert (problem["parameter"], problem["times"]) == (parameter.name, 2)
            assert problem["accepted_parameters"] == [accepted.name for accepted in operation.parameters]
            assert "2 times" in str(problem["detail"])


def enumerated(operation: Operation) -> list[Parameter]:
    """Return the parameters that have a closed set of values."""
    return [parameter for parameter in operation.parameters if parameter.values is not None]


@pytest.mark.parametrize(
    "operation", [operation for operation in STRICT if enumerated(operation)], ids=lambda operation: operation.name
)
def test_value_outside_the_accepted_values_is_refused(populated: PopulatedSite, operation: Operation) -> None:
    for parameter in enumerated(operation):
        assert parameter.values
        for invalid in (
            "",
            "%20",
            parameter.values[0].upper() + "x",
            f"%20{parameter.values[0]}",
            "null",
            "0",
            "True",
        ):
            problem = refusal(call_function(populated, operation, f"{parameter.name}={invalid}"))
            assert (problem["parameter"], problem["accepted_values"]) == (
                parameter.name,
                list(parameter.accepted_values),
            )
            assert str(problem["detail"]).endswith(f"{', '.join(parameter.accepted_values)}.")


def test_misspelt_dry_run_parameter_submits_nothing(populated: PopulatedSite) -> None:
    body = {
        "account_name": "University of Example",
        "domain_identifier": "misspelt.example",
        "customer_emails": ["it@misspelt.example"],
        "account_type": "customer",
        "customer_language": "en",
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": "dry", **bearer(READER)}
    before = populated.site.world.rows()
    for query in ("dry-run=true", "dryrun=true", "DRY_RUN=true", "dry_run=True", "dry_run=true&dry_run=false"):
        path = f"/v1/account-requests?{query}"
        refusal(populated.site.send("POST", path, headers, json.dumps(body).encode()))
    assert populated.site.world.rows() == before


@pytest.mark.parametrize(
    "operation",
    [operation for operation in STRICT if operation.guard is not Guard.PUBLIC],
    ids=lambda operation: operation.name,
)
def test_unauthenticated_call_is_refused_before_its_query_is_checked(
    populated: PopulatedSite, operation: Operation
) -> None:
    assert call_function(populated, operation, "no=1", {}).status == 401
    assert call_function(populated, operation, "no=1", {"Authorization": "Bearer nobody"}).status == 401


def test_query_is_checked_after_the_role_and_before_the_body(populated: PopulatedSite) -> None:
    reviews = next(operation for operation in STRICT if operation.name == "list_reviews")
    assert call_function(populated, reviews, "no=1", bearer(STRANGER)).status == 403
    submit = next(operation for operation in STRICT if operation.name == "submit_request")
    headers = {"Content-Type": "application/json", **bearer(READER)}
    refusal(populated.site.send("POST", f"{submit.path}?no=1", headers, b"not json"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["%0D%0AX-Evil:%201", "%3Cscript%3E", "x" * 5_000, "%E2%80%AEabc", "%7Bparameter%7D"])
def test_parameter_names_in_problems_are_short_and_printable(
    populated: PopulatedSite, name: str, language: str
) -> None:
    response = populated.site.get(f"/v1/openapi.json?{name}=1", Accept_Language=language)
    problem = refusal(response)
    assert response.headers["content-type"] == "application/problem+json"
    for text in (str(problem["parameter"]), str(problem["detail"])):
        assert text.replace("\u00a0", " ").isprintable()
    assert len(str(problem["parameter"])) <= LONGEST_SHOWN + 1
    assert len(response.text) < 1_000


@pytest.mark.parametrize("operation", PROBES, ids=lambda operation: operation.name)
def test_health_probe_ignores_unknown_parameters(populated: PopulatedSite, operation: Operation) -> None:
    plain, cluttered = (
        call_function(populated, operation, "", {}),
        call_function(populated, operation, IRRELEVANT_QUERY, {}),
    )
    expected = (200, f'{{"status":"ok","version":"{VERSION}"}}')
    assert (plain.status, plain.text) == (cluttered.status, cluttered.text) == expected


def test_document_declares_the_invalid_parameter_problem_of_every_v1_operation() -> None:
    described = document(OPERATIONS, "https://accounts.vendor.example", "title")["paths"]
    slug = f"`{Problem.INVALID_PARAMETER}`"
    for operation in OPERATIONS:
        response = described[operation.path][operation.method.lower()]["responses"].get("400", {"description": ""})
        assert (slug in response["description"]) == (operation in STRICT), operation.name
        assert response["description"].count(slug) <= 1


def test_document_lists_the_values_of_every_parameter() -> None:
    for parameter in (parameter for operation in OPERATIONS for parameter in operation.parameters):
        schema = parameter.schema.get("items", parameter.schema)
        assert parameter.values is None or set(schema.get("enum", parameter.values)) == set(parameter.values)
        assert VALID_VALUES[parameter.name] in (parameter.values or [VALID_VALUES[parameter.name]])

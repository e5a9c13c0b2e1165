"""The query of a call of the API is read as strictly as its body."""

import json
from collections.abc import Iterator, Mapping

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.languages import LANGUAGES
from chalicelib.web.api.openapi import document
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.parameters import LONGEST_SHOWN, Parameter
from chalicelib.web.api.request_context import Guard
from chalicelib.web.routes import APIS
from tests.web.api.furnished import JUNK, READER, STRANGER, Furnished, bearer, furnished
from tests.web.browser_without_script import Answer

OPERATIONS = [one for api in APIS for one in api.operations]
STRICT = [one for one in OPERATIONS if one.path.startswith("/v1/")]
GUARDED = [one for one in STRICT if one.guard is not Guard.PUBLIC]
PROBES = [one for one in OPERATIONS if one not in STRICT]
EVERY_STRICT = pytest.mark.parametrize("operation", STRICT, ids=lambda one: one.name)
HOSTILE = ("%0D%0AX-Evil:%201", "%3Cscript%3E", "x" * 5_000, "%E2%80%AEabc", "%7Bparameter%7D")
# A value that each parameter may have.
GOOD: Mapping[str, str] = {
    "as": "decider",
    "cursor": "any",
    "domain": "univ.example",
    "dry_run": "true",
    "limit": "7",
    "q": "campus",
    "status": "pending",
}


@pytest.fixture(scope="module")
def house() -> Iterator[Furnished]:
    """Something to be found at every path."""
    with furnished() as one:
        yield one


def called(house: Furnished, operation: Operation, query: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The operation with this query, by somebody who may call it unless `headers` say else."""
    own = bearer(READER) if headers is None else headers
    sent = {"Content-Type": "application/json", "Idempotency-Key": "any", "Accept-Language": "en", **own}
    path = operation.path.format(**house.names)
    return house.site.send(operation.method, f"{path}?{query}", sent, b"{}" if operation.body else b"")


def refusal(answer: Answer) -> dict[str, object]:
    """The problem, which is `invalid-parameter`."""
    problem: dict[str, object] = json.loads(answer.text)
    assert (answer.status, problem["type"]) == (400, "/problems/invalid-parameter"), answer.text
    return problem


def variants(operation: Operation) -> list[str]:
    """Names that come near one of the operation's, and are none."""
    own = [one.name for one in operation.parameters] or ["dry_run"]
    near = {
        spelled
        for name in own
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
    return [*sorted(near - {one.name for one in operation.parameters}), "", "self", "path", "%00", "%ED%A0%80"]


@EVERY_STRICT
def test_a_name_that_an_operation_does_not_know_is_refused_with_those_it_knows(
    house: Furnished, operation: Operation
) -> None:
    accepted = [one.name for one in operation.parameters]
    for name in variants(operation):
        problem = refusal(called(house, operation, f"{name}=true"))
        assert problem["accepted_parameters"] == accepted
        assert str(problem["detail"]).endswith(f"{', '.join(accepted) or 'none'}."), problem
        assert str(problem["parameter"]) in str(problem["detail"])


@EVERY_STRICT
def test_a_parameter_stands_once_even_with_the_same_value(house: Furnished, operation: Operation) -> None:
    for parameter in operation.parameters:
        good = f"{parameter.name}={GOOD[parameter.name]}"
        for query in (f"{good}&{good}", f"{good}&{parameter.name}="):
            problem = refusal(called(house, operation, query))
            assert (problem["parameter"], problem["times"]) == (parameter.name, 2)
            assert problem["accepted_parameters"] == [one.name for one in operation.parameters]
            assert "2 times" in str(problem["detail"])


def enumerated(operation: Operation) -> list[Parameter]:
    """Those of its parameters that have a closed set of values."""
    return [one for one in operation.parameters if one.values is not None]


@pytest.mark.parametrize("operation", [one for one in STRICT if enumerated(one)], ids=lambda one: one.name)
def test_a_value_is_one_of_those_accepted(house: Furnished, operation: Operation) -> None:
    for parameter in enumerated(operation):
        assert parameter.values
        for bad in (
            "",
            "%20",
            parameter.values[0].upper() + "x",
            f"%20{parameter.values[0]}",
            "null",
            "0",
            "True",
        ):
            problem = refusal(called(house, operation, f"{parameter.name}={bad}"))
            assert (problem["parameter"], problem["accepted_values"]) == (
                parameter.name,
                list(parameter.accepted_values),
            )
            assert str(problem["detail"]).endswith(f"{', '.join(parameter.accepted_values)}.")


def test_a_misspelt_dry_run_sends_nothing(house: Furnished) -> None:
    body = {
        "account_name": "University of Example",
        "domain_identifier": "misspelt.example",
        "customer_emails": ["it@misspelt.example"],
        "account_type": "customer",
        "customer_language": "en",
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": "dry", **bearer(READER)}
    before = house.site.world.rows()
    for query in ("dry-run=true", "dryrun=true", "DRY_RUN=true", "dry_run=True", "dry_run=true&dry_run=false"):
        path = f"/v1/account-requests?{query}"
        refusal(house.site.send("POST", path, headers, json.dumps(body).encode()))
    assert house.site.world.rows() == before


@pytest.mark.parametrize(
    "operation", [one for one in STRICT if one.guard is not Guard.PUBLIC], ids=lambda one: one.name
)
def test_who_may_not_call_hears_that_first(house: Furnished, operation: Operation) -> None:
    assert called(house, operation, "no=1", {}).status == 401
    assert called(house, operation, "no=1", {"Authorization": "Bearer nobody"}).status == 401


def test_what_is_wrong_with_the_query_comes_after_403_and_before_the_body(house: Furnished) -> None:
    reviews = next(one for one in STRICT if one.name == "list_reviews")
    assert called(house, reviews, "no=1", bearer(STRANGER)).status == 403
    submit = next(one for one in STRICT if one.name == "submit_request")
    headers = {"Content-Type": "application/json", **bearer(READER)}
    refusal(house.site.send("POST", f"{submit.path}?no=1", headers, b"not json"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["%0D%0AX-Evil:%201", "%3Cscript%3E", "x" * 5_000, "%E2%80%AEabc", "%7Bparameter%7D"])
def test_what_is_repeated_to_the_caller_is_short_and_harmless(house: Furnished, name: str, language: str) -> None:
    answer = house.site.get(f"/v1/openapi.json?{name}=1", Accept_Language=language)
    problem = refusal(answer)
    assert answer.headers["content-type"] == "application/problem+json"
    for text in (str(problem["parameter"]), str(problem["detail"])):
        assert text.replace("\u00a0", " ").isprintable()
    assert len(str(problem["parameter"])) <= LONGEST_SHOWN + 1
    assert len(answer.text) < 1_000


@pytest.mark.parametrize("operation", PROBES, ids=lambda one: one.name)
def test_a_health_probe_passes_over_what_a_monitor_appends(house: Furnished, operation: Operation) -> None:
    plain, cluttered = called(house, operation, "", {}), called(house, operation, JUNK, {})
    assert (plain.status, plain.text) == (cluttered.status, cluttered.text) == (200, '{"status":"ok"}')


def test_every_operation_under_v1_promises_that_it_refuses_parameters() -> None:
    described = document(OPERATIONS, "https://accounts.vendor.example", "title")["paths"]
    slug = f"`{Problem.INVALID_PARAMETER}`"
    for one in OPERATIONS:
        promised = described[one.path][one.method.lower()]["responses"].get("400", {"description": ""})
        assert (slug in promised["description"]) == (one in STRICT), one.name
        assert promised["description"].count(slug) <= 1


def test_the_document_says_which_values_a_parameter_has() -> None:
    for one in (parameter for operation in OPERATIONS for parameter in operation.parameters):
        assert one.values is None or set(one.schema.get("enum", one.values)) == set(one.values)
        assert GOOD[one.name] in (one.values or [GOOD[one.name]])

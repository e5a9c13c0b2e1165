"""Every path and every method has an answer of the contract's shape, and none of them is a fault of ours."""

from collections.abc import Iterator

import pytest

from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.middleware import METHODS
from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import keep_conventions, refusal, refused, slug_of
from tests.contract.local_run import Run, untouched
from tests.contract.operations import OPERATIONS, name_of, path_to_nothing, sent_to

PATHS = sorted({operation.path for operation in OPERATIONS})
# CONNECT and TRACE never reach an app behind API Gateway.
UNKNOWN_PATHS = [
    "/v1",
    "/v1/",
    "/v1/nothing",
    "/v1/approvals",
    "/v1/accounts/a/b",
    "/v1/account-requests/a/approve",
    "/v1/approvals/a/b/c/d/e/f/g/h",
    "/v1//accounts",
    "/v1/accounts/%2e%2e/openapi.json",
    "/v1/%00",
    "/v1/%ff",
]
ODD_SEGMENTS = ["%00", "%ff", "%2F..%2F", "%F0%9F%92%A9", "a%0d%0ab", "x" * 3_000, "%ED%A0%80", "'\"<>", "REQUEST"]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, cast: Cast) -> Iterator[None]:
    """By none of these tests, once cast is there."""
    assert cast
    with untouched(run):
        yield


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_an_unknown_path_is_a_problem_at_any_depth(run: Run, path: str) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        refused(run, 404, "not-found", method, path)


def offered(path: str) -> set[str]:
    methods = {operation.method for operation in OPERATIONS if operation.path == path}
    return methods | ({"HEAD"} if "GET" in methods else set())


@pytest.mark.parametrize("path", PATHS)
def test_a_method_that_a_route_lacks_is_a_problem_that_names_those_it_has(run: Run, path: str) -> None:
    operation = next(one for one in OPERATIONS if one.path == path)
    for method in sorted(set(METHODS) - offered(path) - {"HEAD"}):
        answer = refusal(run, 405, "method-not-allowed", method, path_to_nothing(operation))
        assert set(answer.headers["allow"].split(", ")) == offered(path)


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(run: Run, path: str) -> None:
    operation = next(one for one in OPERATIONS if one.path == path)
    answer = run.call("HEAD", path_to_nothing(operation), PARTNER)
    assert answer.content == b""
    if "GET" not in offered(path):
        assert answer.status_code == 405
        return
    shown = run.call("GET", path_to_nothing(operation), PARTNER)
    assert answer.status_code == shown.status_code
    assert answer.headers["content-type"] == shown.headers["content-type"]


@pytest.mark.parametrize("method", ["PROPFIND", "BREW", "get"])
def test_an_unheard_of_method_is_no_fault_of_ours(run: Run, method: str) -> None:
    assert run.client.request(method, "/v1/accounts").status_code in {400, 401, 403, 405, 501}


@pytest.mark.parametrize("odd", ODD_SEGMENTS)
@pytest.mark.parametrize("path", [path for path in PATHS if "{" in path])
def test_an_odd_name_is_the_name_of_nothing(run: Run, path: str, odd: str) -> None:
    operation = next(one for one in OPERATIONS if one.path == path)
    url = path_to_nothing(operation).replace("unknown", odd)
    answer = run.client.request(
        operation.method,
        url,
        json={} if operation.body else None,
        headers={"Authorization": f"Bearer {run.token(PARTNER)}"},
    )
    keep_conventions(answer)
    assert answer.status_code in {202, 403, 404, 422}


@pytest.mark.parametrize("name", ["self", "segments", "q%00", "path", "%ff", "a%0d%0ab", "cursor%0d"])
def test_a_parameter_that_nobody_knows_is_refused_with_those_accepted(run: Run, name: str) -> None:
    problem = refused(run, 400, "invalid-parameter", "GET", f"/v1/accounts?q=house&limit=1&{name}=x", by=PARTNER)
    assert problem["accepted_parameters"] == ["q", "limit", "cursor"]


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.is_strict], ids=name_of)
def test_no_operation_passes_over_a_parameter(run: Run, operation: Operation) -> None:
    path = f"{path_to_nothing(operation)}?dry-run=true"
    by = REVIEWER if operation.guard is Guard.REVIEWER else PARTNER
    problem = refused(run, 400, "invalid-parameter", operation.method, path, by=by, **sent_to(operation))
    assert problem["parameter"] == "dry-run"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_health_probe_passes_over_what_monitors_append(run: Run, path: str) -> None:
    assert run.call("GET", f"{path}?cache=1&cache=2&utm_source=monitor").json() == {"status": "ok"}


@pytest.mark.parametrize("value", ["%00", "%ff", "%ED%A0%80", "x" * 4_000, "%F0%9F%92%A9", "'", "%0d%0a", "%1f", "   "])
def test_whatever_is_searched_for_is_only_text(run: Run, value: str) -> None:
    assert run.call("GET", f"/v1/accounts?q={value}", PARTNER).status_code == 200


@pytest.mark.parametrize("value", ["%00", "%ff", "%ED%A0%80", "x" * 4_000, "%F0%9F%92%A9", "%0d%0a", ""])
def test_whatever_is_checked_as_a_domain_is_only_text(run: Run, value: str) -> None:
    answer = run.call("GET", f"/v1/domains/check?domain={value}", PARTNER)
    assert slug_of(answer).startswith("domain-")

"""Every path, method and parameter gets a documented response, never a 5xx."""

from collections.abc import Iterator

import pytest

from chalicelib import VERSION
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.middleware import METHODS
from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import assert_conventions, refusal, refused, slug_of
from tests.contract.local_run import Run, unchanged_table
from tests.contract.operations import OPERATIONS, name_of, path_to_nothing, sent_to

PATHS = sorted({operation.path for operation in OPERATIONS})
# Two ids of calls take about as many bytes when compressed.
COMPRESSED_IDS = 20
# What a client confirms is refused to people before its parameters are read.
STRICT = [one for one in OPERATIONS if one.is_strict and one.guard is not Guard.CLIENT]
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
    """Assert that the tests of this module write nothing."""
    assert cast
    with unchanged_table(run):
        yield


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_unknown_path_answers_404(run: Run, path: str) -> None:
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        refused(run, 404, "not-found", method, path)


def allowed_methods(path: str) -> set[str]:
    methods = {operation.method for operation in OPERATIONS if operation.path == path}
    return methods | ({"HEAD"} if "GET" in methods else set())


@pytest.mark.parametrize("path", PATHS)
def test_unsupported_method_answers_405_with_allowed_methods(run: Run, path: str) -> None:
    operation = next(operation for operation in OPERATIONS if operation.path == path)
    for method in sorted(set(METHODS) - allowed_methods(path) - {"HEAD"}):
        response = refusal(run, 405, "method-not-allowed", method, path_to_nothing(operation))
        assert set(response.headers["allow"].split(", ")) == allowed_methods(path)


@pytest.mark.parametrize("path", PATHS)
def test_head_equals_get_without_body(run: Run, path: str) -> None:
    operation = next(operation for operation in OPERATIONS if operation.path == path)
    response = run.call("HEAD", path_to_nothing(operation), PARTNER)
    assert response.content == b""
    if "GET" not in allowed_methods(path):
        assert response.status_code == 405
        return
    shown = run.call("GET", path_to_nothing(operation), PARTNER)
    assert response.status_code == shown.status_code
    assert response.headers["content-type"] == shown.headers["content-type"]
    assert abs(int(response.headers["content-length"]) - int(shown.headers["content-length"])) < COMPRESSED_IDS


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "x", ""])
@pytest.mark.parametrize("path", ["/v1/accounts?q=acme", "/v1/openapi.json", "/v1/approvals/unknown", "/healthz"])
def test_call_without_body_is_answered_whatever_its_content_type(run: Run, path: str, content_type: str) -> None:
    asked = run.call("GET", path, PARTNER, headers={"Content-Type": content_type})
    assert asked.status_code == run.call("GET", path, PARTNER).status_code != 415


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "BREW"])
@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/account-requests", "/v1/approvals/unknown/approve"])
def test_method_that_nobody_knows_is_told_the_allowed_ones(run: Run, path: str, method: str) -> None:
    response = run.client.request(method, path)
    pattern = path.replace("unknown", "{token}")
    assert (response.status_code, slug_of(response)) == (405, "method-not-allowed")
    assert set(response.headers["allow"].split(", ")) == allowed_methods(pattern)


def test_long_answer_is_compressed_for_who_accepts_it(run: Run) -> None:
    plain = run.client.get("/v1/openapi.json", headers={"Accept-Encoding": "identity"})
    packed = run.client.get("/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) * 5 < int(plain.headers["content-length"])


@pytest.mark.parametrize("method", ["PROPFIND", "BREW", "get"])
def test_unknown_method_is_client_error(run: Run, method: str) -> None:
    assert run.client.request(method, "/v1/accounts").status_code in {400, 401, 403, 405, 501}


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD_SEGMENTS)
@pytest.mark.parametrize("path", [path for path in PATHS if "{" in path])
def test_odd_path_segment_is_handled(run: Run, path: str, odd: str) -> None:
    operation = next(operation for operation in OPERATIONS if operation.path == path)
    url = path_to_nothing(operation).replace("unknown", odd)
    response = run.client.request(
        operation.method,
        url,
        json={} if operation.body else None,
        headers={"Authorization": f"Bearer {run.token(PARTNER)}"},
    )
    assert_conventions(response)
    assert response.status_code in {202, 403, 404, 422}


@pytest.mark.parametrize("name", ["self", "segments", "q%00", "path", "%ff", "a%0d%0ab", "cursor%0d"])
def test_unknown_parameter_answers_400_with_accepted_ones(run: Run, name: str) -> None:
    problem = refused(run, 400, "invalid-parameter", "GET", f"/v1/accounts?q=house&limit=1&{name}=x", by=PARTNER)
    assert problem["accepted_parameters"] == ["q", "status", "limit", "cursor"]


@pytest.mark.parametrize("operation", STRICT, ids=name_of)
def test_every_strict_operation_rejects_unknown_parameter(run: Run, operation: Operation) -> None:
    path = f"{path_to_nothing(operation)}?dry-run=true"
    by = REVIEWER if operation.guard is Guard.REVIEWER else PARTNER
    problem = refused(run, 400, "invalid-parameter", operation.method, path, by=by, **sent_to(operation))
    assert problem["parameter"] == "dry-run"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_probes_ignore_parameters(run: Run, path: str) -> None:
    assert run.call("GET", f"{path}?cache=1&cache=2&utm_source=monitor").json() == {"status": "ok", "version": VERSION}


@pytest.mark.parametrize("value", ["%00", "%ff", "%ED%A0%80", "x" * 4_000, "%F0%9F%92%A9", "'", "%0d%0a", "%1f", "   "])
def test_any_search_text_is_accepted(run: Run, value: str) -> None:
    assert run.call("GET", f"/v1/accounts?q={value}", PARTNER).status_code == 200


@pytest.mark.parametrize("value", ["%00", "%ff", "%ED%A0%80", "x" * 4_000, "%F0%9F%92%A9", "%0d%0a", ""])
def test_any_domain_text_is_checked(run: Run, value: str) -> None:
    response = run.call("GET", f"/v1/domains/check?domain={value}", PARTNER)
    assert slug_of(response).startswith("domain-")

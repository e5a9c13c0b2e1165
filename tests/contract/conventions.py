"""The conventions of the API contract that apply to every response."""

import re
from typing import TYPE_CHECKING, Any

import httpx

from chalicelib.domain.errors import FieldCode, Problem

if TYPE_CHECKING:
    from tests.contract.local_run import Run

Json = dict[str, Any]
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}
ERROR_MEMBERS = {"pointer", "code", "detail"}
MEASURES = {"allowed_values", "limit"}
ERROR_CODES = {*FieldCode, *Problem}
TYPE = re.compile(r"http://127\.0\.0\.1:\d+[^?#]*/problems/([a-z-]+)")


def assert_conventions(response: httpx.Response) -> None:
    """Assert that the response is no 5xx, has a request id and, if it is an error, a problem document."""
    assert response.headers["x-request-id"]
    assert response.status_code < 500, response.text
    if response.is_error and response.request.method != "HEAD":
        problem_of(response)


def problem_of(response: httpx.Response) -> Json:
    """Assert that the response is a complete problem document and return it."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem: Json = response.json()
    assert problem.keys() >= MEMBERS
    assert _slug(problem) in set(Problem)
    assert problem["status"] == response.status_code
    assert response.headers["x-request-id"] in problem["instance"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]
    for error in problem["errors"]:
        assert ERROR_MEMBERS <= error.keys() <= ERROR_MEMBERS | MEASURES
        assert error["pointer"].startswith("/")
        assert error["code"] in ERROR_CODES
        assert error["detail"]
    return problem


def slug_of(response: httpx.Response) -> str:
    """Return the slug of the problem."""
    return _slug(problem_of(response))


def _slug(problem: Json) -> str:
    kind = TYPE.fullmatch(problem["type"])
    assert kind, problem["type"]
    return kind[1]


def refused(run: "Run", status: int, slug: str, method: str, path: str, **sent: Any) -> Json:
    """Assert that the call fails with this problem and return the problem document."""
    return problem_of(refusal(run, status, slug, method, path, **sent))


def refusal(run: "Run", status: int, slug: str, method: str, path: str, **sent: Any) -> httpx.Response:
    """Assert that the call fails with this problem and return the response; check each problem in French once."""
    response = run.call(method, path, **sent)
    assert (response.status_code, slug_of(response)) == (status, slug), response.text
    if slug not in run.translated:
        headers = {**sent.pop("headers", {}), "Accept-Language": "fr"}
        _assert_translated(response, run.call(method, path, headers=headers, **sent))
        run.translated.add(slug)
    return response


def _assert_translated(english: httpx.Response, french: httpx.Response) -> None:
    """Assert that both are the same problem with different texts."""
    assert [response.headers["content-language"] for response in (english, french)] == ["en", "fr"]
    first, second = problem_of(english), problem_of(french)
    assert (first["type"], first["status"]) == (second["type"], second["status"])
    assert first["title"] != second["title"]
    assert first["detail"] != second["detail"]


def faults(problem: Json) -> set[tuple[str, str]]:
    """Return the pointers and codes of a problem's errors."""
    return {(error["pointer"], error["code"]) for error in problem["errors"]}

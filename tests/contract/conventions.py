"""What docs/api-contract.md "Conventions" asks of every answer, whatever it is about."""

from typing import TYPE_CHECKING, Any

import httpx

from chalicelib.domain.errors import FieldCode, Problem

if TYPE_CHECKING:
    from tests.contract.local_run import Run

Json = dict[str, Any]
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}
ERROR_MEMBERS = {"pointer", "code", "detail"}
ERROR_CODES = {*FieldCode, *Problem}
TYPE_PREFIX = "/problems/"


def keep_conventions(answer: httpx.Response) -> None:
    """Never a 5xx, a request id on every answer, and every error a problem."""
    assert answer.headers["x-request-id"]
    assert answer.status_code < 500, answer.text
    if answer.is_error and answer.request.method != "HEAD":
        problem_of(answer)


def problem_of(answer: httpx.Response) -> Json:
    """The problem of an answer that is a complete one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem: Json = answer.json()
    assert problem.keys() >= MEMBERS
    assert problem["type"].removeprefix(TYPE_PREFIX) in set(Problem)
    assert problem["status"] == answer.status_code
    assert answer.headers["x-request-id"] in problem["instance"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["title"]
    assert problem["detail"]
    for error in problem["errors"]:
        assert error.keys() == ERROR_MEMBERS
        assert error["pointer"].startswith("/")
        assert error["code"] in ERROR_CODES
        assert error["detail"]
    return problem


def slug_of(answer: httpx.Response) -> str:
    """Which problem an error is."""
    return str(problem_of(answer)["type"]).removeprefix(TYPE_PREFIX)


def refused(run: "Run", status: int, slug: str, method: str, path: str, **sent: Any) -> Json:
    """Claims that the call is refused so, and gives the problem."""
    return problem_of(refusal(run, status, slug, method, path, **sent))


def refusal(run: "Run", status: int, slug: str, method: str, path: str, **sent: Any) -> httpx.Response:
    """Claims that the call is refused so, and gives the answer; the first of a kind is asked in French, too."""
    answer = run.call(method, path, **sent)
    assert (answer.status_code, slug_of(answer)) == (status, slug), answer.text
    if slug not in run.translated:
        headers = {**sent.pop("headers", {}), "Accept-Language": "fr"}
        _differ(answer, run.call(method, path, headers=headers, **sent))
        run.translated.add(slug)
    return answer


def _differ(english: httpx.Response, french: httpx.Response) -> None:
    """Claims that the same is said in other words."""
    assert [answer.headers["content-language"] for answer in (english, french)] == ["en", "fr"]
    one, other = problem_of(english), problem_of(french)
    assert (one["type"], one["status"]) == (other["type"], other["status"])
    assert one["title"] != other["title"]
    assert one["detail"] != other["detail"]


def faults(problem: Json) -> set[tuple[str, str]]:
    """Where a problem sees a fault, and which."""
    return {(error["pointer"], error["code"]) for error in problem["errors"]}

"""From a refusal to an RFC 9457 problem: the one shape of every error."""

import math
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import msgspec
from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import ProblemText, field_text, problem_text
from chalicelib.web.schemas.common import ProblemError, ProblemView

BUSY_RETRY_SECONDS = 2


def problem_response(
    refused: Refused,
    language: str,
    request_id: str,
    extra: Mapping[str, object] | None = None,
    status: HTTPStatus | None = None,
) -> Response:
    """The answer to a refusal, in the caller's language; `extra` are members that only this problem has.

    `status` is for the few operations where a problem has another one than it has elsewhere.
    """
    problem = refused.problem
    status = status or PROBLEMS[problem].status
    words = text_of(refused, language)
    errors = [
        ProblemError(pointer=one.pointer, code=one.code, detail=field_text(one.code, one.facts, language))
        for one in refused.errors
    ]
    view = ProblemView(
        type=f"/problems/{problem}",
        title=words.title,
        status=status,
        detail=words.detail,
        instance=f"urn:request:{request_id}",
        request_id=request_id,
        errors=errors,
    )
    # The members of every problem come last: no fact replaces one of them.
    members = {**refused.facts, **(extra or {}), **msgspec.to_builtins(view)}
    return Response(
        msgspec.json.encode(members).decode(),
        {"Content-Type": "application/problem+json", **headers_of(refused), "Content-Language": language},
        status,
    )


def text_of(refused: Refused, language: str) -> ProblemText:
    """The refusal's title and detail, how long to wait included."""
    wait = {"retry_after": _seconds(refused.retry_after)} if refused.retry_after else {}
    return problem_text(refused.problem, {**refused.facts, **wait}, language)


def headers_of(refused: Refused) -> dict[str, str]:
    """What the refusal says in headers, as JSON and as a page alike."""
    headers = {}
    if refused.problem is Problem.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    if refused.problem is Problem.BUSY:
        headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    if refused.retry_after is not None:
        headers["Retry-After"] = str(_seconds(refused.retry_after))
    return headers


def _seconds(wait: timedelta) -> int:
    """Whole seconds, rounded up: who comes back then is not told to wait again."""
    return max(1, math.ceil(wait.total_seconds()))

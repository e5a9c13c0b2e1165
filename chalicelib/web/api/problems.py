"""Render a refusal as an RFC 9457 problem response."""

import math
from collections.abc import Mapping
from datetime import timedelta

import msgspec
from chalice.app import Response

from chalicelib.domain.errors import FieldError, Problem, Refused
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.rendering.problems.texts import ProblemText, field_text, problem_text
from chalicelib.rendering.urls import Urls
from chalicelib.web.schemas.common import ProblemError, ProblemView

BUSY_RETRY_SECONDS = 2
WITHOUT_SITE = Urls("")


def problem_response(
    refused: Refused,
    language: str,
    request_id: str,
    extra: Mapping[str, object] | None = None,
    urls: Urls = WITHOUT_SITE,
) -> Response:
    """Return the problem response. `extra` are additional members; the type is the page of the problem at `urls`."""
    problem = refused.problem
    status = PROBLEMS[problem].status
    words = text_of(refused, language)
    errors = [_error(error, language) for error in refused.errors]
    view = ProblemView(
        type=urls.problem_page(problem),
        title=words.title,
        status=status,
        detail=words.detail,
        instance=f"urn:request:{request_id}",
        request_id=request_id,
        errors=errors,
    )
    # Standard members come last, so that no fact can replace them.
    members = {**refused.facts, **(extra or {}), **msgspec.to_builtins(view)}
    return Response(
        msgspec.json.encode(members).decode(),
        {"Content-Type": "application/problem+json", **headers_of(refused), "Content-Language": language},
        status,
    )


def _error(error: FieldError, language: str) -> ProblemError:
    """Return one field's fault, with the values or the limit that it is measured by."""
    view = ProblemError(pointer=error.pointer, code=error.code, detail=field_text(error.code, error.facts, language))
    choices = error.facts.get("choices")
    if choices is not None:
        view.allowed_values = [choices] if isinstance(choices, bool) else list(str(choices).split(", "))
    if "limit" in error.facts:
        view.limit = int(str(error.facts["limit"]))
    return view


def text_of(refused: Refused, language: str) -> ProblemText:
    """Return title and detail of the refusal, including how long to wait."""
    wait = {"retry_after": _seconds(refused.retry_after)} if refused.retry_after else {}
    return problem_text(refused.problem, {**refused.facts, **wait}, language)


def headers_of(refused: Refused) -> dict[str, str]:
    """Return the HTTP headers of the refusal, for JSON and pages alike."""
    headers = {}
    if refused.problem is Problem.UNAUTHENTICATED:
        error = refused.facts.get("error")
        headers["WWW-Authenticate"] = f'Bearer error="{error}"' if error else "Bearer"
    if refused.problem in (Problem.BUSY, Problem.TOO_MANY_CALLS):
        headers["Retry-After"] = str(BUSY_RETRY_SECONDS)
    if refused.retry_after is not None:
        headers["Retry-After"] = str(_seconds(refused.retry_after))
    return headers


def _seconds(wait: timedelta) -> int:
    """Round up to whole seconds, so that a client that waits this long succeeds."""
    return max(1, math.ceil(wait.total_seconds()))

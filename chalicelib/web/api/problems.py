"""From a refusal to an RFC 9457 answer: the one table of statuses, and the one shape of every error."""

import math
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

import msgspec
from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.problems.texts import ProblemText, field_text, problem_text
from chalicelib.web.schemas.common import ProblemError, ProblemView

STATUSES: Mapping[Problem, HTTPStatus] = {
    Problem.ACCESS_ALREADY_GRANTED: HTTPStatus.CONFLICT,
    Problem.ACCESS_REQUEST_UNKNOWN: HTTPStatus.NOT_FOUND,
    Problem.ACCESS_REQUIRED: HTTPStatus.FORBIDDEN,
    Problem.ACCOUNT_EXISTS: HTTPStatus.CONFLICT,
    Problem.ACCOUNT_UNKNOWN: HTTPStatus.NOT_FOUND,
    Problem.ACTION_NOT_ALLOWED: HTTPStatus.CONFLICT,
    Problem.ADMINISTRATOR_REQUIRED: HTTPStatus.FORBIDDEN,
    Problem.ALREADY_DECIDED: HTTPStatus.CONFLICT,
    Problem.AUTHORITY_NOT_CONFIRMED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.BEYOND_OWN_RIGHT: HTTPStatus.FORBIDDEN,
    Problem.BODY_TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Problem.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Problem.CONFIRM_OUTSIDE_DOMAIN: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.CROSS_SITE: HTTPStatus.FORBIDDEN,
    Problem.DOMAIN_FREE_MAIL: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_IS_IP_ADDRESS: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_IS_PUBLIC_SUFFIX: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_MALFORMED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_MIXED_SCRIPT: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_RESERVED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_SINGLE_LABEL: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.DOMAIN_TOO_DEEP: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.EMAIL_NOT_VERIFIED: HTTPStatus.FORBIDDEN,
    Problem.FORWARD_LIMIT: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.FORWARD_LOOP: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.FORWARD_TO_REQUESTER: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.FORWARD_TO_SELF: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.HOLDING_ACCOUNT_NOT_ALLOWED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.IDEMPOTENCY_KEY_INVALID: HTTPStatus.BAD_REQUEST,
    Problem.IDEMPOTENCY_KEY_MISSING: HTTPStatus.BAD_REQUEST,
    Problem.IDEMPOTENCY_KEY_REUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.INTERNAL_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR,
    Problem.INVALID_CURSOR: HTTPStatus.BAD_REQUEST,
    Problem.INVALID_PARAMETER: HTTPStatus.BAD_REQUEST,
    Problem.LAST_ADMINISTRATOR: HTTPStatus.CONFLICT,
    Problem.LINK_EXPIRED: HTTPStatus.GONE,
    Problem.LINK_FORWARDED: HTTPStatus.GONE,
    Problem.LINK_SUPERSEDED: HTTPStatus.GONE,
    Problem.LINK_UNKNOWN: HTTPStatus.NOT_FOUND,
    Problem.MAIL_LIMIT: HTTPStatus.TOO_MANY_REQUESTS,
    Problem.MALFORMED_BODY: HTTPStatus.BAD_REQUEST,
    Problem.METHOD_NOT_ALLOWED: HTTPStatus.METHOD_NOT_ALLOWED,
    Problem.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Problem.NOT_THE_DECIDER: HTTPStatus.FORBIDDEN,
    Problem.OWN_REQUEST: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.REASON_REQUIRED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.REASSIGN_OUTSIDE_DOMAIN: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.RECORD_UNREADABLE: HTTPStatus.INTERNAL_SERVER_ERROR,
    Problem.REQUEST_ALREADY_PENDING: HTTPStatus.CONFLICT,
    Problem.REQUEST_EXPIRED: HTTPStatus.GONE,
    Problem.REQUEST_UNKNOWN: HTTPStatus.NOT_FOUND,
    Problem.REQUEST_WITHDRAWN: HTTPStatus.GONE,
    Problem.REQUESTER_CANNOT_APPROVE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.RESEND_TOO_SOON: HTTPStatus.TOO_MANY_REQUESTS,
    Problem.REVIEWER_REQUIRED: HTTPStatus.FORBIDDEN,
    Problem.ROLE_REQUIRED: HTTPStatus.FORBIDDEN,
    Problem.ROLE_UNKNOWN: HTTPStatus.NOT_FOUND,
    Problem.TOO_MANY_OPEN_REQUESTS: HTTPStatus.TOO_MANY_REQUESTS,
    Problem.UNAUTHENTICATED: HTTPStatus.UNAUTHORIZED,
    Problem.UNSUPPORTED_MEDIA_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Problem.VALIDATION_FAILED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Problem.VIRTUAL_ACCOUNT_UNKNOWN: HTTPStatus.NOT_FOUND,
}
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
    status = status or STATUSES[problem]
    words = words_of(refused, language)
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


def words_of(refused: Refused, language: str) -> ProblemText:
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

"""The headers of requests in the OpenAPI document: those of conditional and of repeatable calls."""

from http import HTTPStatus
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.parsing import LONGEST_KEY

Schema = dict[str, Any]
# A tag has less than a hundred characters, and `If-None-Match` may have some.
LONGEST_TAGS = 1000


def sent_headers(operation: Operation) -> list[Schema]:
    """Return the headers that a call of the operation may have."""
    if operation.is_conditional:
        return [_sent("If-None-Match", msgid("The ETag of what the caller has: if it is the same, 304."))]
    if not operation.writes:
        return []
    is_required = Problem.IDEMPOTENCY_KEY_MISSING in operation.problems
    key = _sent(
        "Idempotency-Key",
        msgid("Required, but not on a dry run; kept 24 hours.")
        if is_required
        else msgid("A repeated call with the same key gets the same answer; kept 24 hours."),
        LONGEST_KEY,
    )
    if operation.status is HTTPStatus.CREATED:
        return [key]
    return [key, _sent("If-Match", msgid("The ETag of what the caller has seen: if it has changed since, 412."))]


def _sent(name: str, description: str, longest: int = LONGEST_TAGS) -> Schema:
    schema = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "^[ -~]+$"}
    return {"name": name, "in": "header", "description": description, "schema": schema}

"""The headers of requests in the OpenAPI document: those of conditional and of repeatable calls."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.parsing import LONGEST_KEY

Header = Mapping[str, Any]
# A tag has less than a hundred characters, and `If-None-Match` may have some.
LONGEST_TAGS = 1000


def _header(name: str, description: str, longest: int) -> Header:
    schema = {"type": "string", "minLength": 1, "maxLength": longest, "pattern": "^[ -~]+$"}
    return {"name": name, "in": "header", "description": description, "schema": schema}


REQUIRED_KEY = _header("Idempotency-Key", msgid("Required, but not on a dry run; kept 24 hours."), LONGEST_KEY)
IDEMPOTENCY_KEY = _header(
    "Idempotency-Key", msgid("A repeated call with the same key gets the same answer; kept 24 hours."), LONGEST_KEY
)
IF_MATCH = _header(
    "If-Match", msgid("The ETag of what the caller has seen: if it has changed since, 412."), LONGEST_TAGS
)
IF_NONE_MATCH = _header(
    "If-None-Match", msgid("The ETag of what the caller has: if it is the same, 304."), LONGEST_TAGS
)
# Those that many operations take, which the pages of the API say once.
SHARED_HEADERS = (IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH)


def sent_headers(operation: Operation) -> Sequence[Header]:
    """Return the headers that a call of the operation may have."""
    if operation.is_conditional:
        return (IF_NONE_MATCH,)
    if not operation.writes:
        return ()
    key = REQUIRED_KEY if Problem.IDEMPOTENCY_KEY_MISSING in operation.problems else IDEMPOTENCY_KEY
    return (key,) if operation.status is HTTPStatus.CREATED else (key, IF_MATCH)

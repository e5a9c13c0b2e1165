"""The headers of requests and responses: which of them have them, and what they say."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.parsing import LONGEST_KEY

REFERENCE = "#/components/headers/{name}"
# One tag has fewer than a hundred characters; a list of some is sent at most.
LONGEST_TAGS = 1000
Schema = dict[str, Any]


def _header(description: str, *, always: bool = False, **schema: object) -> Schema:
    return {"description": description, "required": always, "schema": {"type": "string", **schema}}


# API Gateway renames the WWW-Authenticate of a REST API's function.
CHALLENGE = "x-amzn-Remapped-WWW-Authenticate"
HEADERS: Mapping[str, Schema] = {
    "X-Request-Id": _header(
        "The number of this answer, for support.", always=True, maxLength=256, pattern="^[A-Za-z0-9_.-]+$"
    ),
    "Location": _header("The address of what was made.", format="uri-reference", maxLength=4096),
    "Link": _header(
        "The addresses of the pages around this one, with `rel`.", maxLength=20_000, pattern="^<[^>]*>; rel="
    ),
    "ETag": _header("The tag of what is answered; an opaque text.", maxLength=1000, pattern='^"[!#-~]+"$'),
    "Idempotency-Replayed": _header("The answer is that of an earlier call with the same key.", const="true"),
    "Content-Language": _header("The language of the texts.", maxLength=10, pattern="^[a-z-]+$"),
    "Retry-After": {
        "description": "After how many seconds another try can succeed.",
        "required": False,
        "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 2**31 - 1},
    },
    CHALLENGE: _header(
        "`WWW-Authenticate` under the name that the gateway gives it; with an error where a token was sent.",
        maxLength=100,
        pattern='^Bearer( error="invalid_token")?$',
    ),
}


def header_references(*names: str) -> dict[str, Schema]:
    """Return references to these headers and to the one that every response has."""
    return {name: {"$ref": REFERENCE.format(name=name)} for name in ("X-Request-Id", *names)}


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

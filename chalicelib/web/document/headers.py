"""The headers of responses: which responses have them, and what they say."""

from collections.abc import Mapping
from typing import Any

REFERENCE = "#/components/headers/{name}"
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

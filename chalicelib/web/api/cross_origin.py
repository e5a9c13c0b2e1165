"""Calls of the API by scripts of other origins (CORS, the Fetch standard): only for the origins of the settings.

A bearer token is sent by the script itself, so no answer permits credentials, by which browsers mean cookies.
"""

from collections.abc import Collection, Mapping
from typing import Any

ORIGIN, PREFLIGHT = "origin", "access-control-request-method"
METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")
# What a script may send besides the headers that need no permission.
SENT = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match")
# What a script may read besides the headers that need no permission. The gateway renames `WWW-Authenticate`.
EXPOSED = (
    "Location",
    "Link",
    "Retry-After",
    "ETag",
    "X-Request-Id",
    "Idempotency-Replayed",
    "Allow",
    "x-amzn-Remapped-WWW-Authenticate",
)
# The longest time for which Chromium keeps the answer to a preflight. A withdrawn origin is refused at once
# nevertheless, because the answer to the call itself does not name it.
MAX_AGE_SECONDS = 7200


def is_preflight(request: Any, origins: Collection[str]) -> bool:
    """Whether a browser asks if a script of one of these origins may make a call."""
    headers = request.headers
    return request.method == "OPTIONS" and PREFLIGHT in headers and headers.get(ORIGIN) in origins


def preflight_headers() -> Mapping[str, str]:
    """Return what the answer to a preflight permits, whatever the path: the call itself is judged when it comes."""
    return {
        "Access-Control-Allow-Methods": ", ".join(METHODS),
        "Access-Control-Allow-Headers": ", ".join(SENT),
        "Access-Control-Max-Age": str(MAX_AGE_SECONDS),
    }


def origin_headers(origin: str | None, origins: Collection[str]) -> Mapping[str, str]:
    """Return the headers of every answer of the API; with no origins in the settings, there are none."""
    if not origins:
        return {}
    varies = {"Vary": "Origin"}
    if origin not in origins:
        return varies
    return varies | {"Access-Control-Allow-Origin": str(origin), "Access-Control-Expose-Headers": ", ".join(EXPOSED)}

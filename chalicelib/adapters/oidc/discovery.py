"""Asks an OIDC issuer for its documents: over a line no stranger can write on, briefly, and within a size.

Refuses to know what a token is.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from typing import TypeVar
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

import msgspec

LONGEST_ANSWER = 256 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
T = TypeVar("T")
M = TypeVar("M", bound="Metadata")


class IssuerUnavailable(Exception):
    """The issuer did not answer, or not with a document that can be trusted."""


@dataclass(frozen=True)
class Reply:
    """What the issuer answered to a form."""

    status: int
    body: bytes


class Metadata(msgspec.Struct):
    """What verifying a token needs of OpenID Connect Discovery 1.0, section 3."""

    issuer: str
    jwks_uri: str


class Endpoints(Metadata):
    """What signing in needs of it."""

    authorization_endpoint: str
    token_endpoint: str


def discover(issuer: str, kind: type[M], fetch: Callable[[str], bytes]) -> M:
    """The issuer's own description of itself; raises `IssuerUnavailable`, also when it is another's."""
    metadata = read_document(f"{issuer.rstrip('/')}/.well-known/openid-configuration", kind, fetch)
    if metadata.issuer != issuer:
        raise IssuerUnavailable("discovery names another issuer")
    return metadata


def read_document(url: str, kind: type[T], fetch: Callable[[str], bytes]) -> T:
    """A JSON document of this shape; raises `IssuerUnavailable`."""
    if not is_secure(url):
        raise IssuerUnavailable("neither https nor loopback")
    try:
        return msgspec.json.decode(fetch(url), type=kind)
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise IssuerUnavailable(f"no usable answer: {type(error).__name__}") from error


def fetch_json_bytes(url: str, *, seconds: float = 3.0) -> bytes:
    """The body of a 200 answer of at most 256 KB; raises `OSError` or `HTTPException` for anything else.

    Redirects are not followed, and proxies not used: a signing key comes from the host that was named.
    """
    answer = _ask("GET", url, b"", {"Accept": "application/json"}, seconds)
    if answer.status != HTTPStatus.OK:
        raise OSError(f"the issuer answered {answer.status}")
    return answer.body


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str], *, seconds: float = 5.0) -> Reply:
    """What the issuer says to a form, under the same rules; raises `OSError` or `HTTPException`."""
    kinds = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    return _ask("POST", url, urlencode(form).encode(), {**kinds, **headers}, seconds)


def is_secure(url: str) -> bool:
    """Whether the line to this address is one that no stranger can write on."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _ask(method: str, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
    deadline = monotonic() + seconds
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(connect(parts.hostname or "", parts.port, timeout=seconds)) as connection:
        connection.request(method, _target(parts), body or None, dict(headers))
        answer = connection.getresponse()
        return Reply(answer.status, _body(answer, deadline))


def _body(answer: HTTPResponse, deadline: float) -> bytes:
    body = b""
    while part := answer.read1(LONGEST_ANSWER):
        body += part
        # The socket's timeout starts again with every byte, so a trickle needs a deadline of its own.
        if len(body) > LONGEST_ANSWER or monotonic() > deadline:
            raise OSError("the issuer's answer is too long or too slow")
    return body


def _target(parts: SplitResult) -> str:
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))

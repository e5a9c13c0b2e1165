"""HTTP requests to an OIDC issuer: only over HTTPS or loopback, with limits on time and size."""

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import field
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlencode, urlsplit, urlunsplit

import msgspec

from chalicelib.domain.value_classes import value_class

LONGEST_ANSWER = 256 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
T = TypeVar("T")
M = TypeVar("M", bound="Metadata")


class IssuerUnavailable(Exception):
    """Raised if the issuer gives no answer, or no valid one."""


@value_class
class Reply:
    """The issuer's HTTP response."""

    status: int
    body: bytes
    location: str = field(default="", compare=False)


class Metadata(msgspec.Struct):
    """Metadata for verifying tokens (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    jwks_uri: str


class Endpoints(Metadata):
    """Metadata for the sign-in."""

    authorization_endpoint: str
    token_endpoint: str
    # OpenID Connect RP-Initiated Logout 1.0, section 2.1. Several providers have none, or write null.
    end_session_endpoint: str | None = None
    userinfo_endpoint: str | None = None


def discover(issuer: str, kind: type[M], fetch: Callable[[str], bytes]) -> M:
    """Fetch the issuer's metadata. Raises `IssuerUnavailable`, also if they name another issuer."""
    metadata = read_document(f"{issuer.rstrip('/')}/.well-known/openid-configuration", kind, fetch)
    if metadata.issuer != issuer:
        raise IssuerUnavailable("discovery names another issuer")
    return metadata


def read_document(url: str, kind: type[T], fetch: Callable[[str], bytes]) -> T:
    """Fetch and decode a JSON document. Raises `IssuerUnavailable`."""
    if not is_secure(url):
        raise IssuerUnavailable("neither https nor loopback")
    try:
        return msgspec.json.decode(fetch(url), type=kind)
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise IssuerUnavailable(f"no usable answer: {type(error).__name__}") from error


def fetch_json_bytes(url: str, *, seconds: float = 3.0) -> bytes:
    """Return the body of a 200 response of at most 256 KB. Raises `OSError` or `HTTPException` for anything else.

    Redirects are not followed and proxies not used: signing keys must come from the host in the URL.
    """
    reply = get_json(url, {}, seconds=seconds)
    if reply.status != HTTPStatus.OK:
        raise OSError(f"the issuer answered {reply.status}")
    return reply.body


def get_json(url: str, headers: Mapping[str, str], *, seconds: float = 3.0) -> Reply:
    """Return the response of a GET under the same rules. Raises `OSError` or `HTTPException`."""
    return _send("GET", url, b"", {"Accept": "application/json", **headers}, seconds)


def get_redirect(url: str, *, seconds: float = 3.0) -> Reply:
    """Return status and location of a GET, without reading the body. Raises `OSError` or `HTTPException`."""
    return _send("GET", url, b"", {"Accept": "text/html"}, seconds, is_read=False)


def post_form(url: str, form: Mapping[str, str], headers: Mapping[str, str], *, seconds: float = 5.0) -> Reply:
    """Post a form under the same rules and return the response. Raises `OSError` or `HTTPException`."""
    media_types = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    return _send("POST", url, urlencode(form).encode(), {**media_types, **headers}, seconds)


def is_secure(url: str) -> bool:
    """Whether the URL is HTTPS or loopback, so that nobody on the network can tamper with the response."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))


def _send(
    method: str, url: str, body: bytes, headers: Mapping[str, str], seconds: float, *, is_read: bool = True
) -> Reply:
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    with closing(connect(parts.hostname or "", parts.port, timeout=seconds)) as connection:
        connection.response_class = partial(_Response, deadline=monotonic() + seconds)  # type: ignore[assignment]  # called as a class is
        connection.request(method, _target(parts), body or None, dict(headers))
        # A response without a length has taken the socket over from the connection.
        with connection.getresponse() as response:
            answer = response.read(LONGEST_ANSWER + 1) if is_read else b""
    if len(answer) > LONGEST_ANSWER:
        raise OSError("the issuer's answer is too long")
    return Reply(response.status, answer, response.getheader("Location") or "")


class _Response(HTTPResponse):
    """A response whose headers and body must come before the deadline."""

    def __init__(self, sock: socket, *, deadline: float, **options: Any) -> None:
        super().__init__(sock, **options)
        self.fp.close()
        self.fp = BufferedReader(_UntilDeadline(sock, deadline))


class _UntilDeadline(RawIOBase):
    """What a socket receives. The socket's own timeout starts again with every byte."""

    def __init__(self, connection: socket, deadline: float) -> None:
        self._socket, self._deadline = connection, deadline
        self._received = connection.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining = self._deadline - monotonic()
        if remaining <= 0:
            raise TimeoutError("the issuer's answer is too slow")
        self._socket.settimeout(remaining)
        return self._received.readinto(buffer)

    def close(self) -> None:
        self._received.close()
        super().close()


def _target(parts: SplitResult) -> str:
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))

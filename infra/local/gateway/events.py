"""API Gateway's conversion of HTTP requests to Lambda events, and of Lambda results to HTTP responses."""

import base64
import gzip
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from werkzeug.datastructures import Accept, EnvironHeaders
from werkzeug.exceptions import BadRequest
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

from infra.local.aws.lambda_events import ACCOUNT, Event
from infra.local.gateway.routes import Match

MAX_BODY = 10 * 1024 * 1024
STAGE = "api"
# How API Gateway renames a header of the app ("Important notes for REST APIs"); of those, the app sends this one.
REMAPPED = {"www-authenticate": "x-amzn-Remapped-WWW-Authenticate"}

# As `minimum_compression_size` in .chalice/config.json.
LEAST_COMPRESSED = 1024
# Twice as fast as the usual level, for a few percent more bytes.
COMPRESSION_LEVEL = 4
WITHOUT_CONTENT = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)

Environ = dict[str, Any]


class InvalidResult(Exception):
    """The app's result has headers that HTTP does not allow; API Gateway answers by itself."""


def raw_path(environ: Environ) -> str:
    """Return the percent-encoded path as the client sent it, without the query."""
    path = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")[0]
    if path.startswith("/"):
        return path
    # The absolute form, which clients send to proxies.
    return "/" + path.partition("://")[2].partition("/")[2]


def body_of(environ: Environ) -> bytes:
    """Read the body. Raises `RequestEntityTooLarge` above API Gateway's 10 MB, or `BadRequest`."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise BadRequest("Content-Length is not a number")
    try:
        return get_input_stream(environ, max_content_length=MAX_BODY).read()
    except (OSError, ValueError) as error:
        raise BadRequest("the body ended early or is badly chunked") from error


def event_of(environ: Environ, match: Match, body: bytes) -> Event:
    """Build the Lambda proxy event of a REST API, as far as the local stack can fill it."""
    path = raw_path(environ)
    headers = {name.lower(): value for name, value in EnvironHeaders(environ)}
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True) or None
    return {
        "resource": match.route,
        "path": path,
        "httpMethod": environ["REQUEST_METHOD"],
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": query and {name: values[-1] for name, values in query.items()},
        "multiValueQueryStringParameters": query,
        "pathParameters": match.parameters,
        "stageVariables": {},
        "requestContext": _context(environ, match, path),
        **_event_body(body),
    }


def _context(environ: Environ, match: Match, path: str) -> Event:
    return {
        "accountId": ACCOUNT,
        "apiId": "local",
        "httpMethod": environ["REQUEST_METHOD"],
        "identity": {
            "sourceIp": environ.get("REMOTE_ADDR", "127.0.0.1"),
            "userAgent": environ.get("HTTP_USER_AGENT", ""),
        },
        "path": path,
        "protocol": environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
        "requestId": str(uuid.uuid4()),
        "resourcePath": match.route,
        "stage": STAGE,
    }


def _event_body(body: bytes) -> Event:
    """Pass UTF-8 text as text and anything else as base64, as API Gateway does with binary media types."""
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def response_of(result: Mapping[str, Any], event: Event) -> Response:
    """Build the response; for HEAD without the body, but with its length. Raises `InvalidResult`."""
    body = result.get("body") or ""
    content = base64.b64decode(body) if result.get("isBase64Encoded") else _bytes(body)
    response = Response(content, result["statusCode"])
    response.headers.clear()
    for name, value in _headers(result):
        if not value.isprintable() or not value.isascii():
            raise InvalidResult(f"header {name} holds a character that no header may hold")
        response.headers.add(REMAPPED.get(name.lower(), name), value)
    response.headers.setdefault("Content-Type", "application/json")
    if result["statusCode"] in WITHOUT_CONTENT:
        return response
    _compress(response, event["headers"].get("accept-encoding", ""))
    response.headers["Content-Length"] = str(len(response.data))
    if event["httpMethod"] == "HEAD":
        response.response = []
    return response


def _compress(response: Response, accepted: str) -> None:
    """Compress a body of some length if the client accepts it, as API Gateway does by `minimum_compression_size`."""
    encodings = parse_accept_header(accepted, Accept)
    if (
        len(response.data) >= LEAST_COMPRESSED
        and encodings.quality("gzip")
        and "Content-Encoding" not in response.headers
    ):
        response.data = gzip.compress(response.data, COMPRESSION_LEVEL)
        response.headers["Content-Encoding"] = "gzip"


def _headers(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Merge the headers; names in `multiValueHeaders` take precedence over those in `headers`."""
    multiple = {name: [str(value) for value in values] for name, values in _items(result, "multiValueHeaders")}
    single = {name: [str(value)] for name, value in _items(result, "headers") if name not in multiple}
    return [(name, value) for name, values in (single | multiple).items() for value in values]


def _items(result: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    return list((result.get(name) or {}).items())


def _bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()

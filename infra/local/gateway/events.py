"""What API Gateway makes of a request (an event for Lambda) and of Lambda's answer (a response).

Refuses to know the app, and which route a path means.
"""

import base64
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from werkzeug.datastructures import EnvironHeaders
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_input_stream

from infra.local.aws.lambda_events import ACCOUNT, Event
from infra.local.gateway.routes import Match

LARGEST_BODY = 10 * 1024 * 1024
STAGE = "api"

Environ = dict[str, Any]


class BadAnswer(Exception):
    """The app answered with headers that no HTTP response can carry; API Gateway makes a 502 of it."""


def raw_path(environ: Environ) -> str:
    """As the client sent it, percent-encoding and all, without the query."""
    path = str(environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")[0]
    if path.startswith("/"):
        return path
    # The absolute form that a client sends to a proxy.
    return "/" + path.partition("://")[2].partition("/")[2]


def body_of(environ: Environ) -> bytes:
    """Raises `RequestEntityTooLarge` above API Gateway's 10 MB, `BadRequest` where it cannot be read."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise BadRequest("Content-Length is not a number")
    try:
        return get_input_stream(environ, max_content_length=LARGEST_BODY).read()
    except (OSError, ValueError) as error:
        raise BadRequest("the body ended early or is badly chunked") from error


def event_of(environ: Environ, match: Match, body: bytes) -> Event:
    """The Lambda proxy event of a REST API, as far as it can be known here."""
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
    """Text as text; anything else as base64, which is what API Gateway does with binary media types."""
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def response_of(answer: Mapping[str, Any], head: bool) -> Response:
    """Raises `BadAnswer`. To HEAD the headers alone, with the length that GET would have."""
    body = answer.get("body") or ""
    content = base64.b64decode(body) if answer.get("isBase64Encoded") else _bytes(body)
    response = Response(content, answer["statusCode"])
    response.headers.clear()
    for name, value in _headers(answer):
        if not value.isprintable() or not value.isascii():
            raise BadAnswer(f"header {name} holds a character that no header may hold")
        response.headers.add(name, value)
    response.headers.setdefault("Content-Type", "application/json")
    response.headers["Content-Length"] = str(len(content))
    if head:
        response.response = []
    return response


def _headers(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names in `multiValueHeaders` win over the same name in `headers`."""
    many = {name: [str(value) for value in values] for name, values in _items(answer, "multiValueHeaders")}
    one = {name: [str(value)] for name, value in _items(answer, "headers") if name not in many}
    return [(name, value) for name, values in (one | many).items() for value in values]


def _items(answer: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    return list((answer.get(name) or {}).items())


def _bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()

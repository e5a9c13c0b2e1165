"""API Gateway of the local run: the Chalice app over HTTP, many requests at once, as AWS would call it.

It authenticates nobody, as the real one does not for this app. Refuses to know what the app does.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from chalice.local import LocalChalice
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from infra.local.aws.lambda_events import Event, context
from infra.local.gateway.events import BadAnswer, body_of, event_of, raw_path, response_of
from infra.local.gateway.routes import Routes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONGEST_HARMLESS_SEGMENT = 40
HIDDEN = "…"
OWN_ANSWERS = {
    400: ("/problems/malformed-body", "The request cannot be read"),
    403: ("about:blank", "Missing Authentication Token"),
    413: ("/problems/body-too-large", "The body is larger than the gateway takes"),
    502: ("/problems/internal-error", "Internal server error"),
}

_log = logging.getLogger("infra.local.gateway.server")


class ThreadedChalice(LocalChalice):
    """Chalice that keeps the request and its context apart for each thread; on Lambda each has a process."""

    _CONTEXT = threading.local()

    @property
    def lambda_context(self) -> Any:
        return getattr(self._CONTEXT, "value", None)

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        self._CONTEXT.value = value


def threaded(app: Any) -> Any:
    """The same app object, safe under threads."""
    if not isinstance(app, ThreadedChalice):
        app.__class__ = type("ThreadedApp", (ThreadedChalice, app.__class__), {})
    return app


def loggable(path: str) -> str:
    """The path without what lets somebody in: the segment after `approvals`, and any other long one."""
    segments = path.split("/")
    for place, segment in enumerate(segments):
        if segments[place - 1] == "approvals" or len(segment) > LONGEST_HARMLESS_SEGMENT:
            segments[place] = HIDDEN
    return "".join(character if character.isprintable() else "?" for character in "/".join(segments))


class Gateway:
    """The WSGI application. `report` gets one line a request."""

    def __init__(self, app: Any, report: Callable[[str], object]) -> None:
        self._app = threaded(app)
        self._routes = Routes(app.routes)
        self._report = report

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started = time.perf_counter()
        response = self._response(environ)
        took = (time.perf_counter() - started) * 1000
        method, path = environ["REQUEST_METHOD"], loggable(raw_path(environ))
        self._report(f"{method} {path} {response.status_code} {took:.0f} ms")
        return response(environ, start_response)

    def _response(self, environ: "WSGIEnvironment") -> Response:
        match = self._routes.match(raw_path(environ))
        if match is None:
            return _own_answer(403)
        try:
            event = event_of(environ, match, body_of(environ))
        except HTTPException as refusal:
            return _own_answer(refusal.code or 400)
        response = self._invoke(event)
        response.headers["x-amzn-RequestId"] = event["requestContext"]["requestId"]
        return response

    def _invoke(self, event: Event) -> Response:
        """What Lambda answers; its failures are API Gateway's 502."""
        try:
            answer = self._app(event, context("app"))
            return response_of(answer, head=event["httpMethod"] == "HEAD")
        except BadAnswer:
            _log.exception("the app's answer cannot be sent")
        except Exception:
            _log.exception("the app failed")
        return _own_answer(502)


def _own_answer(status: int) -> Response:
    """The gateway's own errors, in the shape that the deployed gateway responses give them."""
    slug, title = OWN_ANSWERS[status]
    body = {"type": slug, "title": title, "status": status}
    return Response(json.dumps(body), status, content_type="application/problem+json")

"""API Gateway of the local stack: serve the Chalice app over HTTP with concurrent requests.

It does not authenticate, as the deployed gateway does not for this app.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any

from chalice.local import LocalChalice
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from chalicelib.rendering.urls import Urls
from chalicelib.web.api.problems import WITHOUT_SITE
from infra.deploy.gateway.responses import REQUEST_ID, REQUEST_ORIGIN, gateway_responses
from infra.local.aws.lambda_events import Event, context
from infra.local.gateway.events import InvalidResult, body_of, event_of, raw_path, response_of
from infra.local.gateway.routes import Routes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_LOGGED_SEGMENT = 40
HIDDEN = "…"
# By status of a refused body, the type of the gateway response.
REFUSED_BODIES = {400: "BAD_REQUEST_BODY", 413: "REQUEST_TOO_LARGE"}

_log = logging.getLogger("infra.local.gateway.server")


class ThreadedChalice(LocalChalice):
    """Chalice with a Lambda context per thread; on Lambda each concurrent request has a process."""

    _CONTEXT = threading.local()

    @property
    def lambda_context(self) -> Any:
        return getattr(self._CONTEXT, "value", None)

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        self._CONTEXT.value = value


def threaded(app: Any) -> Any:
    """Make the app object thread-safe, in place."""
    if not isinstance(app, ThreadedChalice):
        app.__class__ = type("ThreadedApp", (ThreadedChalice, app.__class__), {})
    return app


def loggable(path: str) -> str:
    """Hide possible tokens in a path: the segment after `approvals`, and any long one."""
    segments = path.split("/")
    for index, segment in enumerate(segments):
        if segments[index - 1] == "approvals" or len(segment) > MAX_LOGGED_SEGMENT:
            segments[index] = HIDDEN
    return "".join(character if character.isprintable() else "?" for character in "/".join(segments))


class Gateway:
    """The WSGI application; `report` gets a line for each request.

    `urls` have the pages of the app; `origins` may call from a browser.
    """

    def __init__(
        self, app: Any, report: Callable[[str], object], urls: Urls = WITHOUT_SITE, origins: Collection[str] = ()
    ) -> None:
        self._app = threaded(app)
        self._urls = urls
        self._origins = origins
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
            return self._own_response("MISSING_AUTHENTICATION_TOKEN", environ)
        try:
            event = event_of(environ, match, body_of(environ))
        except HTTPException as refusal:
            return self._own_response(REFUSED_BODIES[refusal.code or 400], environ)
        response = self._invoke(event, environ)
        response.headers["x-amzn-RequestId"] = event["requestContext"]["requestId"]
        return response

    def _invoke(self, event: Event, environ: "WSGIEnvironment") -> Response:
        """Invoke the app; failures become a response of the gateway."""
        try:
            return response_of(self._app(event, context("api_handler")), event)
        except InvalidResult:
            _log.exception("the app's result is not a valid response")
        except Exception:
            _log.exception("the app failed")
        return self._own_response("INTEGRATION_FAILURE", environ)

    def _own_response(self, kind: str, environ: "WSGIEnvironment") -> Response:
        return own_response(kind, self._urls, self._origins, environ.get("HTTP_ORIGIN", ""))


def own_response(kind: str, urls: Urls, origins: Collection[str] = (), origin: str = "") -> Response:
    """Build the response that the deployed gateway gives of itself for this type, to a call from this origin."""
    deployed, request_id = gateway_responses(urls, origins)[kind], str(uuid.uuid4())
    (body,) = deployed["responseTemplates"].values()
    response = Response(body.replace(f"${REQUEST_ID}", request_id), int(deployed["statusCode"]))
    expressions = {REQUEST_ID: request_id, REQUEST_ORIGIN: origin}
    for parameter, value in deployed["responseParameters"].items():
        if text := expressions.get(value, value.strip("'")):
            response.headers[parameter.removeprefix("gatewayresponse.header.")] = text
    return response

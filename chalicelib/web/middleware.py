"""Middleware for all routes: security headers, a log line, and problem responses for Chalice's own errors.

Problems below `/v1` are always JSON; elsewhere they are a page if the client prefers HTML.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from functools import partial
from http import HTTPStatus
from time import perf_counter
from typing import Any

from chalice.app import Chalice, Response

from chalicelib.adapters.caller_pseudonym import caller_pseudonym
from chalicelib.bootstrap import Container, container, invocation
from chalicelib.domain.errors import Facts, LimitName, Problem, Refused
from chalicelib.rendering.languages import choose
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.web.api.content_negotiation import prefers_html
from chalicelib.web.api.cross_origin import ORIGIN, is_preflight, origin_headers, preflight_headers
from chalicelib.web.api.operations import request_id_of
from chalicelib.web.api.problems import headers_of, problem_response, text_of
from chalicelib.web.page.pages import refusal
from chalicelib.web.page.request_context import LANGUAGE, PageContext

logger = logging.getLogger(__name__)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CATCH_ALL = "/{proxy+}"

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": ("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    "Referrer-Policy": "strict-origin",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}

# Errors that Chalice returns before a handler is called; all others are internal errors.
CHALICE_ERRORS: Mapping[int, Problem] = {
    HTTPStatus.BAD_REQUEST: Problem.MALFORMED_BODY,
    HTTPStatus.METHOD_NOT_ALLOWED: Problem.METHOD_NOT_ALLOWED,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Problem.UNSUPPORTED_MEDIA_TYPE,
}


def register_middleware(app: Chalice) -> None:
    """Register the middleware, and routes that answer 405 or 404. Call this after all other routes are registered."""
    allowed = {path: ", ".join(entries) for path, entries in app.routes.items()}
    app.register_middleware(partial(_log_request, allowed), "http")
    for path, entries in list(app.routes.items()):
        missing = [method for method in METHODS if method not in entries]
        _refuse(app, path, missing, "method_not_allowed", Problem.METHOD_NOT_ALLOWED)
    _refuse(app, CATCH_ALL, list(METHODS), "not_found", Problem.NOT_FOUND)


def _refuse(app: Chalice, path: str, methods: list[str], name: str, problem: Problem) -> None:
    """Register a view that refuses these methods of a path, whatever the content type."""

    def view(**_: str) -> Response:
        return _problem(app.current_request, problem)

    app.route(path, methods=methods, name=name, content_types=[])(view)


def _log_request(allowed: Mapping[str, str], event: Any, get_response: Callable[[Any], Response]) -> Response:
    """Log one line per request, with the route's pattern: the path itself may contain a link's token.

    `allowed` are the methods of each route.
    """
    started = perf_counter()
    with invocation(event.lambda_context, request_id_of(event)) as system:
        caller = _caller(event, system)
        limited = partial(_limited, system, caller, get_response)
        response = _with_headers(event, limited, allowed.get(event.path, ""), system.settings.cors_origins)
        milliseconds = round((perf_counter() - started) * 1000, 1)
        facts = {"route": event.path, "method": event.method, "status": int(response.status_code)}
        logger.info("answered", extra={**facts, "milliseconds": milliseconds, **({"caller": caller} if caller else {})})
    return response


def _caller(event: Any, system: Container) -> str | None:
    """Return the caller's pseudonym. Headers such as X-Forwarded-For count for nothing."""
    source = ((event.context or {}).get("identity") or {}).get("sourceIp")
    return caller_pseudonym(system.settings.link_keys, str(source), system.ports.clock.now())


def _limited(system: Container, caller: str | None, get_response: Callable[[Any], Response], event: Any) -> Response:
    """Turn the call away if its caller makes too many, in words alone: a page would read who is signed in.

    The gateway names the source of every call of a caller.
    """
    wait = system.caller_limit.wait(caller) if caller else None
    if wait is None:
        return get_response(event)
    system.ports.metrics.count(Metric.CALLER_LIMITED)
    facts: Facts = {"limit_name": LimitName.CALLS_PER_NETWORK, "limit": system.settings.calls_per_caller}
    refused = Refused(Problem.TOO_MANY_CALLS, retry_after=wait, facts=facts)
    language = choose(event.headers.get("accept-language"))
    if _is_api(event) or not prefers_html(event.headers.get("accept", "")):
        return problem_response(refused, language, request_id_of(event), urls=system.urls)
    words = text_of(refused, language)
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Language": language,
        **headers_of(refused),
    }
    return Response(f"{words.title}\n\n{words.detail}\n", headers, PROBLEMS[refused.problem].status)


def _with_headers(
    event: Any, get_response: Callable[[Any], Response], allowed: str, origins: Collection[str]
) -> Response:
    """Answer, with the headers of every answer. API Gateway leaves out the body that a HEAD request must not get."""
    is_api = _is_api(event)
    if is_api and is_preflight(event, origins):
        response = Response("", dict(preflight_headers()), HTTPStatus.NO_CONTENT)
    else:
        response = get_response(event)
    if isinstance(response.body, dict) and "Code" in response.body:
        response = _problem(event, _problem_of_chalice(response.status_code, allowed))
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = allowed
    shared = origin_headers(event.headers.get(ORIGIN), origins) if is_api else {}
    response.headers = {**HEADERS, **shared, "X-Request-Id": request_id_of(event), **response.headers}
    return response


def _problem_of_chalice(status: int, allowed: str) -> Problem:
    """Return the problem for an error of Chalice; no method is allowed at a path that does not exist."""
    if status == HTTPStatus.METHOD_NOT_ALLOWED and not allowed:
        return Problem.NOT_FOUND
    return CHALICE_ERRORS.get(status, Problem.INTERNAL_ERROR)


def _problem(request: Any, problem: Problem) -> Response:
    if not _is_api(request) and prefers_html(request.headers.get("accept", "")):
        return refusal(PageContext(request, container(), request_id_of(request), (LANGUAGE,)), Refused(problem))
    language = choose(request.headers.get("accept-language"))
    return problem_response(Refused(problem), language, request_id_of(request), urls=container().urls)


def _is_api(request: Any) -> bool:
    """Decide by the route, because a path may have any prefix; the catch-all route has the path as a variable."""
    variables = (request.uri_params or {}).values()
    path = "".join(variables) if request.path == CATCH_ALL else str(request.path)
    return path.lstrip("/").partition("/")[0] == "v1"

"""Register API operations: check the guard and the query, parse the body, call the handler, render the response.

The table of operations is also the source of the OpenAPI document and of the conventions tests.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.adapters.telemetry import kind_and_place
from chalicelib.bootstrap import container
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.web.api.parameters import CURSOR, PAGING, Parameter, check_query
from chalicelib.web.api.parsing import read_json
from chalicelib.web.api.problems import problem_response
from chalicelib.web.api.request_context import Guard, RequestContext

logger = logging.getLogger(__name__)

# Our ids and tokens are shorter, and DynamoDB accepts no key of more than 2,048 bytes.
LONGEST_VARIABLE = 256
# A character of four bytes takes twelve characters when percent-encoded.
_LONGEST_QUOTED = 12 * LONGEST_VARIABLE

Body = Mapping[str, object]
Handler = Callable[..., "ApiResponse"]


@value_class
class ApiResponse:
    """A handler's response: body, status, extra headers."""

    body: msgspec.Struct | Mapping[str, Any] | None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@value_class
class Operation:
    """A row of the table of operations."""

    method: str
    path: str
    name: str
    guard: Guard
    summary: str
    response: type[msgspec.Struct] | None
    status: HTTPStatus = HTTPStatus.OK
    body: type[msgspec.Struct] | None = None
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[Problem, ...] = ()
    on_dry_run: type[msgspec.Struct] | None = None
    # Problems that this operation answers with 403, whatever their usual status.
    forbidden: tuple[Problem, ...] = ()

    def status_of(self, problem: Problem) -> HTTPStatus:
        """Return the HTTP status of a problem in this operation."""
        return HTTPStatus.FORBIDDEN if problem in self.forbidden else PROBLEMS[problem].status

    @property
    def is_strict(self) -> bool:
        """Whether unknown query parameters are refused. Health probes accept what monitors append to the URL."""
        return self.path.startswith("/v1/")

    @property
    def own_problems(self) -> tuple[Problem, ...]:
        """Problems of the operation, except those of its guard and its body."""
        query_problems = (Problem.INVALID_PARAMETER,) if self.is_strict else ()
        list_problems = (Problem.INVALID_CURSOR,) if CURSOR in self.parameters else ()
        return (*query_problems, *list_problems, *self.problems)

    def context(self, request: Request) -> RequestContext:
        """Create the context of a request."""
        known = tuple(parameter.name for parameter in self.parameters)
        filters = tuple(name for name in known if name not in PAGING)
        return RequestContext(request, container(), request_id_of(request), known, filters)

    @property
    def not_found_problem(self) -> Problem:
        """The problem for a resource that does not exist."""
        own = (problem for problem in self.problems if PROBLEMS[problem].status is HTTPStatus.NOT_FOUND)
        return next(own, Problem.NOT_FOUND)


class ProblemResponse(Refused):
    """A `Refused` with extra problem members that only the web layer can serialize."""

    def __init__(self, refused: Refused, extra: Mapping[str, object]) -> None:
        super().__init__(refused.problem, facts=refused.facts, errors=refused.errors, retry_after=refused.retry_after)
        self.extra = extra


class Api(Blueprint):
    """A Chalice blueprint with a table of its operations."""

    def __init__(self, import_name: str) -> None:
        super().__init__(import_name)
        self.operations: list[Operation] = []

    def operation(self, operation: Operation) -> Callable[[Handler], Handler]:
        """Register the handler. GET operations answer HEAD too, because API Gateway needs every method listed."""

        def register(handler: Handler) -> Handler:
            def view(**path: str) -> Response:
                return self._respond(operation, handler, path)

            methods = ["GET", "HEAD"] if operation.method == "GET" else [operation.method]
            self.route(operation.path, methods=methods, name=operation.name)(view)
            self.operations.append(operation)
            return handler

        return register

    def _respond(self, operation: Operation, handler: Handler, path: Mapping[str, str]) -> Response:
        context = operation.context(self.current_request)
        try:
            context.pass_guard(operation.guard)
            if operation.is_strict:
                check_query(context.request.query_params, operation.parameters)
            variables = path_variables(path, operation.not_found_problem)
            body = {"body": read_json(raw_body(context.request))} if operation.body else {}
            response = handler(context, **variables, **body)
            if operation.method != "GET" and response.status == operation.status:
                # Not after refusals and dry runs, which must change nothing.
                context.claim_roles()
            return _http_response(response)
        except Refused as refused:
            extra = refused.extra if isinstance(refused, ProblemResponse) else None
            status = operation.status_of(refused.problem)
            return problem_response(refused, context.language, context.request_id, extra, status)
        except Exception as error:
            log_fault(operation.name, error)
            return problem_response(Refused(Problem.INTERNAL_ERROR), context.language, context.request_id)


def request_id_of(request: Any) -> str:
    """Return API Gateway's request id, or else that of the Lambda invocation."""
    context = request.context or {}
    return str(context.get("requestId") or getattr(request.lambda_context, "aws_request_id", "") or "unknown")


def log_fault(name: str, error: Exception) -> None:
    """Log an exception of a handler; the client gets only `internal-error`."""
    logger.error("fault in %s: %s", name, kind_and_place(error))


def path_variables(path: Mapping[str, str], not_found: Problem = Problem.NOT_FOUND) -> Mapping[str, str]:
    """Percent-decode the path variables, which neither API Gateway nor Chalice does.

    Raises `not_found` for a variable that is too long to exist.
    """
    if any(len(text) > _LONGEST_QUOTED for text in path.values()):
        raise Refused(not_found)
    variables = {name: unquote(text) for name, text in path.items()}
    if any(len(value) > LONGEST_VARIABLE for value in variables.values()):
        raise Refused(not_found)
    return variables


def raw_body(request: Request) -> bytes:
    """Return the body as bytes. API Gateway passes text, the local server bytes."""
    raw = request.raw_body
    return raw.encode() if isinstance(raw, str) else raw


def _http_response(response: ApiResponse) -> Response:
    if response.body is None:
        return Response("", dict(response.headers), response.status)
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json", **response.headers}
    return Response(msgspec.json.encode(response.body).decode(), headers, response.status)

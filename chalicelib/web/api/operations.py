"""Binds a handler to a route: guard, body, answer, problem, in this one order for the whole API.

Each operation is also an entry of the table from which OpenAPI and the house tests are made.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.adapters.telemetry import kind_and_place
from chalicelib.bootstrap import container
from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.web.api.parameters import CURSOR, PAGING, Parameter, check_query
from chalicelib.web.api.parsing import read_json
from chalicelib.web.api.problems import problem_response
from chalicelib.web.api.request_context import Guard, RequestContext

logger = logging.getLogger(__name__)

# No id or token of ours is longer, and DynamoDB takes no key of more than 2,048 bytes.
LONGEST_PART = 256
# A character of four bytes is twelve in a path.
_LONGEST_QUOTED = 12 * LONGEST_PART

Body = Mapping[str, object]
Handler = Callable[..., "ApiResponse"]


@dataclass(frozen=True)
class ApiResponse:
    """What a handler comes to: a shape, a status, and headers of its own."""

    body: msgspec.Struct | Mapping[str, Any] | None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """A row of the API's table."""

    method: str
    path: str
    name: str
    guard: Guard
    summary: str
    answer: type[msgspec.Struct] | None
    status: HTTPStatus = HTTPStatus.OK
    body: type[msgspec.Struct] | None = None
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[Problem, ...] = ()
    on_dry_run: type[msgspec.Struct] | None = None
    # What is a 403 here, whatever its status elsewhere.
    forbidden: tuple[Problem, ...] = ()

    def status_of(self, problem: Problem) -> HTTPStatus:
        """With which status it answers a problem."""
        return HTTPStatus.FORBIDDEN if problem in self.forbidden else PROBLEMS[problem].status

    @property
    def is_strict(self) -> bool:
        """Whether its query is read strictly: the health probes pass over what monitors append to addresses."""
        return self.path.startswith("/v1/")

    @property
    def own_problems(self) -> tuple[Problem, ...]:
        """What it may answer beside what its guard and its body bring along."""
        of_query = (Problem.INVALID_PARAMETER,) if self.is_strict else ()
        of_list = (Problem.INVALID_CURSOR,) if CURSOR in self.parameters else ()
        return (*of_query, *of_list, *self.problems)

    def context(self, request: Request) -> RequestContext:
        """One call of it."""
        known = tuple(one.name for one in self.parameters)
        filters = tuple(name for name in known if name not in PAGING)
        return RequestContext(request, container(), request_id_of(request), known, filters)

    @property
    def unknown(self) -> Problem:
        """What it says of something that does not exist."""
        of_its_own = (one for one in self.problems if PROBLEMS[one].status is HTTPStatus.NOT_FOUND)
        return next(of_its_own, Problem.NOT_FOUND)


class ProblemResponse(Refused):
    """A refusal with members that only the web layer can shape."""

    def __init__(self, refused: Refused, extra: Mapping[str, object]) -> None:
        super().__init__(refused.problem, facts=refused.facts, errors=refused.errors, retry_after=refused.retry_after)
        self.extra = extra


class Api(Blueprint):
    """A Chalice blueprint that keeps the table of its operations."""

    def __init__(self, import_name: str) -> None:
        super().__init__(import_name)
        self.operations: list[Operation] = []

    def operation(self, operation: Operation) -> Callable[[Handler], Handler]:
        """Registers the handler; a GET answers HEAD too, for API Gateway wants every method listed."""

        def register(handler: Handler) -> Handler:
            def view(**path: str) -> Response:
                return self._answer(operation, handler, path)

            methods = ["GET", "HEAD"] if operation.method == "GET" else [operation.method]
            self.route(operation.path, methods=methods, name=operation.name)(view)
            self.operations.append(operation)
            return handler

        return register

    def _answer(self, operation: Operation, handler: Handler, path: Mapping[str, str]) -> Response:
        context = operation.context(self.current_request)
        try:
            context.pass_guard(operation.guard)
            if operation.is_strict:
                check_query(context.request.query_params, operation.parameters)
            parts = path_variables(path, operation.unknown)
            body = {"body": read_json(raw_body(context.request))} if operation.body else {}
            answer = handler(context, **parts, **body)
            if operation.method != "GET" and answer.status == operation.status:
                # What was refused, or a dry run, must have changed nothing.
                context.claim_roles()
            return _response(answer)
        except Refused as refused:
            extra = refused.extra if isinstance(refused, ProblemResponse) else None
            status = operation.status_of(refused.problem)
            return problem_response(refused, context.language, context.request_id, extra, status)
        except Exception as error:
            log_fault(operation.name, error)
            return problem_response(Refused(Problem.INTERNAL_ERROR), context.language, context.request_id)


def request_id_of(request: Any) -> str:
    """API Gateway's id of this request, or the function's own."""
    context = request.context or {}
    return str(context.get("requestId") or getattr(request.lambda_context, "aws_request_id", "") or "unknown")


def log_fault(name: str, error: Exception) -> None:
    """A handler failed; its caller is told no more than that."""
    logger.error("fault in %s: %s", name, kind_and_place(error))


def path_variables(path: Mapping[str, str], unknown: Problem = Problem.NOT_FOUND) -> Mapping[str, str]:
    """The variable parts of the path, which neither API Gateway nor Chalice decodes.

    A part that is longer than any of ours is as `unknown` as one that does not exist.
    """
    if any(len(text) > _LONGEST_QUOTED for text in path.values()):
        raise Refused(unknown)
    parts = {name: unquote(text) for name, text in path.items()}
    if any(len(part) > LONGEST_PART for part in parts.values()):
        raise Refused(unknown)
    return parts


def raw_body(request: Request) -> bytes:
    """The body as bytes; the local server hands over bytes, API Gateway text."""
    raw = request.raw_body
    return raw.encode() if isinstance(raw, str) else raw


def _response(answer: ApiResponse) -> Response:
    if answer.body is None:
        return Response("", dict(answer.headers), answer.status)
    headers: dict[str, str | list[str]] = {"Content-Type": "application/json", **answer.headers}
    return Response(msgspec.json.encode(answer.body).decode(), headers, answer.status)

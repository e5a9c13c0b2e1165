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
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.services.unit_of_work.terms import AnsweredBefore
from chalicelib.web.api.conditional import etag_of, is_known, refuse_unless_matched, seen_revisions
from chalicelib.web.api.parameters import AFTER, CURSOR, PAGING, Parameter, check_query
from chalicelib.web.api.parsing import read_json
from chalicelib.web.api.pointers import at_its_field, its_parameter
from chalicelib.web.api.problems import problem_response
from chalicelib.web.api.repeatable import fingerprint_of, raise_kept, replayed
from chalicelib.web.api.request_context import Guard, RequestContext

logger = logging.getLogger(__name__)

# Our ids and tokens are shorter, and DynamoDB accepts no key of more than 2,048 bytes.
LONGEST_VARIABLE = 256
# A character of four bytes takes twelve characters when percent-encoded.
_LONGEST_QUOTED = 12 * LONGEST_VARIABLE

JSON = "application/json"
# Problems of every operation that writes, by its headers.
WRITING = (Problem.PRECONDITION_FAILED, Problem.IDEMPOTENCY_KEY_INVALID, Problem.IDEMPOTENCY_KEY_REUSED)
# RFC 7396: what is left out stays, and null is a value.
MERGE_PATCH = "application/merge-patch+json"

Body = Mapping[str, object]
Handler = Callable[..., "ApiResponse"]


@value_class
class ApiResponse:
    """A handler's response: body, status, extra headers, and the revision of the record that the body shows."""

    body: msgspec.Struct | Mapping[str, Any] | None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""


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
    # What a program needs for it; without a scope it is for people.
    scope: ProgramScope | None = None

    def status_of(self, problem: Problem) -> HTTPStatus:
        """Return the HTTP status of a problem, which is the same in every operation."""
        return PROBLEMS[problem].status

    @property
    def content_types(self) -> list[str]:
        """The content types of the body. Without a body any is passed over: some clients send one with every call."""
        if self.body is None:
            return []
        return [JSON, MERGE_PATCH] if self.method == "PATCH" else [JSON]

    @property
    def writes(self) -> bool:
        """Whether the operation makes or changes something."""
        return self.method != "GET"

    @property
    def is_strict(self) -> bool:
        """Whether unknown query parameters are refused. Health probes accept what monitors append to the URL."""
        return self.path.startswith("/v1/")

    @property
    def is_conditional(self) -> bool:
        """Whether the operation reads something that a caller may have already, by `If-None-Match`."""
        return self.is_strict and not self.writes

    @property
    def own_problems(self) -> tuple[Problem, ...]:
        """Problems of the operation, except those of its guard and its body."""
        query_problems = (Problem.INVALID_PARAMETER,) if self.is_strict else ()
        list_problems = (Problem.INVALID_CURSOR,) if any(one in (AFTER, CURSOR) for one in self.parameters) else ()
        header_problems = WRITING if self.writes else (Problem.PRECONDITION_FAILED,) if self.is_conditional else ()
        return tuple(dict.fromkeys((*query_problems, *list_problems, *self.problems, *header_problems)))

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
            content_types = operation.content_types
            self.route(operation.path, methods=methods, name=operation.name, content_types=content_types)(view)
            self.operations.append(operation)
            return handler

        return register

    def _respond(self, operation: Operation, handler: Handler, path: Mapping[str, str]) -> Response:
        context = operation.context(self.current_request)
        try:
            return self._answer_once(operation, context, handler, path)
        except Refused as refused:
            named = its_parameter(refused.problem, context.known)
            extra = refused.extra if isinstance(refused, ProblemResponse) else named
            told = at_its_field(refused, operation.body)
            return problem_response(told, context.language, context.request_id, extra, context.container.urls)
        except Exception as error:
            log_fault(operation.name, error)
            fault, urls = Refused(Problem.INTERNAL_ERROR), context.container.urls
            return problem_response(fault, context.language, context.request_id, urls=urls)

    def _answer_once(
        self, operation: Operation, context: RequestContext, handler: Handler, path: Mapping[str, str]
    ) -> Response:
        try:
            return self._answer(operation, context, handler, path)
        except AnsweredBefore as answered:
            return replayed(answered.kept, fingerprint_of(raw_body(context.request)))

    def _answer(
        self, operation: Operation, context: RequestContext, handler: Handler, path: Mapping[str, str]
    ) -> Response:
        try:
            context.pass_guard(operation.guard, operation.scope)
        except Refused as refused:
            if operation.writes and refused.problem is Problem.ROLE_REQUIRED:
                # The call may be repeated after it was carried out, and have taken the caller's own role away.
                raise_kept(context)
            raise
        if operation.is_strict:
            check_query(context.request.query_params, operation.parameters)
        variables = path_variables(path, operation.not_found_problem)
        body = {"body": read_json(raw_body(context.request))} if operation.body else {}
        if operation.status is HTTPStatus.CREATED and seen_revisions(context.request.headers) is not None:
            # What is to be made has no revision that anybody could have seen.
            raise Refused(Problem.PRECONDITION_FAILED)
        response = handler(context, **variables, **body)
        if operation.writes and response.status == operation.status:
            # Not after refusals and dry runs, which must change nothing.
            context.claim_roles()
        context.note_use()
        rendered = http_response(response)
        return _unless_known(context, response, rendered) if operation.is_conditional else rendered


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


def http_response(response: ApiResponse) -> Response:
    """Render a handler's response."""
    if response.body is None:
        return Response("", dict(response.headers), response.status)
    body = msgspec.json.encode(response.body).decode()
    tag = {"ETag": etag_of(response.revision, body)} if response.revision else {}
    headers: dict[str, str | list[str]] = {"Content-Type": JSON, **tag, **response.headers}
    return Response(body, headers, response.status)


def _unless_known(context: RequestContext, response: ApiResponse, rendered: Response) -> Response:
    """Return the answer to a GET with its entity tag, or 304 if the caller has it. Raises `precondition-failed`."""
    headers, body = context.request.headers, str(rendered.body)
    etag = etag_of(response.revision, body)
    refuse_unless_matched(headers, response.revision, etag)
    if is_known(headers, etag):
        return Response("", {"ETag": etag}, HTTPStatus.NOT_MODIFIED)
    rendered.headers["ETag"] = etag
    return rendered

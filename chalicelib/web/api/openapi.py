"""Generate the OpenAPI 3.1 document from the table of operations."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib import VERSION
from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.schemas.common import ProblemView

REFERENCE = "#/components/schemas/{name}"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"

# Problems of every guarded operation, and of every operation with a body.
GUARDED = (Problem.UNAUTHENTICATED, Problem.EMAIL_NOT_VERIFIED, Problem.TOKEN_TOO_LONG)
WITH_BODY = (Problem.MALFORMED_BODY, Problem.BODY_TOO_LARGE, Problem.UNSUPPORTED_MEDIA_TYPE)
# Problems of the headers of conditional calls, and those of repeated ones, which write.
BY_HEADERS = (Problem.PRECONDITION_FAILED, Problem.IDEMPOTENCY_KEY_INVALID, Problem.IDEMPOTENCY_KEY_REUSED)
GUARD_PROBLEMS: Mapping[Guard, tuple[Problem, ...]] = {
    Guard.PUBLIC: (),
    Guard.SIGNED_IN: GUARDED,
    Guard.ROLE: (*GUARDED, Problem.ROLE_REQUIRED),
    Guard.REVIEWER: (*GUARDED, Problem.REVIEWER_REQUIRED),
    Guard.ROLE_OR_REVIEWER: (*GUARDED, Problem.ROLE_REQUIRED),
}

# API Gateway renames the WWW-Authenticate of a REST API's function.
SCHEME_HEADERS = {
    "x-amzn-Remapped-WWW-Authenticate": {
        "description": "`WWW-Authenticate` under the name that the gateway gives it.",
        "schema": {"type": "string", "enum": ["Bearer", 'Bearer error="invalid_token"']},
    }
}


def _header(name: str, description: str, **schema: int) -> Mapping[str, Any]:
    shape = {"type": "string", "minLength": 1, **schema}
    return {"name": name, "in": "header", "description": description, "schema": shape}


REQUIRED_KEY = _header("Idempotency-Key", msgid("Required, but not on a dry run; kept 24 hours."), maxLength=255)
IDEMPOTENCY_KEY = _header(
    "Idempotency-Key", msgid("A repeated call with the same key gets the same answer; kept 24 hours."), maxLength=255
)
IF_MATCH = _header("If-Match", msgid("The ETag of what the caller has seen: if it has changed since, 412."))
IF_NONE_MATCH = _header("If-None-Match", msgid("The ETag of what the caller has: if it is the same, 304."))
# Those that many operations take, which the page of the API says once.
SHARED_HEADERS = (IDEMPOTENCY_KEY, IF_MATCH, IF_NONE_MATCH)


def document(operations: Iterable[Operation], api_url: str, title: str) -> dict[str, Any]:
    """Return the document for these operations."""
    table = list(operations)
    schemas = {
        schema for operation in table for schema in (operation.response, operation.body, operation.on_dry_run) if schema
    } | {ProblemView}
    _, components = msgspec.json.schema_components(sorted(schemas, key=str), ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for operation in table:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": api_url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "OIDC ID token"}},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [] if operation.guard is Guard.PUBLIC else [{"idToken": []}],
        "parameters": [*_path_parameters(operation.path), *_query_parameters(operation), *_headers(operation)],
        "responses": _responses(operation),
    }
    if operation.body:
        required = any(field.required for field in msgspec.structs.fields(operation.body))
        entry["requestBody"] = {"required": required, "content": {JSON: {"schema": _reference(operation.body)}}}
    return entry


def _responses(operation: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(operation.status).phrase}
    if operation.response:
        success["content"] = {JSON: {"schema": _reference(operation.response)}}
    responses: dict[str, Any] = {str(int(operation.status)): success}
    if operation.is_strict and not operation.writes:
        responses[str(int(HTTPStatus.NOT_MODIFIED))] = {"description": HTTPStatus.NOT_MODIFIED.phrase}
    if operation.on_dry_run:
        content = {JSON: {"schema": _reference(operation.on_dry_run)}}
        responses[str(int(HTTPStatus.OK))] = {"description": "What submitting would do", "content": content}
    body_problems = WITH_BODY if operation.body else ()
    header_problems = BY_HEADERS if operation.writes else BY_HEADERS[:1] if operation.is_strict else ()
    problems = (*GUARD_PROBLEMS[operation.guard], *operation.own_problems, *body_problems, *header_problems)
    by_status: dict[int, list[str]] = {}
    for problem in dict.fromkeys(problems):
        by_status.setdefault(int(operation.status_of(problem)), []).append(f"`{problem.value}`")
    for status, slugs in sorted(by_status.items()):
        content = {PROBLEM_JSON: {"schema": _reference(ProblemView)}}
        headers = {"headers": SCHEME_HEADERS} if status == HTTPStatus.UNAUTHORIZED else {}
        responses[str(status)] = {"description": ", ".join(slugs), **headers, "content": content}
    return responses


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [segment[1:-1] for segment in path.split("/") if segment.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": parameter.name, "in": "query", "schema": dict(parameter.schema)} for parameter in operation.parameters
    ]


def _headers(operation: Operation) -> Sequence[Mapping[str, Any]]:
    if not operation.is_strict:
        return ()
    if not operation.writes:
        return (IF_NONE_MATCH,)
    key = REQUIRED_KEY if Problem.IDEMPOTENCY_KEY_MISSING in operation.problems else IDEMPOTENCY_KEY
    return (key,) if operation.status is HTTPStatus.CREATED else (key, IF_MATCH)


def _reference(schema: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=schema.__name__)}

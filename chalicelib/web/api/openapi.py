"""The OpenAPI 3.1 document, made from the very table that registers the routes."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.schemas.common import ProblemView

REFERENCE = "#/components/schemas/{name}"
JSON = "application/json"
PROBLEM_JSON = "application/problem+json"

# Every guarded operation may answer these, and every one with a body those.
GUARDED = (Problem.UNAUTHENTICATED, Problem.EMAIL_NOT_VERIFIED)
WITH_BODY = (Problem.MALFORMED_BODY, Problem.BODY_TOO_LARGE, Problem.UNSUPPORTED_MEDIA_TYPE)
GUARD_PROBLEMS: Mapping[Guard, tuple[Problem, ...]] = {
    Guard.PUBLIC: (),
    Guard.ROLE: (*GUARDED, Problem.ROLE_REQUIRED),
    Guard.REVIEWER: (*GUARDED, Problem.REVIEWER_REQUIRED),
    Guard.ROLE_OR_REVIEWER: (*GUARDED, Problem.ROLE_REQUIRED),
}


def document(operations: Iterable[Operation], api_url: str, title: str) -> dict[str, Any]:
    """The whole document for these operations."""
    table = list(operations)
    shapes = {shape for one in table for shape in (one.answer, one.body, one.on_dry_run) if shape} | {ProblemView}
    _, components = msgspec.json.schema_components(sorted(shapes, key=str), ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for one in table:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1", "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": api_url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "OIDC ID token"}},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "security": [] if one.guard is Guard.PUBLIC else [{"idToken": []}],
        "parameters": [*_path_parameters(one.path), *_query_parameters(one), *_headers(one)],
        "responses": _responses(one),
    }
    if one.body:
        required = any(field.required for field in msgspec.structs.fields(one.body))
        described["requestBody"] = {"required": required, "content": {JSON: {"schema": _reference(one.body)}}}
    return described


def _responses(one: Operation) -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(one.status).phrase}
    if one.answer:
        success["content"] = {JSON: {"schema": _reference(one.answer)}}
    answers: dict[str, Any] = {str(int(one.status)): success}
    if one.on_dry_run:
        content = {JSON: {"schema": _reference(one.on_dry_run)}}
        answers[str(int(HTTPStatus.OK))] = {"description": "What submitting would do", "content": content}
    problems = (*GUARD_PROBLEMS[one.guard], *one.own_problems, *(WITH_BODY if one.body else ()))
    by_status: dict[int, list[str]] = {}
    for problem in problems:
        by_status.setdefault(int(one.status_of(problem)), []).append(f"`{problem.value}`")
    for status, slugs in sorted(by_status.items()):
        content = {PROBLEM_JSON: {"schema": _reference(ProblemView)}}
        answers[str(status)] = {"description": ", ".join(slugs), "content": content}
    return answers


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(one: Operation) -> list[dict[str, Any]]:
    return [{"name": taken.name, "in": "query", "schema": dict(taken.schema)} for taken in one.parameters]


def _headers(one: Operation) -> list[dict[str, Any]]:
    if Problem.IDEMPOTENCY_KEY_MISSING not in one.problems:
        return []
    schema = {"type": "string", "minLength": 1, "maxLength": 255}
    told = msgid("Required, but not on a dry run; kept 24 hours.")
    return [{"name": "Idempotency-Key", "in": "header", "description": told, "schema": schema}]


def _reference(shape: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=shape.__name__)}

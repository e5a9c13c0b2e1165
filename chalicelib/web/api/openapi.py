"""Generate the OpenAPI 3.1 document from the table of operations."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib import VERSION
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.policy import Policy
from chalicelib.rendering.urls import Urls
from chalicelib.web.api.callers import callers_of
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.parameters import CURSOR, Parameter
from chalicelib.web.api.problems import problem_response
from chalicelib.web.api.request_context import FOR_PEOPLE, Guard
from chalicelib.web.api.sent_headers import sent_headers
from chalicelib.web.document.answered_fields import FIELDS
from chalicelib.web.document.components import Components, component_name, reference
from chalicelib.web.document.examples import example_of
from chalicelib.web.document.headers import CHALLENGE, HEADERS, header_references
from chalicelib.web.document.parameters import documented_parameter
from chalicelib.web.document.problems import PROBLEM_STRUCTS, facts_example, problem_schema, typed
from chalicelib.web.document.resources import RESOURCES, resource_of
from chalicelib.web.document.texts import (
    ABOUT,
    BEARER,
    DEFAULT_ANSWER,
    PROGRAM_BEARER,
    RECEIVED,
    RECEIVER_GONE,
    TEAM_EVENT,
    TEAM_EVENT_SENT,
)
from chalicelib.web.schemas.webhooks import WebhookEvent

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
Schema = dict[str, Any]

# Problems of every guarded operation, of every operation with a body, and of every operation.
GUARDED = (Problem.UNAUTHENTICATED, Problem.EMAIL_NOT_VERIFIED, Problem.TOKEN_TOO_LONG)
WITH_BODY = (Problem.MALFORMED_BODY, Problem.BODY_TOO_LARGE, Problem.UNSUPPORTED_MEDIA_TYPE)
ALWAYS = (Problem.INTERNAL_ERROR, Problem.RECORD_UNREADABLE, Problem.BUSY, Problem.TOO_MANY_CALLS)
GUARD_PROBLEMS: Mapping[Guard, tuple[Problem, ...]] = {
    Guard.PUBLIC: (),
    Guard.SIGNED_IN: GUARDED,
    Guard.ROLE: (*GUARDED, Problem.ROLE_REQUIRED),
    Guard.REVIEWER: (*GUARDED, Problem.REVIEWER_REQUIRED),
    Guard.ROLE_OR_REVIEWER: (*GUARDED, Problem.ROLE_REQUIRED),
    Guard.CLIENT: (*GUARDED, Problem.CLIENT_REQUIRED),
}
# Problems of a program that calls what it may have a scope for, and what is for people.
WITH_SCOPE = (Problem.PROGRAM_REQUIRED, Problem.SCOPE_REQUIRED)
# Headers of problems by their status.
HEADERS_OF_STATUS: Mapping[HTTPStatus, tuple[str, ...]] = {
    HTTPStatus.UNAUTHORIZED: (CHALLENGE,),
    HTTPStatus.TOO_MANY_REQUESTS: ("Retry-After",),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After",),
}

ID_TOKEN: Schema = {"type": "http", "scheme": "bearer", "bearerFormat": "OIDC ID token", "description": BEARER}
ACCESS_TOKEN: Schema = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "OAuth 2.0 access token",
    "description": PROGRAM_BEARER,
}


def document(
    operations: Iterable[Operation], api_url: str, title: str, support_address: str = "", policy: Policy | None = None
) -> Schema:
    """Return the document for these operations. The policy has the limits that an operator may set."""
    table = list(operations)
    bodies = {operation.body.__name__ for operation in table if operation.body}
    components = Components.of(_structs(table), bodies, policy or Policy()).schemas
    typed(components)
    paths: dict[str, Schema] = {}
    for operation in table:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, components)
    return {
        "openapi": "3.1.0",
        "info": _info(title, support_address),
        "servers": [{"url": api_url, "description": title, "x-internal": False}],
        "tags": _tags(table),
        "paths": paths,
        "webhooks": {"teamEvent": {"post": _team_event(components)}},
        "components": {
            "schemas": components,
            "headers": dict(HEADERS),
            "responses": {"Problem": _problem_response(DEFAULT_ANSWER, (), HTTPStatus.BAD_REQUEST)},
            "examples": {
                problem.value: _problem_example(problem, Urls(api_url), components) for problem in _problems(table)
            },
            "securitySchemes": {"idToken": ID_TOKEN, "programToken": ACCESS_TOKEN},
        },
    }


def problems_of(operation: Operation) -> tuple[Problem, ...]:
    """Return every problem that the operation may answer, without those of the address or method."""
    with_body = WITH_BODY if operation.body else ()
    of_programs = WITH_SCOPE if operation.scope else (Problem.PROGRAM_REQUIRED, Problem.PERSON_REQUIRED)
    guarded = (*GUARD_PROBLEMS[operation.guard], *(of_programs if operation.guard in FOR_PEOPLE else ()))
    declared = (*guarded, *operation.own_problems, *with_body, *ALWAYS)
    unknown = (operation.not_found_problem,) if "{" in operation.path else ()
    return tuple(dict.fromkeys((*declared, *unknown)))


def _info(title: str, support_address: str) -> Schema:
    contact = {"name": title, **({"email": support_address} if support_address else {})}
    license_ = {"name": "MIT", "identifier": "MIT"}
    return {"title": title, "version": VERSION, "description": ABOUT, "contact": contact, "license": license_}


def _tags(table: Iterable[Operation]) -> list[Schema]:
    used = {resource_of(operation.path) for operation in table}
    return [{"name": name, "description": one.description} for name, one in RESOURCES.items() if name in used]


def _structs(table: Iterable[Operation]) -> set[type[msgspec.Struct]]:
    used = (one for operation in table for one in (operation.response, operation.body, operation.on_dry_run) if one)
    return {*used, *PROBLEM_STRUCTS, WebhookEvent}


def _team_event(components: Mapping[str, Schema]) -> Schema:
    """What a receiver of webhooks is called with. Receivers check the signature before anything else."""
    return {
        "operationId": "receive_team_event",
        "summary": TEAM_EVENT,
        "description": TEAM_EVENT_SENT,
        "tags": ["webhooks"],
        "security": [],
        "requestBody": {"required": True, "content": _content(WebhookEvent, components)},
        "responses": {"2XX": {"description": RECEIVED}, "410": {"description": RECEIVER_GONE}},
    }


def _problems(table: Iterable[Operation]) -> list[Problem]:
    return sorted({problem for operation in table for problem in problems_of(operation)})


def _operation(operation: Operation, components: Mapping[str, Schema]) -> Schema:
    entry: Schema = {
        "operationId": operation.name,
        "tags": [resource_of(operation.path)],
        "summary": operation.summary,
        "description": callers_of(operation),
        "security": _security(operation),
        "parameters": [*_path_parameters(operation.path), *_query_parameters(operation), *sent_headers(operation)],
        "responses": _responses(operation, components),
    }
    if operation.body:
        schema = components[component_name(operation.body.__name__)]
        content = _content(operation.body, components, operation.content_types)
        entry["requestBody"] = {"required": bool(schema["required"]), "content": content}
    return entry


def _security(operation: Operation) -> list[Schema]:
    """Return what a caller brings: a person's token, or a program's with the scope that it needs."""
    by_person = [{"idToken": list[str]()}] if operation.guard in FOR_PEOPLE else []
    if operation.guard is Guard.CLIENT:
        return [{"programToken": []}]
    return [*by_person, *([{"programToken": [operation.scope.value]}] if operation.scope else [])]


def _responses(operation: Operation, components: Mapping[str, Schema]) -> Schema:
    success: Schema = {"description": HTTPStatus(operation.status).phrase, "headers": _success_headers(operation)}
    if operation.response:
        success["content"] = _content(operation.response, components)
    elif operation.path.endswith(".json"):
        success["content"] = {JSON: {"schema": {"type": "object", "description": "An OpenAPI 3.1 document."}}}
    responses: Schema = {str(int(operation.status)): success}
    if operation.is_conditional:
        description = HTTPStatus.NOT_MODIFIED.phrase
        responses[str(int(HTTPStatus.NOT_MODIFIED))] = {
            "description": description,
            "headers": header_references("ETag"),
        }
    if operation.on_dry_run:
        content = _content(operation.on_dry_run, components)
        ok = {"description": "What submitting would do", "headers": header_references(), "content": content}
        responses[str(int(HTTPStatus.OK))] = ok
    by_status: dict[HTTPStatus, list[Problem]] = {}
    for problem in problems_of(operation):
        by_status.setdefault(operation.status_of(problem), []).append(problem)
    for status, problems in sorted(by_status.items()):
        slugs = ", ".join(f"`{problem.value}`" for problem in problems)
        responses[str(int(status))] = _problem_response(slugs, problems, status)
    return {**responses, "default": {"$ref": "#/components/responses/Problem"}}


def _success_headers(operation: Operation) -> Schema:
    present = {
        "Location": operation.status is HTTPStatus.CREATED,
        "Link": CURSOR in operation.parameters,
        "ETag": operation.is_strict,
        "Idempotency-Replayed": operation.writes,
    }
    return header_references(*(name for name, is_present in present.items() if is_present))


def _problem_response(description: str, problems: Iterable[Problem], status: HTTPStatus) -> Schema:
    """Return the response for problems of one status, with an example of each."""
    examples = {problem.value: {"$ref": f"#/components/examples/{problem.value}"} for problem in problems}
    media: Schema = {"schema": problem_schema(problems), **({"examples": examples} if examples else {})}
    headers = header_references("Content-Language", *HEADERS_OF_STATUS.get(status, ()))
    return {"description": description, "headers": headers, "content": {PROBLEM_JSON: media}}


def _problem_example(problem: Problem, urls: Urls, components: Mapping[str, Schema]) -> Schema:
    request_id, facts = str(FIELDS["ProblemView.request_id"].example), facts_example(problem, components)
    response = problem_response(Refused(problem), DEFAULT_LANGUAGE, request_id, facts, urls)
    value = json.loads(str(response.body))
    return {"summary": value["title"], "value": value}


def _content(struct: type[msgspec.Struct], components: Mapping[str, Schema], kinds: Iterable[str] = (JSON,)) -> Schema:
    schema = reference(struct)
    media = {"schema": schema, "example": example_of(schema, components)}
    return dict.fromkeys(kinds, media)


def _path_parameters(path: str) -> list[Schema]:
    names = [segment[1:-1] for segment in path.split("/") if segment.startswith("{")]
    return [documented_parameter(name, "path", {"type": "string"}, required=True) for name in names]


def _query_parameters(operation: Operation) -> list[Schema]:
    return [_query_parameter(parameter) for parameter in operation.parameters]


def _query_parameter(parameter: Parameter) -> Schema:
    schema = dict(parameter.schema)
    entry = documented_parameter(parameter.name, "query", schema, required=parameter.required)
    # Several values of one are separated by commas.
    return {**entry, "style": "form", "explode": False} if parameter.is_list else entry

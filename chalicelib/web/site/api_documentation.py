"""The OpenAPI document as rows for people to read; refuses to know how a page lays them out.

Types and limits keep the spelling of JSON Schema, which whoever writes a client reads in any language.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.openapi import JSON, PROBLEM_JSON
from chalicelib.web.api.request_context import Guard

Schema = Mapping[str, Any]

SERVICE = "service"
RESOURCES: Mapping[str, str] = {
    "accounts": msgid("Accounts"),
    "domains": msgid("Domains"),
    "directory": msgid("Directory"),
    "account-requests": msgid("Account requests"),
    "access-requests": msgid("Access requests"),
    "reviews": msgid("Reviews"),
    "approvals": msgid("Approvals by a link"),
    SERVICE: msgid("The service itself"),
}
CALLERS: Mapping[Guard, str] = {
    Guard.PUBLIC: msgid("Everybody, without signing in"),
    Guard.ROLE: msgid("Signed-in people who have a role on an account"),
    Guard.REVIEWER: msgid("Signed-in reviewers"),
    Guard.ROLE_OR_REVIEWER: msgid("Signed-in people who have a role on an account, and signed-in reviewers"),
}
LINK_HOLDER = msgid("Whoever holds the link, without signing in")
# What stands in the path is seen there.
PLACES: Mapping[str, str] = {
    "query": msgid("in the query"),
    "header": msgid("in a header"),
}
# What the framework, the query, the database or a fault may answer; the page names them once, for all operations.
ALWAYS_POSSIBLE = (
    Problem.NOT_FOUND,
    Problem.METHOD_NOT_ALLOWED,
    Problem.INVALID_PARAMETER,
    Problem.INTERNAL_ERROR,
    Problem.RECORD_UNREADABLE,
    Problem.BUSY,
)
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default")


@dataclass(frozen=True)
class FieldRow:
    """A field or a parameter; `shape` is the shape that its type speaks of, if any."""

    name: str
    type: str
    shape: str | None
    required: bool
    limits: str
    place: str = ""
    description: str = ""


@dataclass(frozen=True)
class AnswerRow:
    """What a call that succeeds is answered with."""

    status: str
    shape: str | None
    fields: tuple[str, ...]


@dataclass(frozen=True)
class OperationRow:
    """An operation; `body` is None where it takes none, `problems` are slugs by status."""

    name: str
    method: str
    path: str
    summary: str
    callers: str
    parameters: tuple[FieldRow, ...]
    body: tuple[FieldRow, ...] | None
    answers: tuple[AnswerRow, ...]
    problems: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Documentation:
    """All of it; `shapes` are those that answers are made of."""

    server: str
    resources: Mapping[str, tuple[OperationRow, ...]]
    shapes: Mapping[str, tuple[FieldRow, ...]]


def documentation(document: Schema, guards: Mapping[str, Guard]) -> Documentation:
    """The rows of the document; `guards` says for each operation who may call it, which OpenAPI cannot."""
    schemas = document["components"]["schemas"]
    resources: dict[str, tuple[OperationRow, ...]] = {}
    bodies: set[str | None] = set()
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            callers = _callers(path, guards[described["operationId"]])
            row = _operation(path, method, described, schemas, callers)
            resource = resource_of(path)
            resources[resource] = (*resources.get(resource, ()), row)
            bodies.add(_shape(_body(described)))
    shapes = {name: _fields(schema) for name, schema in sorted(schemas.items()) if name not in bodies}
    return Documentation(document["servers"][0]["url"], resources, shapes)


def resource_of(path: str) -> str:
    """The key of `RESOURCES` that the path lies under."""
    return next((part for part in path.split("/") if part in RESOURCES), SERVICE)


def _callers(path: str, guard: Guard) -> str:
    return LINK_HOLDER if "{token}" in path else CALLERS[guard]


def _operation(path: str, method: str, described: Schema, schemas: Schema, callers: str) -> OperationRow:
    body = _shape(_body(described))
    return OperationRow(
        name=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        callers=callers,
        parameters=tuple(_parameter(one) for one in described["parameters"] if one["in"] in PLACES),
        body=_fields(schemas[body]) if body else None,
        answers=tuple(_answers(described["responses"], schemas)),
        problems=_problems(described["responses"]),
    )


def _body(described: Schema) -> Schema:
    return described["requestBody"]["content"][JSON]["schema"] if "requestBody" in described else {}


def _parameter(one: Schema) -> FieldRow:
    told = one.get("description") or one["schema"].get("description", "")
    return _field(one["name"], one["schema"], one.get("required", False), PLACES[one["in"]], told)


def _fields(schema: Schema) -> tuple[FieldRow, ...]:
    return tuple(_field(name, one, name in schema["required"]) for name, one in schema["properties"].items())


def _field(name: str, schema: Schema, required: bool, place: str = "", description: str = "") -> FieldRow:
    limits = ", ".join(f"{limit}: {json.dumps(schema[limit])}" for limit in LIMITS if limit in schema)
    return FieldRow(name, _type(schema), _shape(schema), required, limits, place, description)


def _answers(responses: Schema, schemas: Schema) -> Iterable[AnswerRow]:
    for status, response in sorted(responses.items()):
        content = response.get("content", {})
        if PROBLEM_JSON not in content:
            shape = _shape(content[JSON]["schema"]) if content else None
            yield AnswerRow(status, shape, tuple(schemas[shape]["properties"]) if shape else ())


def _problems(responses: Schema) -> Mapping[str, tuple[str, ...]]:
    """By status, but for what is always possible."""
    named = {
        status: tuple(
            slug for slug in re.findall(r"`([a-z-]+)`", response["description"]) if slug not in ALWAYS_POSSIBLE
        )
        for status, response in responses.items()
        if PROBLEM_JSON in response.get("content", {})
    }
    return {status: slugs for status, slugs in named.items() if slugs}


def _type(schema: Schema) -> str:
    """The type as a client's programmer writes it: `string | null`, `Account[]`, `{string: integer}`."""
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "items" in schema:
        inner = _type(schema["items"])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if "additionalProperties" in schema:
        return f"{{string: {_type(schema['additionalProperties'])}}}"
    return _shape(schema) or str(schema["type"])


def _shape(schema: Schema) -> str | None:
    """The first shape that the schema refers to, however deep."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    within = [schema[name] for name in ("items", "additionalProperties") if name in schema]
    return next((shape for shape in map(_shape, [*schema.get("anyOf", ()), *within]) if shape), None)

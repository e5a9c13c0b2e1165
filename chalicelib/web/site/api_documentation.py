"""Convert the OpenAPI document to rows for the page with the API documentation.

Types and limits are not translated: they are in the syntax of JSON Schema, which developers know.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.openapi import GUARDED, JSON, PROBLEM_JSON
from chalicelib.web.api.request_context import Guard

Schema = Mapping[str, Any]

SERVICE = "service"
RESOURCES: Mapping[str, str] = {
    "accounts": msgid("Accounts"),
    "domains": msgid("Domains"),
    "directory": msgid("Directory"),
    "account-requests": msgid("Account requests"),
    "access-requests": msgid("Access requests"),
    "offers": msgid("Offers"),
    "reviews": msgid("Reviews"),
    "approvals": msgid("Approvals by a link"),
    SERVICE: msgid("The service itself"),
}
CALLERS: Mapping[Guard, str] = {
    Guard.PUBLIC: msgid("Everybody, without signing in"),
    Guard.SIGNED_IN: msgid("Signed-in people, also without a role"),
    Guard.ROLE: msgid("Signed-in people who have a role on an account"),
    Guard.REVIEWER: msgid("Signed-in reviewers"),
    Guard.ROLE_OR_REVIEWER: msgid("Signed-in people who have a role on an account, and signed-in reviewers"),
}
LINK_HOLDER = msgid("Whoever holds the link, without signing in")
# Path parameters are not listed, because the path shows them.
PLACES: Mapping[str, str] = {
    "query": msgid("in the query"),
    "header": msgid("in a header"),
}
# Problems that every operation, and every one for signed-in people, may return. The page lists them once.
ALWAYS_POSSIBLE = (
    Problem.NOT_FOUND,
    Problem.METHOD_NOT_ALLOWED,
    Problem.INVALID_PARAMETER,
    Problem.INTERNAL_ERROR,
    Problem.RECORD_UNREADABLE,
    Problem.BUSY,
)
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default")


@value_class
class FieldRow:
    """A field or a parameter; `shape` is the name of the schema that its type refers to, if any."""

    name: str
    type: str
    shape: str | None
    required: bool
    limits: str
    place: str = ""
    description: str = ""


@value_class
class AnswerRow:
    """A successful response."""

    status: str
    shape: str | None
    fields: tuple[str, ...]


@value_class
class OperationRow:
    """An operation; `body` is None if it takes none, `problems` are slugs by status."""

    name: str
    method: str
    path: str
    summary: str
    callers: str
    parameters: tuple[FieldRow, ...]
    body: tuple[FieldRow, ...] | None
    answers: tuple[AnswerRow, ...]
    problems: Mapping[str, tuple[str, ...]]


@value_class
class Documentation:
    """The documentation; `shapes` are the schemas of the responses."""

    server: str
    resources: Mapping[str, tuple[OperationRow, ...]]
    shapes: Mapping[str, tuple[FieldRow, ...]]


def documentation(document: Schema, guards: Mapping[str, Guard]) -> Documentation:
    """Convert the document. `guards` maps operation names to guards, which OpenAPI cannot express."""
    schemas = document["components"]["schemas"]
    resources: dict[str, tuple[OperationRow, ...]] = {}
    bodies: set[str | None] = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            callers = _callers(path, guards[operation["operationId"]])
            row = _operation(path, method, operation, schemas, callers)
            resource = resource_of(path)
            resources[resource] = (*resources.get(resource, ()), row)
            bodies.add(_shape(_body(operation)))
    shapes = {name: _fields(schema) for name, schema in sorted(schemas.items()) if name not in bodies}
    return Documentation(document["servers"][0]["url"], resources, shapes)


def resource_of(path: str) -> str:
    """Return the key in `RESOURCES` for the path."""
    return next((segment for segment in path.split("/") if segment in RESOURCES), SERVICE)


def _callers(path: str, guard: Guard) -> str:
    return LINK_HOLDER if "{token}" in path else CALLERS[guard]


def _operation(path: str, method: str, operation: Schema, schemas: Schema, callers: str) -> OperationRow:
    body = _shape(_body(operation))
    return OperationRow(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        callers=callers,
        parameters=tuple(_parameter(parameter) for parameter in operation["parameters"] if parameter["in"] in PLACES),
        body=_fields(schemas[body]) if body else None,
        answers=tuple(_answers(operation["responses"], schemas)),
        problems=_problems(operation["responses"]),
    )


def _body(operation: Schema) -> Schema:
    return operation["requestBody"]["content"][JSON]["schema"] if "requestBody" in operation else {}


def _parameter(parameter: Schema) -> FieldRow:
    schema = parameter["schema"]
    description = parameter.get("description") or schema.get("description", "")
    return _field(parameter["name"], schema, parameter.get("required", False), PLACES[parameter["in"]], description)


def _fields(schema: Schema) -> tuple[FieldRow, ...]:
    return tuple(_field(name, field, name in schema["required"]) for name, field in schema["properties"].items())


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
    """Return the slugs by status, without those that the page lists once."""
    by_status = {
        status: tuple(
            slug
            for slug in re.findall(r"`([a-z-]+)`", response["description"])
            if slug not in (*ALWAYS_POSSIBLE, *GUARDED)
        )
        for status, response in responses.items()
        if PROBLEM_JSON in response.get("content", {})
    }
    return {status: slugs for status, slugs in by_status.items() if slugs}


def _type(schema: Schema) -> str:
    """Return the type in short notation: `string | null`, `Account[]`, `{string: integer}`."""
    if "anyOf" in schema:
        return " | ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "items" in schema:
        inner = _type(schema["items"])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if "additionalProperties" in schema:
        return f"{{string: {_type(schema['additionalProperties'])}}}"
    return _shape(schema) or str(schema["type"])


def _shape(schema: Schema) -> str | None:
    """Return the name of the first schema that this one refers to, at any depth."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    nested = [schema[name] for name in ("items", "additionalProperties") if name in schema]
    return next((shape for shape in map(_shape, [*schema.get("anyOf", ()), *nested]) if shape), None)

"""Convert the OpenAPI document to rows for the pages of the API documentation.

Types and limits are not translated: they are in the syntax of JSON Schema, which developers know.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Problem
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.openapi import GUARDED, JSON, PROBLEM_JSON
from chalicelib.web.api.sent_headers import SHARED_HEADERS
from chalicelib.web.document.components import component_name
from chalicelib.web.schemas.problems import FACTS
from chalicelib.web.site.api_snippets import Snippets, call_of, snippets_of

Schema = Mapping[str, Any]

# Path parameters are not listed, because the path shows them.
PLACES: Mapping[str, str] = {
    "query": msgid("in the query"),
    "header": msgid("in a header"),
}
# Problems that every operation, and every one for signed-in people, may return. The first page lists them once.
ALWAYS_POSSIBLE = (
    Problem.NOT_FOUND,
    Problem.METHOD_NOT_ALLOWED,
    Problem.INVALID_PARAMETER,
    Problem.INTERNAL_ERROR,
    Problem.RECORD_UNREADABLE,
    Problem.BUSY,
    Problem.TOO_MANY_CALLS,
)
LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "default")


@value_class
class FieldRow:
    """A field or a parameter; `shape` is the name of the schema or set of values that its type refers to, if any."""

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
    scopes: Sequence[str]
    parameters: tuple[FieldRow, ...]
    body: tuple[FieldRow, ...] | None
    answers: tuple[AnswerRow, ...]
    problems: Mapping[str, tuple[str, ...]]
    snippets: Snippets


@value_class
class ValuesRow:
    """A set of values."""

    description: str
    values: tuple[str, ...]


@value_class
class Documentation:
    """The documentation; `shapes` are the schemas of the responses."""

    server: str
    resources: Mapping[str, tuple[OperationRow, ...]]
    shapes: Mapping[str, tuple[FieldRow, ...]]
    value_sets: Mapping[str, ValuesRow]


def documentation(document: Schema) -> Documentation:
    """Convert the document."""
    schemas, server = document["components"]["schemas"], document["servers"][0]["url"]
    resources: dict[str, tuple[OperationRow, ...]] = {tag["name"]: () for tag in document["tags"]}
    bodies: set[str | None] = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            row = _operation(server, path, method, operation, schemas)
            resource = operation["tags"][0]
            resources[resource] = (*resources[resource], row)
            bodies.add(_shape(_body(operation)))
    # What a problem tells beside the members of all stands in the document alone.
    left_out = {*bodies, *(component_name(struct.__name__) for struct in FACTS.values())}
    objects = {name: schema for name, schema in schemas.items() if "properties" in schema and name not in left_out}
    sets = {name: schema for name, schema in schemas.items() if "enum" in schema}
    return Documentation(
        server,
        resources,
        {name: _fields(schema) for name, schema in objects.items()},
        {name: ValuesRow(schema["description"], tuple(schema["enum"])) for name, schema in sets.items()},
    )


def _is_listed(parameter: Schema) -> bool:
    return parameter["in"] in PLACES and parameter not in SHARED_HEADERS


def _operation(server: str, path: str, method: str, operation: Schema, schemas: Schema) -> OperationRow:
    body = _shape(_body(operation))
    return OperationRow(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        callers=operation["description"],
        scopes=[scope for one in operation["security"] for scope in one.get("programToken", ())],
        parameters=tuple(map(_parameter, filter(_is_listed, operation["parameters"]))),
        body=_fields(schemas[body]) if body else None,
        answers=tuple(_answers(operation["responses"], schemas)),
        problems=_problems(operation["responses"]),
        snippets=snippets_of(call_of(server, path, method, operation)),
    )


def _body(operation: Schema) -> Schema:
    return operation["requestBody"]["content"][JSON]["schema"] if "requestBody" in operation else {}


def _parameter(parameter: Schema) -> FieldRow:
    place, required = PLACES[parameter["in"]], parameter.get("required", False)
    return _field(parameter["name"], parameter["schema"], required, place, parameter["description"])


def _fields(schema: Schema) -> tuple[FieldRow, ...]:
    return tuple(
        _field(name, field, name in schema["required"], description=field["description"])
        for name, field in schema["properties"].items()
    )


def _field(name: str, schema: Schema, required: bool, place: str = "", description: str = "") -> FieldRow:
    within = schema.get("items", {})
    limited = {**{limit: within[limit] for limit in LIMITS if limit in within}, **schema}
    limits = ", ".join(f"{limit}: {json.dumps(limited[limit])}" for limit in LIMITS if limit in limited)
    return FieldRow(name, _type(schema), _shape(schema), required, limits, place, description)


def _answers(responses: Schema, schemas: Schema) -> Iterable[AnswerRow]:
    for status, response in sorted(responses.items()):
        content = response.get("content", {})
        if status.isdigit() and PROBLEM_JSON not in content:
            shape = _shape(content[JSON]["schema"]) if content else None
            yield AnswerRow(status, shape, tuple(schemas[shape]["properties"]) if shape else ())


def _problems(responses: Schema) -> Mapping[str, tuple[str, ...]]:
    """Return the slugs by status, without those that the first page lists once."""
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
        options = [option for option in schema["anyOf"] if not _is_new_value(option, schema["anyOf"])]
        return " | ".join(_type(option) for option in options)
    if "$ref" in schema:
        return _shape(schema) or ""
    if "items" in schema:
        inner = _type(schema["items"])
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if "additionalProperties" in schema:
        return f"{{string: {_type(schema['additionalProperties'])}}}"
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    kinds = schema["type"]
    return kinds if isinstance(kinds, str) else " | ".join(kinds)


def _is_new_value(option: Schema, options: Sequence[Schema]) -> bool:
    """Whether the option only says that a set of values may grow, which the documentation says once."""
    return option.get("type") == "string" and any("$ref" in other for other in options)


def _shape(schema: Schema) -> str | None:
    """Return the name of the first schema that this one refers to, at any depth."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    nested = [schema[name] for name in ("items", "additionalProperties") if name in schema]
    return next((shape for shape in map(_shape, [*schema.get("anyOf", ()), *nested]) if shape), None)

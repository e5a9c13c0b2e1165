"""The OpenAPI document as a judge: whether an answer is one that the document promises."""

import re
from copy import deepcopy
from typing import Any

import httpx
from jsonschema import Draft202012Validator

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"
# RFC 9457 lets a problem add members of its own.
OPEN_SHAPES = {"ProblemView"}

Json = dict[str, Any]


class Document:
    """The document of a run."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._components = {"schemas": _closed(document["components"]["schemas"])}
        self._paths = [(_pattern(path), methods) for path, methods in document["paths"].items()]

    def operation(self, method: str, path: str) -> Json | None:
        """What the document says of a call; None where it knows no such operation."""
        for pattern, methods in self._paths:
            if pattern.fullmatch(path) and method.lower() in methods:
                found: Json = methods[method.lower()]
                return found
        return None

    def hold(self, answer: httpx.Response) -> None:
        """Claims that the document names this status, and that the body has the shape and the slug named."""
        operation = self.operation(answer.request.method, answer.request.url.raw_path.decode().partition("?")[0])
        if operation is None:
            return
        promised = operation["responses"].get(str(answer.status_code))
        assert promised, f"{operation['operationId']} answers {answer.status_code} {answer.text}"
        if answer.is_error:
            slug = answer.json()["type"].rpartition("/")[2]
            assert f"`{slug}`" in promised["description"], f"{operation['operationId']} answers {slug}"
        if "content" in promised:
            self._validate(answer, promised["content"])

    def _validate(self, answer: httpx.Response, content: Json) -> None:
        kind = PROBLEM_JSON if answer.is_error else JSON
        assert answer.headers["content-type"] == kind
        schema = {**content[kind]["schema"], "components": self._components}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        faults = [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(answer.json())]
        assert not faults, faults


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


def _closed(schemas: Json) -> Json:
    """The same shapes without room for members that the document does not name."""
    closed = deepcopy(schemas)
    for name, schema in closed.items():
        if name not in OPEN_SHAPES and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    return closed

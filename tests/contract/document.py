"""The OpenAPI document as a judge: whether an answer is one that the document promises."""

import re
from copy import deepcopy
from typing import Any, NamedTuple

import httpx
from jsonschema import Draft202012Validator

JSON = "application/json"
# RFC 9457 lets a problem add members of its own.
OPEN_SHAPES = {"ProblemView"}

Json = dict[str, Any]


class Complaint(NamedTuple):
    """An answer that the document does not describe."""

    operation: str
    status: int
    fault: str


class Document:
    """The document of a run."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._components = {"schemas": _closed(document["components"]["schemas"])}
        self._paths = [(_pattern(path), methods) for path, methods in document["paths"].items()]

    def complaint(self, answer: httpx.Response) -> Complaint | None:
        """What the document does not say of this answer, and of which operation; None where it says it all."""
        operation = self._operation(answer.request.method, answer.request.url.raw_path.decode().partition("?")[0])
        if operation is None:
            return None
        fault = self._fault(answer, operation["responses"].get(str(answer.status_code)))
        return Complaint(operation["operationId"], answer.status_code, fault) if fault else None

    def _operation(self, method: str, path: str) -> Json | None:
        for pattern, methods in self._paths:
            if pattern.fullmatch(path) and method.lower() in methods:
                found: Json = methods[method.lower()]
                return found
        return None

    def _fault(self, answer: httpx.Response, promised: Json | None) -> str:
        if promised is None:
            return "is not promised at all"
        if answer.is_error:
            slug = answer.json()["type"].rpartition("/")[2]
            if f"`{slug}`" not in promised["description"]:
                return f"{slug} is not among the problems"
        return self._shape_fault(answer, promised.get("content", {}))

    def _shape_fault(self, answer: httpx.Response, content: Json) -> str:
        kind = answer.headers["content-type"]
        if not content:
            return "a body is not promised" if answer.content and kind != JSON else ""
        if kind not in content:
            return f"{kind} is not promised"
        schema = {**content[kind]["schema"], "components": self._components}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        faults = sorted(
            {f"{_place(fault.json_path)}: {fault.message}" for fault in validator.iter_errors(answer.json())}
        )
        return "; ".join(faults)


def _place(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


def _closed(schemas: Json) -> Json:
    """The same shapes without room for members that the document does not name."""
    closed = deepcopy(schemas)
    for name, schema in closed.items():
        if name not in OPEN_SHAPES and schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    return closed

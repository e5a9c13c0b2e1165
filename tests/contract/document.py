"""Validate responses against the OpenAPI document."""

import re
from copy import deepcopy
from typing import Any, NamedTuple

import httpx
from jsonschema import Draft202012Validator

from chalicelib.domain.errors import Problem
from chalicelib.web.document.problems import problem_schema
from tests.contract.bodies import disagreement

JSON = "application/json"

Json = dict[str, Any]


class Mismatch(NamedTuple):
    """A response that does not match the document."""

    operation: str
    status: int
    fault: str


class Document:
    """The OpenAPI document of a running stack."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._headers = document["components"]["headers"]
        self._components = {"schemas": _closed(document["components"]["schemas"])}
        self._validators: dict[str, Draft202012Validator] = {}
        self._paths = [(_pattern(path), methods) for path, methods in document["paths"].items()]

    def mismatch(self, response: httpx.Response) -> Mismatch | None:
        """Compare the response with the document; return None if it matches or the path is not documented."""
        operation = self._operation(response.request.method, response.request.url.raw_path.decode().partition("?")[0])
        if operation is None:
            return None
        documented = operation["responses"].get(str(response.status_code))
        fault = self._fault(response, documented) or self._body_fault(response, operation)
        return Mismatch(operation["operationId"], response.status_code, fault) if fault else None

    def body_schema(self, operation_id: str) -> Json:
        """Return the schema of an operation's body."""
        found = self._body_reference(self._named(operation_id))
        schema: Json = self.document["components"]["schemas"][found["$ref"].rpartition("/")[2]]
        return schema

    def accepts(self, operation_id: str, body: Json) -> bool:
        """Whether the schema accepts the body."""
        return not any(self._validator(self._body_reference(self._named(operation_id))).iter_errors(body))

    def _named(self, operation_id: str) -> Json:
        operations = (one for methods in self.document["paths"].values() for one in methods.values())
        found: Json = next(one for one in operations if one["operationId"] == operation_id)
        return found

    @staticmethod
    def _body_reference(operation: Json) -> Json:
        found: Json = operation["requestBody"]["content"][JSON]["schema"]
        return found

    def _operation(self, method: str, path: str) -> Json | None:
        for pattern, methods in self._paths:
            if pattern.fullmatch(path) and method.lower() in methods:
                found: Json = methods[method.lower()]
                return found
        return None

    def _fault(self, response: httpx.Response, documented: Json | None) -> str:
        if documented is None:
            return "the status is not documented"
        if response.is_error:
            slug = response.json()["type"].rpartition("/")[2]
            if f"`{slug}`" not in documented["description"]:
                return f"the problem {slug} is not documented"
        content = documented.get("content", {})
        return self._header_fault(response, documented["headers"]) or (
            self._problem_fault(response, content) if response.is_error else self._shape_fault(response, content)
        )

    def _problem_fault(self, response: httpx.Response, content: Json) -> str:
        """The facts of a problem are those of its own schema, which the status names; and no others."""
        problem = Problem(response.json()["type"].rpartition("/")[2])
        schema = problem_schema([problem])
        if any(schema not in media["schema"].get("anyOf", [media["schema"]]) for media in content.values()):
            return f"the facts of {problem} are not documented"
        return self._shape_fault(response, {kind: {"schema": schema} for kind in content})

    def _header_fault(self, response: httpx.Response, documented: Json) -> str:
        for name in documented:
            header = self._headers[name]
            if name in response.headers:
                value = response.headers[name]
                given = int(value) if header["schema"].get("type") == "integer" else value
                if not self._validator(header["schema"]).is_valid(given):
                    return f"the header {name} is {value}"
            elif header["required"]:
                return f"the header {name} is missing"
        return ""

    def _body_fault(self, response: httpx.Response, operation: Json) -> str:
        if "requestBody" not in operation:
            return ""
        return disagreement(self._validator(self._body_reference(operation)), response)

    def _shape_fault(self, response: httpx.Response, content: Json) -> str:
        kind = response.headers.get("content-type", "")
        if not content:
            return "a body is not documented" if response.content and kind != JSON else ""
        if kind not in content:
            return f"the media type {kind} is not documented"
        validator = self._validator(content[kind]["schema"])
        faults = sorted(
            {f"{_place(fault.json_path)}: {fault.message}" for fault in validator.iter_errors(response.json())}
        )
        return "; ".join(faults)

    def _validator(self, schema: Json) -> Draft202012Validator:
        """Return the only validator of a schema: a new one looks through all components again."""
        known = repr(schema)
        if known not in self._validators:
            whole = {**schema, "components": self._components}
            self._validators[known] = Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
        return self._validators[known]


def _place(path: str) -> str:
    return re.sub(r"\[\d+\]", "[]", path)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))


def _closed(schemas: Json) -> Json:
    """Copy the schemas and forbid members that the document does not name."""
    closed = deepcopy(schemas)
    for schema in closed.values():
        if schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
    return closed

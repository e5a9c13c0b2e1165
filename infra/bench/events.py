"""The Lambda proxy event of a GET, as API Gateway sends it. Imports nothing: a cold start is measured with it."""

from collections.abc import Mapping
from typing import Any


def get(resource: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A GET of the route, with the variable parts of its path."""
    path = resource.format(**(parameters or {}))
    return {
        "resource": resource,
        "path": path,
        "httpMethod": "GET",
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": dict(parameters) if parameters else None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {"httpMethod": "GET", "resourcePath": resource, "path": path, "requestId": "bench"},
    }

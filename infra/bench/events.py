"""The Lambda proxy event of a GET request. Imports no other module, since cold starts are measured with it."""

from collections.abc import Mapping
from typing import Any


def get(resource: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Build the event of a GET request for a route and its path parameters."""
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

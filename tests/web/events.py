"""Calls of the app's Lambda function with events of API Gateway, which parses paths and queries itself."""

import json
from collections.abc import Mapping
from typing import Any

from app import app

PathParameters = Mapping[str, str]


def call_function(
    method: str,
    resource: str,
    path_parameters: PathParameters,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: str = "",
) -> dict[str, Any]:
    """Call the function and return its response."""
    path = resource.format(**path_parameters)
    event = {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": dict(path_parameters) or None,
        "stageVariables": None,
        "body": body or None,
        "isBase64Encoded": False,
        "requestContext": {"httpMethod": method, "resourcePath": resource, "path": path, "requestId": "a-call"},
    }
    response: dict[str, Any] = app(event, None)
    return response


def slug_of(response: Mapping[str, Any]) -> str:
    """Return the slug of the problem in the response, or an empty text."""
    if response["headers"].get("Content-Type") != "application/problem+json":
        return ""
    return str(json.loads(response["body"])["type"]).rpartition("/")[2]

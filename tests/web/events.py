"""Calls of the app's function as API Gateway makes them, whose parsing is thus not the app's."""

import json
from collections.abc import Mapping
from typing import Any

from app import app

Parts = Mapping[str, str]


def called(
    method: str,
    resource: str,
    parts: Parts,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    body: str = "",
) -> dict[str, Any]:
    """The function's answer."""
    path = resource.format(**parts)
    event = {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": dict(parts) or None,
        "stageVariables": None,
        "body": body or None,
        "isBase64Encoded": False,
        "requestContext": {"httpMethod": method, "resourcePath": resource, "path": path, "requestId": "a-call"},
    }
    answer: dict[str, Any] = app(event, None)
    return answer


def slug_of(answer: Mapping[str, Any]) -> str:
    """The problem that was answered; empty where there is none."""
    if answer["headers"].get("Content-Type") != "application/problem+json":
        return ""
    return str(json.loads(answer["body"])["type"]).rpartition("/")[2]

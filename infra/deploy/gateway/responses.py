"""Responses of API Gateway itself, as problem documents with a placeholder for the request id."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Problem, Refused
from chalicelib.web.api.problems import problem_response

# For an unknown path the gateway reports a missing signature, or with a bearer token an invalid one.
PROBLEMS: Mapping[str, Problem] = {
    "BAD_REQUEST_BODY": Problem.MALFORMED_BODY,
    "BAD_REQUEST_PARAMETERS": Problem.INVALID_PARAMETER,
    "DEFAULT_4XX": Problem.NOT_FOUND,
    "DEFAULT_5XX": Problem.INTERNAL_ERROR,
    "INTEGRATION_FAILURE": Problem.INTERNAL_ERROR,
    "INTEGRATION_TIMEOUT": Problem.BUSY,
    "INVALID_SIGNATURE": Problem.NOT_FOUND,
    "MISSING_AUTHENTICATION_TOKEN": Problem.NOT_FOUND,
    "REQUEST_TOO_LARGE": Problem.BODY_TOO_LARGE,
    "RESOURCE_NOT_FOUND": Problem.NOT_FOUND,
    "THROTTLED": Problem.TOO_MANY_CALLS,
    "UNSUPPORTED_MEDIA_TYPE": Problem.UNSUPPORTED_MEDIA_TYPE,
}
# The gateway does not negotiate languages.
LANGUAGE = "en"
REQUEST_ID = "context.requestId"
# Of the API's OpenAPI document: set with the routes, they are part of every deployment of the API.
EXTENSION = "x-amazon-apigateway-gateway-responses"


def gateway_responses() -> Mapping[str, Mapping[str, Any]]:
    """Build the value of `EXTENSION`: by type, the response with which the app would report the problem.

    Header values in single quotes are literals, others are expressions.
    """
    return {kind: _response(problem) for kind, problem in PROBLEMS.items()}


def _response(problem: Problem) -> Mapping[str, Any]:
    response = problem_response(Refused(problem), LANGUAGE, f"${REQUEST_ID}")
    headers = {name: f"'{value}'" for name, value in response.headers.items()}
    headers |= {"Cache-Control": "'no-store'", "X-Content-Type-Options": "'nosniff'", "X-Request-Id": REQUEST_ID}
    return {
        "statusCode": str(int(response.status_code)),
        "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
        "responseTemplates": {"application/json": str(response.body)},
    }

"""Responses of API Gateway itself, as problem documents with a placeholder for the request id."""

from collections.abc import Collection, Mapping
from typing import Any

from chalicelib.domain.errors import Facts, LimitName, Problem, Refused
from chalicelib.rendering.urls import Urls
from chalicelib.web.api.cross_origin import origin_headers
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
REQUEST_ORIGIN = "method.request.header.Origin"
# Of the API's OpenAPI document: set with the routes, they are part of every deployment of the API.
EXTENSION = "x-amazon-apigateway-gateway-responses"


def gateway_responses(urls: Urls, origins: Collection[str] = ()) -> Mapping[str, Mapping[str, Any]]:
    """Build the value of `EXTENSION`: by type, the response with which the app would report the problem.

    Header values in single quotes are literals, others are expressions. `urls` have the pages of the problems.
    `origins` may call from a browser: a single one is named; of several, the gateway cannot choose one, so it repeats
    the one that calls, which learns nothing but that its call failed.
    """
    headers = {name: f"'{value}'" for name, value in origin_headers(next(iter(origins), None), origins).items()}
    if len(origins) > 1:
        headers["Access-Control-Allow-Origin"] = REQUEST_ORIGIN
    return {kind: _response(problem, urls, headers) for kind, problem in PROBLEMS.items()}


def _response(problem: Problem, urls: Urls, shared: Mapping[str, str]) -> Mapping[str, Any]:
    # What the gateway turns away is too much of all callers together.
    facts: Facts = {"limit_name": LimitName.CALLS_OF_ALL} if problem is Problem.TOO_MANY_CALLS else {}
    response = problem_response(Refused(problem, facts=facts), LANGUAGE, f"${REQUEST_ID}", urls=urls)
    headers = {name: f"'{value}'" for name, value in response.headers.items()} | dict(shared)
    headers |= {"Cache-Control": "'no-store'", "X-Content-Type-Options": "'nosniff'", "X-Request-Id": REQUEST_ID}
    return {
        "statusCode": str(int(response.status_code)),
        "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
        "responseTemplates": {"application/json": str(response.body)},
    }

"""What API Gateway answers by itself: the app's own problems, the call's id left for it to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.errors import Problem, Refused
from chalicelib.web.api.problems import problem_response

# A path without a route is to the gateway a call that is not signed, or with a bearer token a badly signed one.
ANSWERS: Mapping[str, Problem] = {
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
    "THROTTLED": Problem.BUSY,
    "UNSUPPORTED_MEDIA_TYPE": Problem.UNSUPPORTED_MEDIA_TYPE,
}
# The gateway knows no language of the caller's.
LANGUAGE = "en"
CALL_ID = "context.requestId"


@dataclass(frozen=True)
class GatewayAnswer:
    """One answer as API Gateway wants it told; a header's value in quotes is itself, another is looked up."""

    status: str
    headers: Mapping[str, str]
    body: str


def answer_of(problem: Problem) -> GatewayAnswer:
    """The problem as the app would answer it."""
    response = problem_response(Refused(problem), LANGUAGE, f"${CALL_ID}")
    headers = {name: f"'{value}'" for name, value in response.headers.items()}
    headers |= {"Cache-Control": "'no-store'", "X-Content-Type-Options": "'nosniff'", "X-Request-Id": CALL_ID}
    return GatewayAnswer(str(int(response.status_code)), headers, str(response.body))

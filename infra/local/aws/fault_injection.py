"""Injected faults of SES: error responses instead of sending."""

import json
from enum import StrEnum

from werkzeug.wrappers import Response


class SesFault(StrEnum):
    """Kinds of faults, the values of `POST /ses`."""

    NONE = "none"
    THROTTLE = "throttle"
    REJECT = "reject"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    DENIED = "denied"
    QUOTA = "quota"


# Error, status and message as in the SES API v2 reference for SendEmail.
_ERRORS = {
    SesFault.THROTTLE: ("TooManyRequestsException", 429, "Maximum sending rate exceeded."),
    SesFault.REJECT: ("MessageRejected", 400, "Email address is not verified."),
    SesFault.PAUSED: ("SendingPausedException", 400, "Email sending is disabled for your account."),
    SesFault.SUSPENDED: ("AccountSuspendedException", 400, "Your account is suspended."),
    SesFault.DENIED: ("AccessDeniedException", 403, "User is not authorized to perform ses:SendEmail."),
    SesFault.QUOTA: ("LimitExceededException", 400, "Daily message quota exceeded."),
}


def error_response(fault: SesFault) -> Response | None:
    """Return the error response of SendEmail for this fault; None if SES works."""
    if fault is SesFault.NONE:
        return None
    error, status, message = _ERRORS[fault]
    return Response(
        json.dumps({"message": message}),
        status,
        {"x-amzn-ErrorType": error},
        content_type="application/json",
    )

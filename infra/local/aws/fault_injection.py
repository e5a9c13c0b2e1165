"""The weather at SES: what it answers instead of sending, in AWS's own words."""

import json
from enum import StrEnum

from werkzeug.wrappers import Response


class Weather(StrEnum):
    """The values of `POST /ses`."""

    NONE = "none"
    THROTTLE = "throttle"
    REJECT = "reject"
    PAUSED = "paused"


# Error, status and message as in the SES API v2 reference for SendEmail.
_STORMS = {
    Weather.THROTTLE: ("TooManyRequestsException", 429, "Maximum sending rate exceeded."),
    Weather.REJECT: ("MessageRejected", 400, "Email address is not verified."),
    Weather.PAUSED: ("SendingPausedException", 400, "Email sending is disabled for your account."),
}


def answer(weather: Weather) -> Response | None:
    """What SendEmail answers in this weather; None when it sends."""
    if weather is Weather.NONE:
        return None
    error, status, message = _STORMS[weather]
    return Response(
        json.dumps({"message": message}),
        status,
        {"x-amzn-ErrorType": error},
        content_type="application/json",
    )

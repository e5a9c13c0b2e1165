"""What the authorization endpoint answers when it is asked to sign in a browser that nobody has signed in with.

Asked without a page (`prompt=none`), it has to send the browser back with an error (OpenID Connect Core 1.0, section
3.1.2.6). A client or callback that it does not take it refuses by a status, or by an error in its own page's address.
"""

from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.services.sign_in.failures import NOT_BROKEN, breakdown_by
from chalicelib.services.unit_of_work.metrics import Metric

WITHOUT_PAGE = {"prompt": "none"}


def breakdown_of(reply: Reply) -> Metric | None:
    """Return what the answer says of everybody's sign-ins; None if people can sign in."""
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR or reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return Metric.SIGN_IN_UNAVAILABLE
    if reply.status >= HTTPStatus.BAD_REQUEST:
        return Metric.SIGN_IN_REFUSED
    parts = urlsplit(reply.location)
    errors = parse_qs(f"{parts.query}&{parts.fragment}").get("error", [])
    return next((breakdown_by(error) or Metric.SIGN_IN_REFUSED for error in errors if error not in NOT_BROKEN), None)

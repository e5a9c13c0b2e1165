"""Why a sign-in failed, and what each error code of a provider means for the person."""

import logging
from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.metrics import Metric

logger = logging.getLogger(__name__)


class SignInFailure(StrEnum):
    """A reason that the person is told."""

    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    INCOMPLETE = "incomplete"
    NOT_SET_UP = "not-set-up"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    INVALID = "invalid"


# RFC 6749, section 4.1.2.1, and OpenID Connect Core 1.0, section 3.1.2.6; `invalid_client` and `redirect_uri_mismatch`
# are what some providers say instead. Keycloak sends `temporarily_unavailable` to
# the second of two tabs when the person has signed in with the first.
PROVIDER_ERRORS: Mapping[str, SignInFailure] = {
    "access_denied": SignInFailure.REFUSED,
    "server_error": SignInFailure.UNAVAILABLE,
    "temporarily_unavailable": SignInFailure.UNAVAILABLE,
    "account_selection_required": SignInFailure.INCOMPLETE,
    "consent_required": SignInFailure.INCOMPLETE,
    "interaction_required": SignInFailure.INCOMPLETE,
    "login_required": SignInFailure.INCOMPLETE,
    "invalid_client": SignInFailure.NOT_SET_UP,
    "invalid_request": SignInFailure.NOT_SET_UP,
    "invalid_request_object": SignInFailure.NOT_SET_UP,
    "invalid_request_uri": SignInFailure.NOT_SET_UP,
    "invalid_scope": SignInFailure.NOT_SET_UP,
    "redirect_uri_mismatch": SignInFailure.NOT_SET_UP,
    "registration_not_supported": SignInFailure.NOT_SET_UP,
    "request_not_supported": SignInFailure.NOT_SET_UP,
    "request_uri_not_supported": SignInFailure.NOT_SET_UP,
    "unauthorized_client": SignInFailure.NOT_SET_UP,
    "unsupported_response_type": SignInFailure.NOT_SET_UP,
}


# What a person may do, or has yet to do, and no fault of the provider or of what it is asked.
NOT_BROKEN = frozenset(
    code
    for code, failure in PROVIDER_ERRORS.items()
    if failure in (SignInFailure.REFUSED, SignInFailure.INCOMPLETE) or code == "temporarily_unavailable"
)


def breakdown_by(error: str) -> Metric | None:
    """Return what an error code of the provider says of everybody's sign-ins; None for one of a single person's."""
    failure = PROVIDER_ERRORS.get(error)
    if error in NOT_BROKEN or failure is None:
        return None
    return Metric.SIGN_IN_UNAVAILABLE if failure is SignInFailure.UNAVAILABLE else Metric.SIGN_IN_REFUSED


class SignInRefused(Refused):
    """Raised when a sign-in fails before its code is used. Its problem is `unauthenticated`."""

    def __init__(self, failure: SignInFailure) -> None:
        super().__init__(Problem.UNAUTHENTICATED)
        self.failure = failure


def failure_of(refused: Refused) -> SignInFailure | None:
    """Return the reason to tell; None if the problem's own text is the better one, such as `email-not-verified`."""
    if isinstance(refused, SignInRefused):
        return refused.failure
    if refused.problem is Problem.BUSY:
        return SignInFailure.UNAVAILABLE
    return SignInFailure.INVALID if refused.problem is Problem.UNAUTHENTICATED else None


def refusal_of_provider(error: str) -> SignInRefused:
    """Return the refusal for an error of the provider. Logs only known codes: others are text from the query."""
    failure = PROVIDER_ERRORS.get(error, SignInFailure.REFUSED)
    logger.warning("the sign-in provider signed nobody in: %s", error if error in PROVIDER_ERRORS else "unknown error")
    return SignInRefused(failure)

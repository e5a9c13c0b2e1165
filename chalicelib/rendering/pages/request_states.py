"""One sentence about each status of a request, for the request's page."""

from collections.abc import Mapping

from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.rendering.languages import msgid, translator

# Empty where the decision, which is shown as well, says all there is.
EXPLANATIONS: Mapping[RequestStatus, str] = {
    RequestStatus.PENDING_REVIEW: msgid("A reviewer looks at it first; the customer hears of it once it is accepted."),
    RequestStatus.PENDING: msgid("Somebody at the customer is asked to decide."),
    RequestStatus.APPROVED: msgid("The Smart Account is active."),
    RequestStatus.DECLINED: "",
    RequestStatus.WITHDRAWN: "",
    RequestStatus.EXPIRED: msgid("Nobody decided in time. The domain is free again."),
}


def explained(status: RequestStatus, language: str) -> str:
    """The sentence; empty where there is none."""
    sentence = EXPLANATIONS[status]
    return translator(language).gettext(sentence) if sentence else ""

"""The texts about each status of a request: its label, and one sentence on the request's page."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.requests.progress import Step, StepState
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid, translator


@value_class
class StateTexts:
    """One row for each status. The explanation is empty where the decision, also on the page, says enough."""

    label: str
    explanation: str


STATE_TEXTS: Mapping[RequestStatus, StateTexts] = {
    RequestStatus.PENDING_REVIEW: StateTexts(
        msgid("In review"), msgid("A reviewer looks at it first; the customer hears of it once it is accepted.")
    ),
    RequestStatus.PENDING: StateTexts(msgid("Pending"), msgid("Somebody at the customer is asked to decide.")),
    RequestStatus.APPROVED: StateTexts(msgid("Approved"), msgid("The Smart Account is active.")),
    RequestStatus.DECLINED: StateTexts(msgid("Declined"), ""),
    RequestStatus.WITHDRAWN: StateTexts(msgid("Withdrawn"), ""),
    RequestStatus.EXPIRED: StateTexts(msgid("Expired"), msgid("Nobody decided in time. The domain is free again.")),
}


def state_explanation(status: RequestStatus, language: str) -> str:
    """The sentence about the status; empty where there is none."""
    explanation = STATE_TEXTS[status].explanation
    return translator(language).gettext(explanation) if explanation else ""


LABELS_OF_STEPS: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Step: {
        Step.SENT: msgid("Request sent"),
        Step.REVIEW: msgid("Review"),
        Step.DECISION: msgid("Decision of the customer"),
        Step.ACTIVE: msgid("Account active"),
    },
    # An ended step has the status of its request instead.
    StepState: {
        StepState.DONE: msgid("Done"),
        StepState.CURRENT: msgid("Now"),
        StepState.TO_COME: msgid("To come"),
        StepState.ENDED: msgid("Ended"),
    },
}

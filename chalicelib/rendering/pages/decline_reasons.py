"""What a reason for declining says: to the approver who chooses it, and to the requester, who goes on from it."""

from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.requests.request import ReasonCode
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid


class NextPage(StrEnum):
    """Where the button of the requester's mail leads."""

    SEARCH = "search"
    REQUEST = "request"
    NEW_REQUEST = "new_request"


@value_class
class DeclineReason:
    """One row for each reason, so that none has a label without a next step."""

    label: str
    next_step: str
    next_page: NextPage


DECLINE_REASONS: Mapping[ReasonCode, DeclineReason] = {
    ReasonCode.ALREADY_HAVE_ACCOUNT: DeclineReason(
        msgid("We already have a Smart Account"),
        msgid("Find the customer's existing account and ask its administrators for access."),
        NextPage.SEARCH,
    ),
    ReasonCode.WRONG_DOMAIN: DeclineReason(
        msgid("The domain identifier is wrong"),
        msgid("Ask the customer which domain is right, then send a new request."),
        NextPage.NEW_REQUEST,
    ),
    ReasonCode.WRONG_PERSON: DeclineReason(
        msgid("I am not the right person to decide"),
        msgid("Ask the customer who decides, then send a new request to that person."),
        NextPage.NEW_REQUEST,
    ),
    ReasonCode.NOT_NEEDED: DeclineReason(
        msgid("We do not need a Smart Account"),
        msgid("Talk to the customer before you ask again."),
        NextPage.REQUEST,
    ),
    ReasonCode.SUSPICIOUS: DeclineReason(
        msgid("The request looks suspicious"),
        msgid("Talk to the customer before you ask again: they did not trust the request."),
        NextPage.REQUEST,
    ),
    ReasonCode.OTHER: DeclineReason(
        msgid("Another reason"),
        msgid("Talk to the customer; if they agree, send a new request."),
        NextPage.NEW_REQUEST,
    ),
}

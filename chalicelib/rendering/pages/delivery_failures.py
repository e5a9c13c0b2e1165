"""What a requester is told of a mail that did not arrive, and what they can do about it."""

from collections.abc import Mapping

from chalicelib.domain.requests.delivery import DeliveryFailure
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid


@value_class
class FailureTexts:
    """One row for each failure, so that none is told without a way on; `happened` takes the `address`."""

    happened: str
    to_do: str


DELIVERY_FAILURES: Mapping[DeliveryFailure, FailureTexts] = {
    DeliveryFailure.BOUNCED: FailureTexts(
        msgid("The mail to {address} did not arrive: it came back for good."),
        msgid("The address may be mistyped or no longer in use. Correct it, or ask somebody else."),
    ),
    DeliveryFailure.BOUNCED_FOR_NOW: FailureTexts(
        msgid("The mail to {address} did not arrive: the mailbox did not take it."),
        msgid("It may be full, or its owner away. Send a new link later, or ask somebody else."),
    ),
    DeliveryFailure.COMPLAINED: FailureTexts(
        msgid("The mail to {address} was reported as unwanted."),
        msgid("Talk to the person before you send anything else, or ask somebody else."),
    ),
    DeliveryFailure.NEVER_SENT: FailureTexts(
        msgid("The mail to {address} could not be sent."),
        msgid("Check the address and send a new link. If that fails too, write to {support}."),
    ),
}

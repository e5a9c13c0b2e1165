"""Why a link no longer decides, or why a choice made by one is refused: what is true of every such case."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid

MEANINGS: Mapping[Problem, str] = {
    Problem.ALREADY_DECIDED: msgid(
        "Several people can be asked about one request. This one was decided before your decision came."
    ),
    Problem.AUTHORITY_NOT_CONFIRMED: msgid(
        "An account is created only when whoever approves confirms that they may decide this for their"
        " organisation. The statement was not ticked."
    ),
    Problem.CONFIRM_OUTSIDE_DOMAIN: msgid(
        "The address that you want to forward to does not fit the domain of the account. A slip of the keyboard"
        " could hand the decision to a stranger, so it has to be confirmed."
    ),
    Problem.FORWARD_LIMIT: msgid("A decision can be handed on only a few times, so that it does not get lost."),
    Problem.FORWARD_LOOP: msgid(
        "A request is forwarded only to people who were never asked about it, so that it does not go round in"
        " circles."
    ),
    Problem.FORWARD_TO_REQUESTER: msgid(
        "The address belongs to the person or the organisation that asks for the account, and nobody approves"
        " their own request."
    ),
    Problem.FORWARD_TO_SELF: msgid("The address is the one that your own link was sent to."),
    Problem.LINK_EXPIRED: msgid(
        "For safety, a link works for a limited time. The request itself may still wait for a decision."
    ),
    Problem.LINK_FORWARDED: msgid(
        "Whoever forwards a request hands the decision over, and their own link no longer decides."
    ),
    Problem.LINK_SUPERSEDED: msgid(
        "A newer link was sent in the place of this one, or the requester has asked another person to decide."
    ),
    Problem.LINK_UNKNOWN: msgid(
        "This is no link that was made here. Often a part of the address was lost when it was copied, or the mail"
        " broke it over two lines."
    ),
    Problem.REQUEST_EXPIRED: msgid("A request waits for a decision for a limited time, and then ends by itself."),
    Problem.REQUEST_WITHDRAWN: msgid("A requester can take a request back as long as nobody has decided."),
}

"""What is said to the holder of a link when it no longer decides, or when a rule refuses what they chose."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.filled import Words

TITLES: Mapping[Problem, str] = {
    Problem.ALREADY_DECIDED: msgid("This has been decided already"),
    Problem.AUTHORITY_NOT_CONFIRMED: msgid("Please confirm that you may decide this"),
    Problem.CONFIRM_OUTSIDE_DOMAIN: msgid("This address lies outside your organisation's domain"),
    Problem.FORWARD_LIMIT: msgid("This request has been forwarded too often"),
    Problem.FORWARD_LOOP: msgid("This person was asked before"),
    Problem.FORWARD_TO_REQUESTER: msgid("The requester's side cannot decide"),
    Problem.FORWARD_TO_SELF: msgid("This is your own address"),
    Problem.LINK_EXPIRED: msgid("This link has expired"),
    Problem.LINK_FORWARDED: msgid("You forwarded this request"),
    Problem.LINK_SUPERSEDED: msgid("This link has been replaced"),
    Problem.LINK_UNKNOWN: msgid("This link is not valid"),
    Problem.REQUEST_EXPIRED: msgid("The time for this request is over"),
    Problem.REQUEST_WITHDRAWN: msgid("This request was withdrawn"),
}

DETAILS: Mapping[Problem, Words] = {
    Problem.ALREADY_DECIDED: Words(
        msgid("The first decision counts, and yours changed nothing. Open the page again to see the outcome."),
    ),
    Problem.AUTHORITY_NOT_CONFIRMED: Words(
        msgid(
            "Tick the statement that you may decide this for your organisation, then approve again. If you may"
            " not, forward the request to somebody who may."
        ),
    ),
    Problem.CONFIRM_OUTSIDE_DOMAIN: Words(
        msgid("Check the address. If this person may decide for your organisation, confirm it and forward again."),
    ),
    Problem.FORWARD_LIMIT: Words(
        msgid("Decide yourself, or decline and name the right person to the requester."),
    ),
    Problem.FORWARD_LOOP: Words(msgid("Forward to somebody who was not asked yet, or decide yourself.")),
    Problem.FORWARD_TO_REQUESTER: Words(
        msgid("The decision belongs to the customer. Forward to somebody at your own organisation."),
    ),
    Problem.FORWARD_TO_SELF: Words(msgid("Enter the address of somebody else, or decide yourself.")),
    Problem.LINK_EXPIRED: Words(
        msgid("Ask for a new link on this page; it is sent to the address that this link was sent to."),
    ),
    Problem.LINK_FORWARDED: Words(
        msgid(
            "Somebody else decides now; there is nothing left for you to do. If that was not you, tell support."
        ),
    ),
    Problem.LINK_SUPERSEDED: Words(
        msgid("Use the link in the latest mail. If you have none, ask the requester who is to decide now."),
    ),
    Problem.LINK_UNKNOWN: Words(
        msgid("Copy the whole link from the mail into the address bar, or use the button in the mail."),
    ),
    Problem.REQUEST_EXPIRED: Words(
        msgid("Nobody decided in time, so no account was created. The requester can send a new request."),
    ),
    Problem.REQUEST_WITHDRAWN: Words(
        msgid("The requester took it back, so no account was created. There is nothing left for you to do."),
    ),
}

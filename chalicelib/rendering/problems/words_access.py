"""What is said when a rule refuses access, a decision about it, or what somebody wants to do with an account."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.problems.filled import Words

TITLES: Mapping[Problem, str] = {
    Problem.ACCESS_ALREADY_GRANTED: msgid("This access has been granted already"),
    Problem.ACCESS_REQUEST_UNKNOWN: msgid("There is no such request for access"),
    Problem.ADMINISTRATOR_REQUIRED: msgid("This is for administrators of the account"),
    Problem.BEYOND_OWN_RIGHT: msgid("This goes beyond your own right"),
    Problem.LAST_ADMINISTRATOR: msgid("An account needs an administrator"),
    Problem.NOT_THE_DECIDER: msgid("This is not for you to decide"),
    Problem.ROLE_UNKNOWN: msgid("There is no such role on this account"),
    Problem.VIRTUAL_ACCOUNT_UNKNOWN: msgid("There is no such Virtual Account"),
}

DETAILS: Mapping[Problem, Words] = {
    Problem.ACCESS_ALREADY_GRANTED: Words(
        msgid(
            "There is nothing left to do, unless you meant another role or another Virtual Account: choose that."
        ),
    ),
    Problem.ACCESS_REQUEST_UNKNOWN: Words(
        msgid("Check the address, or find the request among your requests for access."),
    ),
    Problem.ADMINISTRATOR_REQUIRED: Words(
        msgid("Ask an administrator of the account to do it, or ask for that role on the account's page."),
    ),
    Problem.BEYOND_OWN_RIGHT: Words(
        msgid(
            "Choose a role on Virtual Accounts that you administer, or leave this to an administrator of the"
            " whole account."
        ),
    ),
    Problem.LAST_ADMINISTRATOR: Words(
        msgid("Make somebody else an administrator of the account first, then withdraw this role."),
    ),
    Problem.NOT_THE_DECIDER: Words(
        msgid("Leave it to an administrator of the account; they have been told of it.")
    ),
    Problem.ROLE_UNKNOWN: Words(msgid("Reload the list of those who have access, and choose again.")),
    Problem.VIRTUAL_ACCOUNT_UNKNOWN: Words(msgid("Open the account, and choose among its Virtual Accounts.")),
}

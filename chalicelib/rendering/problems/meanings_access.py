"""Why access, or running an account, is refused: what is true of every such case."""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem
from chalicelib.rendering.languages import msgid

MEANINGS: Mapping[Problem, str] = {
    Problem.ACCESS_ALREADY_GRANTED: msgid(
        "Whoever this access is for has the role already, or one that includes it."
    ),
    Problem.ACCESS_REQUEST_UNKNOWN: msgid(
        "No request for access that you may see has this id: it is shown to whoever asked and to those who may"
        " decide."
    ),
    Problem.ADMINISTRATOR_REQUIRED: msgid(
        "An account is run by its administrators: they change it, grant roles on it and withdraw them. You are"
        " signed in, but do not administer this account."
    ),
    Problem.BEYOND_OWN_RIGHT: msgid(
        "Whoever administers Virtual Accounts grants and withdraws the roles of Virtual Accounts, on those and on"
        " no others. All else is for the administrators of the whole account."
    ),
    Problem.LAST_ADMINISTRATOR: msgid(
        "Without an administrator nobody could run the account or decide who gets access. This role belongs to"
        " the last one."
    ),
    Problem.NOT_THE_DECIDER: msgid(
        "A request for access is decided by the administrators of the account and, when it names Virtual Accounts,"
        " by whoever administers all of those."
    ),
    Problem.ROLE_UNKNOWN: msgid(
        "No role on this account has the id that was given. Somebody may have withdrawn it in the meantime."
    ),
    Problem.VIRTUAL_ACCOUNT_UNKNOWN: msgid("The account has no Virtual Account with the id that was given."),
}

"""Who may call an operation, in words."""

from collections.abc import Mapping

from chalicelib.rendering.languages import msgid
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard

CALLERS: Mapping[Guard, str] = {
    Guard.PUBLIC: msgid("Everybody, without signing in"),
    Guard.SIGNED_IN: msgid("Signed-in people, also without a role"),
    Guard.ROLE: msgid("Signed-in people who have a role on an account"),
    Guard.REVIEWER: msgid("Signed-in reviewers"),
    Guard.ROLE_OR_REVIEWER: msgid("Signed-in people who have a role on an account, and signed-in reviewers"),
    Guard.CLIENT: msgid("A client of the sign-in provider, with an access token of its own"),
}
LINK_HOLDER = msgid("Whoever holds the link, without signing in")


def callers_of(operation: Operation) -> str:
    """Return which people may call the operation."""
    return LINK_HOLDER if "{token}" in operation.path else CALLERS[operation.guard]

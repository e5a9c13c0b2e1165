"""Who acts on a request or account, and in which role. Every audit event records an actor."""

from enum import StrEnum

from chalicelib.domain.value_classes import value_class


class Role(StrEnum):
    """Role of an actor. Administrators decide access requests and administer their account.

    A program acts for its account. A receiver accepts or declines an offer. A team member acts on a request of
    somebody else of their team. Somebody who was notified of a recovery objects to it.
    """

    REQUESTER = "requester"
    TEAM_MEMBER = "team_member"
    PROGRAM = "program"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    RECEIVER = "receiver"
    NOTIFIED = "notified"
    SYSTEM = "system"


@value_class
class Actor:
    """An actor. `who` is a person's or program's id, a link holder's masked address, or empty for the system."""

    role: Role
    who: str = ""

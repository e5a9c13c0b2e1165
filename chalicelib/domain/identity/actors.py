"""Who acts on a request or account, and in which role. Every audit event records an actor."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Role of an actor. Administrators decide access requests and administer their account.

    A receiver accepts or declines an offer.
    """

    REQUESTER = "requester"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    RECEIVER = "receiver"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """An actor. `who` is a person id, a link holder's masked address, or empty for the system."""

    role: Role
    who: str = ""

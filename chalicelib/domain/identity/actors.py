"""Who acts on a request or account, and in which role; recorded with every audit event."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """In which role somebody acts; administrators decide requests for access, and run their account."""

    REQUESTER = "requester"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who did it: a person id, a link holder's masked address, or nothing for the system."""

    role: Role
    who: str = ""

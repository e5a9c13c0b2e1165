"""Writes of a commit that concern roles, Virtual Accounts and access requests."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import Grant, VirtualAccount
from chalicelib.domain.events import AuditEvent


@dataclass(frozen=True)
class SaveVirtualAccount:
    """Add a Virtual Account, or replace one that `is_known`."""

    virtual_account: VirtualAccount
    is_known: bool = False


@dataclass(frozen=True)
class RemoveVirtualAccount:
    """Delete a Virtual Account; fails if it was removed meanwhile."""

    virtual_account: VirtualAccount


@dataclass(frozen=True)
class GiveRole:
    """Grant a role: list it on the account, with its address and, once claimed, with the person.

    Fails if the account has a role with this id, whoever its current holder is.
    """

    grant: Grant


@dataclass(frozen=True)
class ClaimRole:
    """Bind a role to the person, from nobody or from who has it; fails if it was claimed or withdrawn meanwhile."""

    grant: Grant
    person_id: str
    name: str
    at: datetime


@dataclass(frozen=True)
class MoveRole:
    """Move a claimed role to another address of its person; fails if it was withdrawn or moved meanwhile."""

    grant: Grant
    email: str


@dataclass(frozen=True)
class WithdrawRole:
    """Delete a role from all lists; fails if it was claimed, moved or withdrawn meanwhile."""

    grant: Grant


@dataclass(frozen=True)
class OfferRole:
    """List an offer on its account and with its address; fails if its place there is taken at `now`."""

    offer: Offer
    now: datetime


@dataclass(frozen=True)
class CloseOffer:
    """Take an offer off both lists; fails if it was answered or withdrawn meanwhile.

    Unless it was accepted, it keeps its place with the address until its end.
    """

    offer: Offer
    is_accepted: bool


@dataclass(frozen=True)
class RequireRole:
    """Write nothing; the commit fails if the role was withdrawn or reassigned since it was read."""

    grant: Grant


@dataclass(frozen=True)
class KeepLostRole:
    """Record that an address has lost the administrator's role, under the id that an import would use for it."""

    account_id: str
    role_id: str


@dataclass(frozen=True)
class SaveAccessRequest:
    """Write the access request if it is still at the version that was read (0: if there is none)."""

    request: AccessRequest


@dataclass(frozen=True)
class ListAccessRequest:
    """Add a new access request to its requester's list."""

    request: AccessRequest


@dataclass(frozen=True)
class SaveRecentAccessRequests:
    """Write the newest access requests of a person, if still at the version that was read."""

    recent_access_requests: RecentAccessRequests


@dataclass(frozen=True)
class SavePendingInbox:
    """Write the pending inbox of an account, if still at the version that was read."""

    inbox: PendingInbox


@dataclass(frozen=True)
class AppendAccountEvent:
    """Append an event to an account's audit trail."""

    event: AuditEvent


AccessWrite = (
    SaveVirtualAccount
    | RemoveVirtualAccount
    | GiveRole
    | ClaimRole
    | MoveRole
    | WithdrawRole
    | OfferRole
    | CloseOffer
    | RequireRole
    | KeepLostRole
    | SaveAccessRequest
    | ListAccessRequest
    | SaveRecentAccessRequests
    | SavePendingInbox
    | AppendAccountEvent
)

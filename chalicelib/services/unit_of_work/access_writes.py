"""The changes of a commit that concern who may do what: roles, Virtual Accounts, requests for access."""

from dataclasses import dataclass

from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import Grant, VirtualAccount
from chalicelib.domain.events import AuditEvent


@dataclass(frozen=True)
class SaveVirtualAccount:
    """Adds a Virtual Account, or writes one that `is_known` anew."""

    virtual_account: VirtualAccount
    is_known: bool = False


@dataclass(frozen=True)
class GiveRole:
    """Grants a role: listed on the account, with its address and, once claimed, with the person.

    Fails if the account has a role with this id, whoever its current holder is.
    """

    grant: Grant


@dataclass(frozen=True)
class ClaimRole:
    """Binds an unclaimed role of an address to the person; fails if it was claimed or withdrawn meanwhile."""

    grant: Grant
    person_id: str
    name: str


@dataclass(frozen=True)
class MoveRole:
    """Moves a claimed role to another address of its person; fails if it was withdrawn or moved meanwhile."""

    grant: Grant
    email: str


@dataclass(frozen=True)
class WithdrawRole:
    """Takes a role away wherever it is listed; fails if it was claimed, moved or withdrawn meanwhile."""

    grant: Grant


@dataclass(frozen=True)
class RequireRole:
    """Writes nothing; the commit fails if the role was withdrawn or changed hands since it was read."""

    grant: Grant


@dataclass(frozen=True)
class KeepLostRole:
    """Keeps that an address has lost the administrator's role, under the id that an import would give it again."""

    account_id: str
    role_id: str


@dataclass(frozen=True)
class SaveAccessRequest:
    """Writes the access request if it is still at the version that was read (0: if there is none)."""

    request: AccessRequest


@dataclass(frozen=True)
class ListAccessRequest:
    """Lists a new access request among its requester's own."""

    request: AccessRequest


@dataclass(frozen=True)
class SaveRecentAccessRequests:
    """Writes the newest access requests of a person, if still at the version that was read."""

    recent_access_requests: RecentAccessRequests


@dataclass(frozen=True)
class SavePendingInbox:
    """Writes what lies before an account's deciders, if still at the version that was read."""

    inbox: PendingInbox


@dataclass(frozen=True)
class AppendAccountEvent:
    """Appends to an account's own audit trail."""

    event: AuditEvent


AccessWrite = (
    SaveVirtualAccount
    | GiveRole
    | ClaimRole
    | MoveRole
    | WithdrawRole
    | RequireRole
    | KeepLostRole
    | SaveAccessRequest
    | ListAccessRequest
    | SaveRecentAccessRequests
    | SavePendingInbox
    | AppendAccountEvent
)

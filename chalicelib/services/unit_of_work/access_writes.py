"""Writes of a commit that concern roles, Virtual Accounts and access requests."""

from datetime import datetime

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import FormerAdministrator, Grant, VirtualAccount
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class


@value_class
class SaveVirtualAccount:
    """Add a Virtual Account, or replace one that `is_known`."""

    virtual_account: VirtualAccount
    is_known: bool = False


@value_class
class RemoveVirtualAccount:
    """Delete a Virtual Account; fails if it was removed meanwhile."""

    virtual_account: VirtualAccount


@value_class
class GiveRole:
    """Grant a role: list it on the account, with its address and, once claimed, with the person.

    Fails if the account has a role with this id, whoever its current holder is.
    """

    grant: Grant


@value_class
class ClaimRole:
    """Bind a role to the person, from nobody or from who has it; fails if it was claimed or withdrawn meanwhile."""

    grant: Grant
    person_id: str
    name: str
    at: datetime


@value_class
class MoveRole:
    """Move a claimed role to another address of its person; fails if it was withdrawn or moved meanwhile."""

    grant: Grant
    email: str


@value_class
class WithdrawRole:
    """Delete a role from all lists; fails if it was claimed, moved or withdrawn meanwhile.

    `is_last` says that its address has no other role on the account.
    """

    grant: Grant
    is_last: bool = True


@value_class
class OfferRole:
    """List an offer on its account and with its address; fails if its place there is taken at `now`."""

    offer: Offer
    now: datetime


@value_class
class CloseOffer:
    """Take an offer off both lists; fails if it was answered or withdrawn meanwhile.

    Unless it was accepted, it keeps its place with the address until its end.
    """

    offer: Offer
    is_accepted: bool


@value_class
class RequireRole:
    """Write nothing; the commit fails if the role was withdrawn or reassigned since it was read."""

    grant: Grant


@value_class
class RequireNoRole:
    """Write nothing; the commit fails if the address, in whatever spelling, has a role on the account."""

    account_id: str
    email: str


@value_class
class KeepLostRole:
    """Record that an address has lost the administrator's role, under the id that an import would use for it.

    Without `former` nothing is kept of the person: erased, or recorded by an earlier release.
    """

    account_id: str
    role_id: str
    former: FormerAdministrator | None = None


@value_class
class SaveAccessRequest:
    """Write the access request if it is still at the version that was read (0: if there is none)."""

    request: AccessRequest


@value_class
class ListAccessRequest:
    """Add a new access request to its requester's list."""

    request: AccessRequest


@value_class
class SaveInquiry:
    """Write the inquiry if it is still at the version that was read (0: if there is none)."""

    inquiry: Inquiry


@value_class
class ListInquiry:
    """Add a new inquiry to its person's list."""

    inquiry: Inquiry


@value_class
class ListForReviewers:
    """List a pending access request with those that reviewers may decide."""

    request: AccessRequest


@value_class
class UnlistFromReviewers:
    """Remove a closed access request from that list."""

    request: AccessRequest


@value_class
class SaveRecentAccessRequests:
    """Write the newest access requests of a person, if still at the version that was read."""

    recent_access_requests: RecentAccessRequests


@value_class
class SavePendingInbox:
    """Write the pending inbox of an account, if still at the version that was read."""

    inbox: PendingInbox


@value_class
class AppendAccountEvent:
    """Append an event to an account's audit trail, and have its team told of it."""

    event: AuditEvent
    team_event: TeamEvent | None


@value_class
class UnlistRequest:
    """Take a request that is handed over off the list of who was its requester."""

    request: AccountRequest


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
    | RequireNoRole
    | UnlistRequest
    | KeepLostRole
    | SaveAccessRequest
    | ListAccessRequest
    | SaveInquiry
    | ListInquiry
    | ListForReviewers
    | UnlistFromReviewers
    | SaveRecentAccessRequests
    | SavePendingInbox
    | AppendAccountEvent
)

"""A request for access to an existing account: what is stored, and what can be read off it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.rights import Access
from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.identity.person import Requester


class AccessScope(StrEnum):
    """What access is asked to."""

    ACCOUNT = "account"
    VIRTUAL_ACCOUNTS = "virtual_accounts"


class AccessStatus(StrEnum):
    """Where it stands; the last two are final. It waits until somebody decides."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True)
class AccessDecision:
    """How an administrator ended it; `granted` may differ from what was asked, and is None when declined."""

    person_id: str
    name: str
    at: datetime
    granted: Access | None = None
    granted_names: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name))

    @property
    def status(self) -> AccessStatus:
        """What it comes to."""
        return AccessStatus.APPROVED if self.granted else AccessStatus.DECLINED


@dataclass(frozen=True)
class AccessRequest:
    """Somebody asks for a role. The account's name and the parts' names are as they were when it was asked."""

    access_request_id: str
    account_id: str
    account_name: str
    domain_identifier: str
    requester: Requester
    asked: Access
    part_names: tuple[str, ...]
    note: str
    created_at: datetime
    decision: AccessDecision | None = None
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    @property
    def status(self) -> AccessStatus:
        """Where it stands."""
        return self.decision.status if self.decision else AccessStatus.PENDING


@dataclass(frozen=True)
class InboxEntry:
    """An access request that waits, as far as a list of them needs to know it."""

    access_request_id: str
    account_id: str
    person_id: str
    role: AccessRole
    virtual_account_ids: tuple[str, ...]
    asked_at: datetime

    @property
    def asked(self) -> Access:
        """What is asked for."""
        return Access(self.role, self.virtual_account_ids)


@dataclass(frozen=True)
class PendingInbox:
    """What lies before the deciders of one account: all that waits, and the newest decided ones by id."""

    account_id: str
    waiting: tuple[InboxEntry, ...] = ()
    decided: tuple[str, ...] = ()
    version: int = 0

    def of_person(self, person_id: str) -> InboxEntry | None:
        """The person's own request that waits here."""
        return next((one for one in self.waiting if one.person_id == person_id), None)

    def with_waiting(self, request: AccessRequest) -> "PendingInbox":
        """The desk with this request on it."""
        asked = request.asked
        one = InboxEntry(
            request.access_request_id,
            request.account_id,
            request.requester.person_id,
            asked.role,
            asked.virtual_account_ids,
            request.created_at,
        )
        return replace(self, waiting=(*self.waiting, one))

    def with_decided(self, access_request_id: str, most: int) -> "PendingInbox":
        """The desk with this request decided; it keeps the `most` newest of those."""
        waiting = tuple(one for one in self.waiting if one.access_request_id != access_request_id)
        return replace(self, waiting=waiting, decided=(access_request_id, *self.decided)[:most])


@dataclass(frozen=True)
class RecentAccessRequests:
    """The newest requests for access of one person, each with its account, for their directory to begin with."""

    person_id: str
    newest: tuple[tuple[str, str], ...] = ()
    version: int = 0

    def with_request(self, request: AccessRequest, most: int) -> "RecentAccessRequests":
        """With this one in front, cut at `most`."""
        one = (request.access_request_id, request.account_id)
        return replace(self, newest=(one, *self.newest)[:most])

"""Access requests and the lists of them: stored state and what is derived from it."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.rights import Access
from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.value_classes import value_class


class AccessScope(StrEnum):
    """Whether access is for the whole account or for some of its Virtual Accounts."""

    ACCOUNT = "account"
    VIRTUAL_ACCOUNTS = "virtual_accounts"


class AccessStatus(StrEnum):
    """Status of an access request; all but the first are final."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@value_class
class AccessDecision:
    """How a request ended. `granted` may differ from what was requested; None if nothing was granted.

    `outcome` is None for a decision of somebody who may decide. Nobody is named where the time was over.
    """

    person_id: str
    name: str
    at: datetime
    granted: Access | None = None
    granted_names: tuple[str, ...] = ()
    reason: str = ""
    outcome: AccessStatus | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name))

    @property
    def status(self) -> AccessStatus:
        """The status that the decision gives the request."""
        return self.outcome or (AccessStatus.APPROVED if self.granted else AccessStatus.DECLINED)


@value_class
class AccessRequest:
    """A person's request for a role. Names of the account and Virtual Accounts are those at the time of the request.

    `waits_since` is where the timetable begins; requests of earlier releases have none until `migrate` begins it.
    `reminders` counts those whose day has passed, `remind_at` is the next day. From `escalates_at` on reviewers may
    decide too; `is_escalated` once they have been told. They may grant only where `address_matches` the identifier.
    """

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
    # The inquiry that led to it, of somebody who does not see the account.
    inquiry_id: str = ""
    address_matches: bool = False
    waits_since: datetime | None = None
    expires_at: datetime | None = None
    reminders: int = 0
    remind_at: datetime | None = None
    escalates_at: datetime | None = None
    is_escalated: bool = False
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    @property
    def revision(self) -> str:
        """Differs after every event."""
        return str(self.event_count)

    @property
    def status(self) -> AccessStatus:
        """The stored status."""
        return self.decision.status if self.decision else AccessStatus.PENDING

    def status_at(self, now: datetime) -> AccessStatus:
        """Return the exact status at this time: a pending request whose time is over has expired, announced or not."""
        is_over = self.decision is None and self.expires_at is not None and now >= self.expires_at
        return AccessStatus.EXPIRED if is_over else self.status

    def is_for_reviewers_at(self, now: datetime) -> bool:
        """Whether reviewers may decide beside the administrators."""
        is_pending = self.status_at(now) is AccessStatus.PENDING
        return is_pending and self.escalates_at is not None and now >= self.escalates_at

    @property
    def due_at(self) -> datetime | None:
        """When the scheduled job must process the request next; None once it is closed."""
        escalates_at = None if self.is_escalated else self.escalates_at
        times = [time for time in (self.expires_at, self.remind_at, escalates_at) if time]
        return None if self.decision else min(times, default=None)


@value_class
class InboxEntry:
    """The data of a pending access request that lists need."""

    access_request_id: str
    account_id: str
    person_id: str
    role: AccessRole
    virtual_account_ids: tuple[str, ...]
    asked_at: datetime

    @property
    def asked(self) -> Access:
        """The requested access."""
        return Access(self.role, self.virtual_account_ids)


@value_class
class PendingInbox:
    """Access requests of one account: all pending ones, and the ids of those decided last, newest first."""

    account_id: str
    waiting: tuple[InboxEntry, ...] = ()
    decided: tuple[str, ...] = ()
    version: int = 0

    def of_person(self, person_id: str) -> InboxEntry | None:
        """Return the person's pending request, if any."""
        return next((entry for entry in self.waiting if entry.person_id == person_id), None)

    def with_waiting(self, request: AccessRequest) -> "PendingInbox":
        """Return the inbox with this pending request added."""
        asked = request.asked
        entry = InboxEntry(
            request.access_request_id,
            request.account_id,
            request.requester.person_id,
            asked.role,
            asked.virtual_account_ids,
            request.created_at,
        )
        return replace(self, waiting=(*self.waiting, entry))

    def with_decided(self, access_request_id: str, most: int) -> "PendingInbox":
        """Return the inbox with this request moved to the decided ones; keep the `most` newest of those."""
        waiting = tuple(entry for entry in self.waiting if entry.access_request_id != access_request_id)
        return replace(self, waiting=waiting, decided=(access_request_id, *self.decided)[:most])


@value_class
class RecentAccessRequests:
    """The newest access requests of one person as pairs of request and account ids; shown in the directory."""

    person_id: str
    newest: tuple[tuple[str, str], ...] = ()
    version: int = 0

    def with_request(self, request: AccessRequest, most: int) -> "RecentAccessRequests":
        """Return the list with this request first, cut to `most` entries."""
        ids = (request.access_request_id, request.account_id)
        return replace(self, newest=(ids, *self.newest)[:most])

"""What the use cases read of the database about roles, Virtual Accounts and requests for access."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import Grant, SmartAccount, VirtualAccount
from chalicelib.domain.events import AuditEvent
from chalicelib.services.unit_of_work.paging import Page


class AccessStore(Protocol):
    """Reads are strongly consistent.

    A read of one row raises `record-unreadable` where this release cannot read it. A read of many leaves such a
    row out and notes it; where a decision would be another without it, the read is `complete` and raises instead.
    """

    def virtual_accounts(self, account_id: str, *, complete: bool = False) -> Sequence[VirtualAccount]:
        """The account's parts, oldest first."""
        ...

    def grants(self, person_id: str, email_key: str) -> Sequence[Grant]:
        """What a person may do, on any account: what their address holds that nobody else has claimed.

        Where it holds nothing, what they claimed under an earlier address. One read, then two.
        """
        ...

    def address_grants(self, person_id: str, email_key: str) -> Sequence[Grant]:
        """What an address holds that nobody but this person has claimed."""
        ...

    def claimed_grants(self, person_id: str) -> Sequence[Grant]:
        """What a person has claimed, under whatever address."""
        ...

    def account_grants(self, account_id: str, *, complete: bool = False) -> Sequence[Grant]:
        """Every role on an account, oldest first."""
        ...

    def lost_roles(self, account_id: str) -> frozenset[str]:
        """The ids of roles that no import gives again, since their addresses have lost them."""
        ...

    def account_events(self, account_id: str) -> Sequence[AuditEvent]:
        """The account's own audit trail, oldest first, and complete: an import goes by what it says."""
        ...

    def access_request(self, access_request_id: str) -> AccessRequest | None:
        """One access request."""
        ...

    def access_requests(self, ids: Iterable[str]) -> Sequence[AccessRequest]:
        """Those of the access requests that exist, in the order of the ids, in one read."""
        ...

    def access_request_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """The ids of a person's own access requests, newest first."""
        ...

    def recent_access_requests(self, person_id: str) -> RecentAccessRequests | None:
        """The newest access requests of a person."""
        ...

    def accounts_and_access(
        self, account_ids: Iterable[str], access_request_ids: Iterable[str]
    ) -> tuple[Mapping[str, SmartAccount], Sequence[AccessRequest]]:
        """Those of the accounts and access requests that exist, in one read."""
        ...

    def inbox(self, account_id: str) -> PendingInbox | None:
        """What lies before the deciders of one account, for who adds to it or takes from it."""
        ...

    def inboxes(self, account_ids: Iterable[str]) -> Mapping[str, PendingInbox]:
        """What lies before the deciders of these accounts, by account; those without any are left out."""
        ...

"""Reads of roles, Virtual Accounts and access requests that use cases need."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import Grant, SmartAccount, VirtualAccount
from chalicelib.domain.events import AuditEvent
from chalicelib.services.unit_of_work.paging import Page


class AccessStore(Protocol):
    """The part of the database with roles, Virtual Accounts and access requests. Reads are strongly consistent.

    A read of one row raises `record-unreadable` if this release cannot read it. A read of many rows leaves such a row
    out and notes it. If a decision would be different without it, the read is `complete` and raises instead.
    """

    def virtual_accounts(self, account_id: str, *, complete: bool = False) -> Sequence[VirtualAccount]:
        """Return the account's Virtual Accounts, oldest first."""
        ...

    def grants(self, person_id: str, email: str) -> Sequence[Grant]:
        """Return a person's roles on all accounts: those of their address that nobody else has claimed or may claim.

        If there are none, return those that they claimed under an earlier address. Takes one read; in that case, two.
        """
        ...

    def address_grants(self, person_id: str, email: str) -> Sequence[Grant]:
        """Return the roles of an address, in this spelling, that the person has claimed or may claim."""
        ...

    def claimed_grants(self, person_id: str) -> Sequence[Grant]:
        """Return the roles that a person has claimed, under any address."""
        ...

    def account_grants(self, account_id: str, *, complete: bool = False) -> Sequence[Grant]:
        """Return every role on an account, oldest first."""
        ...

    def account_grants_page(self, account_id: str, limit: int, start: str | None) -> Page[Grant]:
        """Return a page of the roles on an account, in the order of their ids, in one read."""
        ...

    def offers_and_virtual_accounts(self, account_id: str) -> tuple[Sequence[Offer], Sequence[VirtualAccount]]:
        """Return both of an account, in one read; ended offers may be among them."""
        ...

    def offer(self, account_id: str, offer_id: str) -> Offer | None:
        """Return one offer of an account, ended or not."""
        ...

    def account_offers(self, account_id: str) -> Sequence[Offer]:
        """Return the offers of an account, oldest first; ended ones are removed later, so some may be among them."""
        ...

    def offers_from(self, account_id: str, email_key: str) -> Sequence[Offer]:
        """Return the complete list of the offers of one account to one address, in order to add one."""
        ...

    def offers_to(self, email_key: str, limit: int, start: str | None) -> Page[Offer]:
        """Return a page of the offers to an address, by account; ended ones may be among them."""
        ...

    def lost_roles(self, account_id: str) -> frozenset[str]:
        """Return the ids of roles that no import may grant again, because they were taken from their addresses."""
        ...

    def account_events(self, account_id: str) -> Sequence[AuditEvent]:
        """Return the account's complete audit trail, oldest first; an import relies on it."""
        ...

    def account_events_between(self, account_id: str, first: int, last: int) -> Sequence[AuditEvent]:
        """Return the events of an account's audit trail with these numbers, in one read."""
        ...

    def access_request(self, access_request_id: str) -> AccessRequest | None:
        """Return one access request."""
        ...

    def access_requests(self, ids: Iterable[str], *, listed: bool = True) -> Sequence[AccessRequest]:
        """Return the access requests that exist, in the order of the ids, in one read; `listed` ones should exist."""
        ...

    def access_request_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """Return the ids of a person's own access requests, newest first."""
        ...

    def inquiry_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """Return the ids of a person's inquiries, newest first."""
        ...

    def inquiries(self, ids: Iterable[str]) -> Sequence[Inquiry]:
        """Return the inquiries that exist, in the order of the ids, in one read."""

    def access_requests_for_reviewers(self, limit: int) -> Sequence[str]:
        """Return the ids of the access requests that reviewers may decide, oldest first, in one read."""
        ...

    def recent_access_requests(self, person_id: str) -> RecentAccessRequests | None:
        """Return the newest access requests of a person."""
        ...

    def accounts_and_access(
        self, account_ids: Iterable[str], access_request_ids: Iterable[str]
    ) -> tuple[Mapping[str, SmartAccount], Sequence[AccessRequest]]:
        """Return the accounts and access requests that exist, in one read."""
        ...

    def inbox(self, account_id: str) -> PendingInbox | None:
        """Return the pending inbox of one account, in order to change it."""
        ...

    def inboxes(self, account_ids: Iterable[str]) -> Mapping[str, PendingInbox]:
        """Return the pending inboxes of these accounts, by account; accounts without one are left out."""
        ...

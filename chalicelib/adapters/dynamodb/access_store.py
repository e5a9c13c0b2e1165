"""The part of the store for roles, Virtual Accounts and access requests."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Between, begins_with
from chalicelib.adapters.dynamodb.get import held, readable, stored
from chalicelib.adapters.dynamodb.inquiries import keys as inquiry_keys
from chalicelib.adapters.dynamodb.query import every, pages_of, pointers, those
from chalicelib.adapters.dynamodb.record_types import PackedInbox
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.access.claiming import claimable_or_own
from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import Grant, SmartAccount, VirtualAccount
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.events import AuditEvent
from chalicelib.services.unit_of_work.paging import Page


class DynamoAccessStore:
    """Every read is one get, one batch or one query."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def virtual_accounts(self, account_id: str, *, complete: bool = False) -> Sequence[VirtualAccount]:
        """Return the account's Virtual Accounts, oldest first."""
        partition, _ = keys.account(account_id)
        parts = every(self._table, partition, keys.VIRTUAL_PREFIX, VirtualAccount, complete=complete)
        return sorted(parts, key=lambda part: (part.created_at, part.virtual_account_id))

    def grants(self, person_id: str, email: str) -> Sequence[Grant]:
        """Return the address's roles that are the person's or unclaimed; otherwise those they claimed elsewhere."""
        return self.address_grants(person_id, email) or self.claimed_grants(person_id)

    def address_grants(self, person_id: str, email: str) -> Sequence[Grant]:
        """Return the roles of the address that the person has claimed or may claim.

        Earlier releases listed a role with the address as it was typed, which takes a second query.
        """
        of_mailbox = [
            grant
            for partition in keys.address_partitions(email)
            for grant in every(self._table, partition, keys.GRANT_PREFIX, Grant)
        ]
        return claimable_or_own(of_mailbox, person_id, email)

    def claimed_grants(self, person_id: str) -> Sequence[Grant]:
        """What the person has claimed, under whatever address."""
        return every(self._table, keys.own_partition(person_id), keys.GRANT_PREFIX, Grant)

    def account_grants(self, account_id: str, *, complete: bool = False) -> Sequence[Grant]:
        """Every role on an account, oldest first."""
        partition, _ = keys.account(account_id)
        found = every(self._table, partition, keys.GRANT_PREFIX, Grant, complete=complete)
        return sorted(found, key=lambda one: (one.granted_at, one.grant_id))

    def account_grants_page(self, account_id: str, limit: int, start: str | None) -> Page[Grant]:
        """A page of the roles on an account, in one query."""
        partition, _ = keys.account(account_id)
        return pages_of(self._table, partition, keys.GRANT_PREFIX, Grant, limit, start)

    def offers_and_virtual_accounts(self, account_id: str) -> tuple[Sequence[Offer], Sequence[VirtualAccount]]:
        """Both of an account, in one query: their rows lie side by side."""
        partition, _ = keys.account(account_id)
        rows = self._table.query(partition, Between("sk", keys.OFFER_PREFIX, f"{keys.VIRTUAL_PREFIX}~")).items
        offers = [row for row in rows if row.sk.startswith(keys.OFFER_PREFIX)]
        virtual_accounts = [row for row in rows if row.sk.startswith(keys.VIRTUAL_PREFIX)]
        return list(readable(offers, Offer)), list(readable(virtual_accounts, VirtualAccount))

    def offer(self, account_id: str, offer_id: str) -> Offer | None:
        """One offer, in one get."""
        return stored(self._table, keys.account_offer(account_id, offer_id), Offer)

    def account_offers(self, account_id: str) -> Sequence[Offer]:
        """Every offer of an account, oldest first; also those that have ended and are still stored."""
        partition, _ = keys.account(account_id)
        found = every(self._table, partition, keys.OFFER_PREFIX, Offer)
        return sorted(found, key=lambda one: (one.grant.granted_at, one.offer_id))

    def offers_from(self, account_id: str, email_key: str) -> Sequence[Offer]:
        """The offers of one account to one address, in one query."""
        prefix = f"{keys.OFFER_PREFIX}{account_id}#"
        return every(self._table, keys.offers_to(email_key), prefix, Offer, complete=True)

    def offers_to(self, email_key: str, limit: int, start: str | None) -> Page[Offer]:
        """A page of the offers to an address, by account."""
        return pages_of(self._table, keys.offers_to(email_key), keys.OFFER_PREFIX, Offer, limit, start)

    def lost_roles(self, account_id: str) -> frozenset[str]:
        """Return the ids of roles that were taken from their addresses, in one query."""
        partition, _ = keys.account(account_id)
        found = self._table.query(partition, begins_with("sk", keys.LOST_PREFIX)).items
        return frozenset(row.sk.removeprefix(keys.LOST_PREFIX) for row in found)

    def account_events(self, account_id: str) -> Sequence[AuditEvent]:
        """The account's own audit trail, oldest first. Raises `record-unreadable`."""
        partition, _ = keys.account(account_id)
        return every(self._table, partition, keys.EVENT_PREFIX, AuditEvent, complete=True)

    def account_events_between(self, account_id: str, first: int, last: int) -> Sequence[AuditEvent]:
        """Return those of the events that can be read, oldest first, in one query."""
        (partition, start), (_, end) = keys.account_event(account_id, first), keys.account_event(account_id, last)
        return list(readable(self._table.query(partition, Between("sk", start, end)).items, AuditEvent))

    def access_request(self, access_request_id: str) -> AccessRequest | None:
        """One access request, in one get."""
        return stored(self._table, keys.access_request(access_request_id), AccessRequest)

    def access_requests(self, ids: Iterable[str], *, listed: bool = True) -> Sequence[AccessRequest]:
        """Return those that exist, in one batch."""
        asked = [keys.access_request(one) for one in ids]
        return those(asked, self._table.batch(asked), AccessRequest, listed=listed)

    def access_request_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """The ids of a person's own access requests, newest first."""
        return pointers(
            self._table, keys.own_partition(person_id), keys.OWN_ACCESS_PREFIX, limit, start, newest_first=True
        )

    def inquiry_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """The ids of a person's inquiries, newest first."""
        partition = keys.own_partition(person_id)
        return pointers(self._table, partition, inquiry_keys.LIST_PREFIX, limit, start, newest_first=True)

    def inquiries(self, ids: Iterable[str]) -> Sequence[Inquiry]:
        """Return those that exist, in one batch."""
        asked = [inquiry_keys.inquiry(one) for one in ids]
        return those(asked, self._table.batch(asked), Inquiry)

    def access_requests_for_reviewers(self, limit: int) -> Sequence[str]:
        """The ids of those that reviewers may decide, oldest first, in one query."""
        return pointers(self._table, keys.ACCESS_REVIEWS, "", limit, None, newest_first=False).items

    def recent_access_requests(self, person_id: str) -> RecentAccessRequests | None:
        """The newest access requests of a person, in one get."""
        return stored(self._table, keys.recent_access_requests(person_id), RecentAccessRequests)

    def accounts_and_access(
        self, account_ids: Iterable[str], access_request_ids: Iterable[str]
    ) -> tuple[Mapping[str, SmartAccount], Sequence[AccessRequest]]:
        """Return all of them, in one batch."""
        accounts = [keys.account(one) for one in account_ids]
        asked = [keys.access_request(one) for one in access_request_ids]
        found = self._table.batch([*accounts, *asked])
        known = those(accounts, found, SmartAccount)
        return {one.account_id: one for one in known}, those(asked, found, AccessRequest, listed=True)

    def accounts_and_imports(self, account_ids: Iterable[str]) -> Mapping[str, tuple[SmartAccount, LastImport | None]]:
        """Both rows of each account in one batch. Raises `record-unreadable`."""
        wanted = [(keys.account(one), keys.last_import(one)) for one in account_ids]
        found = self._table.batch([key for pair in wanted for key in pair])
        lasts = {last: held(found[last], LastImport) for _, last in wanted if last in found}
        accounts = {at: held(found[at], SmartAccount) for at, _ in wanted if at in found}
        return {accounts[at].account_id: (accounts[at], lasts.get(last)) for at, last in wanted if at in accounts}

    def inbox(self, account_id: str) -> PendingInbox | None:
        """Return the pending inbox of one account, in one get."""
        found = stored(self._table, keys.inbox(account_id), PackedInbox)
        return found.unpacked() if found else None

    def inboxes(self, account_ids: Iterable[str]) -> Mapping[str, PendingInbox]:
        """Return the pending inboxes of these accounts, in one batch per hundred."""
        found = self._table.batch([keys.inbox(one) for one in account_ids])
        return {one.account_id: one.unpacked() for one in readable(found.values(), PackedInbox)}

"""What lists know of a request without reading it, and the filters of lists."""

import hashlib
from collections.abc import Callable, Set
from datetime import datetime

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.pasted import AT_SIGNS
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import STATES, RequestStatus
from chalicelib.domain.value_classes import value_class

_OF_ADDRESSES = AT_SIGNS | {"%"}


@value_class
class ListEntry:
    """What a list is filtered and sorted by. It holds no address, which somebody may type anywhere.

    A hash stands for the order reference. The account's name is empty where it may hold an address, and in rows of
    earlier releases; the request is read to know it.
    """

    reference: str
    status: RequestStatus
    domain_identifier: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    order_hash: str = ""
    account_name: str = ""
    partner: str = ""
    team_account_id: str = ""
    team_domain: str = ""

    def status_at(self, now: datetime) -> RequestStatus:
        """Return the exact status at this time, as `AccountRequest.status_at` does."""
        is_over = STATES[self.status].is_open and now >= self.expires_at
        return RequestStatus.EXPIRED if is_over else self.status

    def updated_by(self, now: datetime) -> datetime:
        """Return when the request changed last; the end of its time is a change too, announced or not."""
        return self.updated_at if self.status_at(now) is self.status else self.expires_at


# Whether an entry is wanted of a request some of whose links have bounced, or none.
Wanted = Callable[[ListEntry, bool], bool]


@value_class
class ListedEntry:
    """What a list knows of this request."""

    request_id: str
    entry: ListEntry


@value_class
class RequestFilter:
    """What is to be listed: everything that fits each field that is given. All times belong to their ranges.

    `partner` is the mail domain of the requester.
    """

    statuses: Set[RequestStatus] = frozenset()
    domain_identifier: str = ""
    reference: str = ""
    order_reference: str = ""
    created_since: datetime | None = None
    updated_since: datetime | None = None
    created_until: datetime | None = None
    partner: str = ""
    bounced: bool | None = None

    def at(self, now: datetime) -> Wanted | None:
        """Return which requests fit at this time; None if all do."""
        if self == RequestFilter():
            return None
        order_hash = hash_of(self.order_reference)

        def fits(entry: ListEntry, is_bounced: bool) -> bool:
            return (
                (not self.statuses or entry.status_at(now) in self.statuses)
                and self.domain_identifier in ("", entry.domain_identifier)
                and self.reference in ("", entry.reference)
                and order_hash in ("", entry.order_hash)
                and (self.created_since is None or entry.created_at >= self.created_since)
                and (self.updated_since is None or entry.updated_by(now) >= self.updated_since)
                and (self.created_until is None or entry.created_at <= self.created_until)
                # The rows of earlier releases do not say it: their requests are read.
                and (not entry.partner or self.partner in ("", entry.partner))
                and self.bounced in (None, is_bounced)
            )

        return fits


EVERY_REQUEST = RequestFilter()


def entry_of(request: AccountRequest) -> ListEntry:
    """Return what lists know of the request."""
    return ListEntry(
        reference=request.reference,
        status=request.status,
        domain_identifier=request.domain_identifier,
        created_at=request.created_at,
        updated_at=request.changed_at,
        expires_at=request.expires_at,
        order_hash=hash_of(request.order_reference),
        account_name=_without_address(request.account_name),
        partner=MailAddress.parse(request.requester.email).domain,
        team_account_id=request.team_account_id or "",
        team_domain=request.team_domain,
    )


def _without_address(name: str) -> str:
    """Return the name; nothing for one that may hold an address, as it is or percent-encoded."""
    return name if _OF_ADDRESSES.isdisjoint(name) else ""


def hash_of(order_reference: str) -> str:
    """Return what stands for an order reference; empty for none."""
    return hashlib.sha256(order_reference.encode()).hexdigest()[:16] if order_reference else ""

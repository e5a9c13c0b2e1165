"""What the use cases need of the world, as protocols; `bootstrap` fills them, tests in their own way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.domain.access.request import RecentAccessRequests
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.events import AuditEvent, AuditKeys
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.mails import Mail
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.limits import OpenRequests, RateWindow
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.access_ports import AccessStore
from chalicelib.services.unit_of_work.metrics import NoMetrics, Signals
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.writes import Remembered, Write


class StaleState(Exception):
    """Somebody else committed first: read again and decide again."""


@dataclass(frozen=True)
class RequestFile:
    """A request with the mails it caused, newest last."""

    request: AccountRequest
    mails: Sequence[Mail] = ()


@dataclass(frozen=True)
class Preconditions:
    """What stands between a requester and a commit: tallies of mails, open requests, a remembered answer."""

    rate_windows: Mapping[str, RateWindow] = field(default_factory=dict)
    open_requests: OpenRequests | None = None
    remembered: Remembered | None = None


@dataclass(frozen=True)
class DirectoryRows:
    """What one person's directory is made of, each list in the order that was asked for."""

    requests: Sequence[AccountRequest]
    recent_access_requests: RecentAccessRequests | None
    locks: Sequence[DomainLock]


@dataclass(frozen=True)
class MailKey:
    """Names a row of the outbox."""

    request_id: str
    mail_id: str


# An id that no account has. It is read where there is nothing to read, so that whether a restricted account is
# there or not makes no difference to the calls.
NO_ACCOUNT = "none"


class Clock(Protocol):
    """The injected clock; every rule's time comes from here."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class Ids(Protocol):
    """The source of everything random."""

    def new_id(self) -> str:
        """128 random bits, URL-safe."""
        ...

    def new_reference(self) -> str:
        """A reference that people can read out: SAR-XXXX-XXXX."""
        ...


class Links(Protocol):
    """Signs and reads the links of approvers; nothing secret is stored."""

    current_key: str

    def token(self, link: Link, key_id: str) -> str:
        """The token of this link, always the same for the same key."""
        ...

    def read(self, token: str) -> Link:
        """What the token says. Raises `Refused` with `link-unknown` before any read of the database."""
        ...


class MailQueue(Protocol):
    """Wakes the mail function; losing a nudge costs a minute, never a mail."""

    def nudge(self, mails: Sequence[MailKey]) -> None:
        """Asks for these mails to be sent soon. Never raises."""
        ...


class Store(AccessStore, Protocol):
    """The database. Reads are strongly consistent unless said otherwise."""

    def commit(self, changes: Sequence[Write]) -> None:
        """All changes in one transaction. Raises `StaleState` when a condition of any of them fails."""
        ...

    def request(self, request_id: str) -> AccountRequest | None:
        """One request, in one read."""
        ...

    def request_file(self, request_id: str) -> RequestFile | None:
        """One request with its mails, in one read."""
        ...

    def requests_of(self, person_id: str, limit: int, start: str | None) -> Page[RequestFile]:
        """A person's own requests, newest first."""
        ...

    def request_ids_of(self, person_id: str, limit: int) -> Page[str]:
        """The ids of a person's newest requests."""
        ...

    def directory_rows(
        self, request_ids: Iterable[str], person_id: str, domains: Iterable[tuple[str, str]]
    ) -> DirectoryRows:
        """These requests, what the person asked access to, and the locks on these (registrable domain,
        identifier) pairs, in one read."""
        ...

    def requests_in_review(self, limit: int, start: str | None) -> Page[RequestFile]:
        """What waits for a reviewer, oldest first."""
        ...

    def events(self, request_id: str) -> Sequence[AuditEvent]:
        """The audit trail, oldest first."""
        ...

    def preconditions(
        self, tally_keys: Iterable[str], person_id: str | None = None, idempotency_key: str | None = None
    ) -> Preconditions:
        """All guards asked for, in one read."""
        ...

    def locks(self, registrable_domain: str) -> Sequence[DomainLock]:
        """Every lock under an organisation domain, in one read."""
        ...

    def locks_on(self, domains: Iterable[tuple[str, str]]) -> Mapping[str, DomainLock]:
        """The locks on these (registrable domain, identifier) pairs, by identifier, in one read."""
        ...

    def mail(self, key: MailKey) -> Mail | None:
        """One mail of the outbox."""
        ...

    def account(self, account_id: str) -> SmartAccount | None:
        """One account."""
        ...

    def accounts(self, account_ids: Iterable[str]) -> Sequence[SmartAccount]:
        """Those of the accounts that exist, in one read."""
        ...

    def accounts_and_imports(self, account_ids: Iterable[str]) -> Mapping[str, tuple[SmartAccount, LastImport | None]]:
        """Those of the accounts that exist, by id, each with what imports gave it, in one read."""
        ...


@dataclass(frozen=True)
class Ports:
    """Everything a use case may call."""

    store: Store
    clock: Clock
    ids: Ids
    links: Links
    queue: MailQueue
    audit: AuditKeys
    rules: DomainRules
    policy: Policy
    metrics: Signals = field(default_factory=NoMetrics)

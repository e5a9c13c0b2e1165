"""The ports of the use cases, as protocols; `bootstrap` implements them with adapters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.events import AuditEvent, AuditKeys
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.mails import Mail
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.delivery import LinkDelivery
from chalicelib.domain.requests.limits import OpenRequests, RateWindow
from chalicelib.domain.requests.link_status import Link
from chalicelib.domain.requests.listing import ListedEntry, Wanted
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.access_ports import NO_TEAM, AccessStore, TeamAsked
from chalicelib.services.unit_of_work.feed.ports import Bus, FeedStore
from chalicelib.services.unit_of_work.identity_ports import IdentityStore
from chalicelib.services.unit_of_work.index_port import SearchIndex
from chalicelib.services.unit_of_work.metrics import NoMetrics, Signals
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.programs.ports import ProgramStore
from chalicelib.services.unit_of_work.proofs.ports import ProofStore, ProofTokens, TxtLookup
from chalicelib.services.unit_of_work.recovery.ports import ObjectionLinks, RecoveryStore
from chalicelib.services.unit_of_work.sealing_ports import SealingStore
from chalicelib.services.unit_of_work.terms import Terms
from chalicelib.services.unit_of_work.webhooks.ports import WebhookQueue, WebhookStore
from chalicelib.services.unit_of_work.writes import KeptAnswer, Remembered, Write


class StaleState(Exception):
    """Another commit came first: read and decide again."""


@value_class
class RequestFile:
    """A request with its mails, newest last."""

    request: AccountRequest
    mails: Sequence[Mail] = ()


@value_class
class ListedRequest:
    """A request in a list, with what became of its links, by nomination."""

    request: AccountRequest
    deliveries: Mapping[str, LinkDelivery] = field(default_factory=dict)


@value_class
class Preconditions:
    """The preconditions of a submission. `members` are those addresses that have a role on the team's account."""

    rate_windows: Mapping[str, RateWindow] = field(default_factory=dict)
    open_requests: OpenRequests | None = None
    remembered: Remembered | None = None
    team: SmartAccount | None = None
    members: frozenset[str] = frozenset()


@value_class
class MailKey:
    """The key of an outbox row."""

    request_id: str
    mail_id: str


# An id that no account has. It is read where there is nothing else to read: calls tell nothing of restricted accounts.
NO_ACCOUNT = "none"


class Clock(Protocol):
    """The clock; every rule takes its time from here."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        ...


class Ids(Protocol):
    """The source of random values."""

    def new_id(self) -> str:
        """Return 128 random bits, URL-safe."""
        ...

    def new_reference(self) -> str:
        """Return a reference that people can read out: SAR-XXXX-XXXX."""
        ...


class Links(ObjectionLinks, Protocol):
    """Signs and verifies the links of approvers too; no secret is stored."""

    @property
    def current_key(self) -> str:
        """The id of the newest key."""
        ...

    def token(self, link: Link, key_id: str) -> str:
        """Return the token of this link, which is always the same for the same key."""
        ...

    def read(self, token: str) -> Link:
        """Return the link of a token. Raises `Refused` with `link-unknown` before any read of the database."""
        ...


class MailQueue(Protocol):
    """Wakes the mail function; a lost nudge delays a mail by a minute and loses none."""

    def nudge(self, mails: Sequence[MailKey]) -> None:
        """Ask for these mails to be sent soon. Never raises."""
        ...


class Store(
    AccessStore, FeedStore, IdentityStore, ProgramStore, ProofStore, RecoveryStore, SealingStore, WebhookStore, Protocol
):
    """The database. Reads are strongly consistent unless stated otherwise."""

    def commit(self, changes: Sequence[Write]) -> None:
        """Apply all writes in one transaction.

        Raises `StaleState` if a condition fails, `AnsweredBefore` if it keeps an answer and the key has one.
        """
        ...

    def request(self, request_id: str) -> AccountRequest | None:
        """Return one request, in one read."""
        ...

    def request_file(self, request_id: str) -> RequestFile | None:
        """Return one request with its mails, in one read."""
        ...

    def requests_of(
        self, person_id: str, limit: int, start: str | None, wanted: Wanted | None = None
    ) -> Page[ListedRequest]:
        """Return those of a person's own requests that are wanted, newest first, in at most three reads."""
        ...

    def team_requests(
        self, account_ids: Sequence[str], limit: int, start: str | None, wanted: Wanted | None = None
    ) -> Page[ListedRequest]:
        """Return those of the requests of these teams that are wanted, newest first, as `requests_of` for each."""
        ...

    def listed_version(self, request: AccountRequest) -> int | None:
        """Return the version of what the list keeps of the request's links; None if it cannot be written."""
        ...

    def entries_of(self, person_id: str, most: int, start: str | None) -> Page[ListedEntry]:
        """Return what the list of a person's own requests knows of them, newest first, in one read.

        Requests that earlier releases listed take a second one.
        """
        ...

    def team_entries(self, account_ids: Sequence[str], most: int, start: str | None) -> Page[ListedEntry]:
        """Return what the lists of these teams know of their requests, as `entries_of` for each."""
        ...

    def requests(self, request_ids: Iterable[str]) -> Sequence[AccountRequest]:
        """Return the requests that exist, in the order of the ids, in one read."""
        ...

    def requests_in_review(
        self, limit: int, start: str | None, wanted: Wanted | None, *, newest_first: bool = True, pending: bool = False
    ) -> Page[ListedRequest]:
        """Return what waits for a reviewer or, if `pending`, for its approvers, by time, in at most three reads."""
        ...

    def events(self, request_id: str) -> Sequence[AuditEvent]:
        """Return the audit trail, oldest first."""
        ...

    def preconditions(
        self,
        tally_keys: Iterable[str],
        person_id: str | None = None,
        idempotency_key: str | None = None,
        team: TeamAsked = NO_TEAM,
    ) -> Preconditions:
        """Return the requested preconditions, in one read."""
        ...

    def locks(self, registrable_domain: str) -> Sequence[DomainLock]:
        """Return every lock listed under an organisation domain, in one read. Its neighbours are derived from it.

        What must not be missed is read with `locks_on`: the list follows a list of suffixes, which may be older.
        """
        ...

    def locks_on(self, domains: Iterable[tuple[str, str]], follows: str = "") -> Mapping[str, DomainLock]:
        """Return the locks on these (registrable domain, identifier) pairs, by identifier, in one read.

        The lock depends on the identifier alone. `follows` is `DomainRules.fingerprint` where the caller may take a
        lock: raises `busy` while the rows of organisations follow another list of suffixes.
        """
        ...

    def kept_answer(self, key: str) -> KeptAnswer | None:
        """Return the answer that is kept under an idempotency key, forgotten or not."""
        ...

    def mail(self, key: MailKey) -> Mail | None:
        """Return one mail of the outbox."""
        ...

    def mails_of(self, request_id: str) -> Sequence[Mail]:
        """Return all mails about a request or access request, in order to change them. Raises `record-unreadable`."""
        ...


@value_class
class Ports:
    """All ports of a use case, and the terms of this call of it."""

    store: Store
    clock: Clock
    ids: Ids
    links: Links
    queue: MailQueue
    audit: AuditKeys
    rules: DomainRules
    policy: Policy
    index: SearchIndex
    txt_lookup: TxtLookup
    proof_tokens: ProofTokens
    webhook_queue: WebhookQueue
    bus: Bus | None = None
    metrics: Signals = field(default_factory=NoMetrics)
    terms: Terms = field(default_factory=Terms)

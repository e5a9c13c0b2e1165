"""What a commit may hold: each change is data, and all changes of one commit happen or none does."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.limits import OpenRequests, RateWindow
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.unit_of_work.access_writes import AccessWrite


@dataclass(frozen=True)
class Remembered:
    """The answer to a submission, kept under the caller's idempotency key for 24 hours."""

    key: str
    fingerprint: str
    request: AccountRequest
    forget_at: datetime


@dataclass(frozen=True)
class SaveRequest:
    """Writes the request if it is still at the version that was read (0: if there is none)."""

    request: AccountRequest


@dataclass(frozen=True)
class SaveAccount:
    """Writes the account and makes the search index follow from what it held `before`."""

    account: SmartAccount
    before: SmartAccount | None = None


@dataclass(frozen=True)
class SaveLastImport:
    """Writes what imports have given an account, if still at the version that was read (0: if there is none)."""

    last: LastImport


@dataclass(frozen=True)
class Reindex:
    """Writes the account's rows of the search index anew, if the account is still as it was read.

    `stale` are rows of the index (partition and sort key) that are not the account's, and go.
    """

    account: SmartAccount
    stale: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TakeLock:
    """Takes the domain identifier if it is free, or if its lock has ended by `now`."""

    lock: DomainLock
    now: datetime


@dataclass(frozen=True)
class KeepLock:
    """Writes a lock that this request holds already: extended, or held for good."""

    lock: DomainLock


@dataclass(frozen=True)
class FreeLock:
    """Gives the domain identifier free, if the lock is still this request's own."""

    lock: DomainLock


@dataclass(frozen=True)
class AppendEvent:
    """Appends to the audit trail; an event is never overwritten."""

    event: AuditEvent


@dataclass(frozen=True)
class QueueMail:
    """Puts a mail into the outbox, unless it is there already."""

    mail: Mail


@dataclass(frozen=True)
class SaveMail:
    """Writes what became of a mail, if it is still at the version that was read."""

    mail: Mail


@dataclass(frozen=True)
class ListForRequester:
    """Lists a new request among its requester's own."""

    request: AccountRequest


@dataclass(frozen=True)
class ListForReview:
    """Lists a request among those that wait for a reviewer."""

    request: AccountRequest


@dataclass(frozen=True)
class UnlistFromReview:
    """Takes it off that list."""

    request: AccountRequest


@dataclass(frozen=True)
class SaveRateWindow:
    """Writes a tally of mails if it is still at the version that was read; forgotten after `forget_at`."""

    rate_window: RateWindow
    forget_at: datetime


@dataclass(frozen=True)
class SaveOpenRequests:
    """Writes the requester's open requests, all of them, if still at the version that was read."""

    open_requests: OpenRequests


@dataclass(frozen=True)
class KeepOpenRequest:
    """Records when an open request ends; None takes it off, for it is no longer open."""

    person_id: str
    request_id: str
    ends_at: datetime | None


@dataclass(frozen=True)
class Remember:
    """Keeps the answer for a repeated idempotency key, unless the key is in use at `now`."""

    record: Remembered
    now: datetime


Write = (
    SaveRequest
    | SaveAccount
    | SaveLastImport
    | Reindex
    | TakeLock
    | KeepLock
    | FreeLock
    | AppendEvent
    | QueueMail
    | SaveMail
    | ListForRequester
    | ListForReview
    | UnlistFromReview
    | SaveRateWindow
    | SaveOpenRequests
    | KeepOpenRequest
    | Remember
    | AccessWrite
)

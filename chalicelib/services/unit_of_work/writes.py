"""The writes of a commit, as data; all writes of one commit are applied, or none."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.delivery import LinkDelivery
from chalicelib.domain.requests.limits import OpenRequests, RateWindow
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.access_writes import AccessWrite
from chalicelib.services.unit_of_work.feed.writes import FeedWrite
from chalicelib.services.unit_of_work.identity_writes import IdentityWrite
from chalicelib.services.unit_of_work.programs.writes import ProgramWrite
from chalicelib.services.unit_of_work.proofs.writes import ProofWrite
from chalicelib.services.unit_of_work.recovery.writes import RecoveryWrite
from chalicelib.services.unit_of_work.sealing_ports import SealTrails
from chalicelib.services.unit_of_work.webhooks.writes import WebhookWrite


@value_class
class Remembered:
    """The answer to a submission, stored under the caller's idempotency key for 24 hours."""

    key: str
    fingerprint: str
    request: AccountRequest
    forget_at: datetime


@value_class
class KeptAnswer:
    """The answer to a call that wrote something, kept under the caller's idempotency key until `forget_at`."""

    key: str
    fingerprint: str
    status: int
    headers: Mapping[str, str]
    body: str
    forget_at: datetime


@value_class
class SaveRequest:
    """Write the request, and what its requester's list knows, if still at the version that was read (0: if none)."""

    request: AccountRequest


@value_class
class SaveUnlisted:
    """Write a request of which nothing has changed that a list knows, if still at the version that was read."""

    request: AccountRequest


@value_class
class SaveAccount:
    """Write the account and update the search index by its difference from `before`."""

    account: SmartAccount
    before: SmartAccount | None = None


@value_class
class SaveLastImport:
    """Write the last import of an account, if still at the version that was read (0: if there is none)."""

    last: LastImport


@value_class
class Reindex:
    """Rewrite the account's rows of the search index, if it is still as it was read, and delete the `stale` keys."""

    account: SmartAccount
    stale: tuple[tuple[str, str], ...] = ()


@value_class
class LearnWords:
    """Have the schedule keep the words of an account, by which mistyped ones are recognised."""

    account_id: str
    at: datetime


@value_class
class TakeLock:
    """Lock the domain identifier if it is free, or if its lock has ended by `now`."""

    lock: DomainLock
    now: datetime


@value_class
class KeepLock:
    """Write a lock that this request already holds: extended, or permanent."""

    lock: DomainLock


@value_class
class FreeLock:
    """Release the domain identifier, if this request still holds the lock."""

    lock: DomainLock


@value_class
class AppendEvent:
    """Append an event to the audit trail, and have the team told of it, if it is one's; it is never overwritten."""

    event: AuditEvent
    team_event: TeamEvent | None


@value_class
class QueueMail:
    """Add a mail to the outbox, unless it exists."""

    mail: Mail


@value_class
class SaveMail:
    """Write the status of a mail, if it is still at the version that was read."""

    mail: Mail


@value_class
class DropMail:
    """Remove a mail whose key follows from an address, if it is still at the version that was read."""

    mail: Mail


@value_class
class ListDeliveries:
    """Keep in all lists of the request what became of the links, by nomination, if nobody else has since `version`."""

    request: AccountRequest
    deliveries: Mapping[str, LinkDelivery]
    version: int


@value_class
class ListForReview:
    """Add a request to the list of those that wait for a reviewer."""

    request: AccountRequest


@value_class
class UnlistFromReview:
    """Remove a request from the list of those that wait for a reviewer."""

    request: AccountRequest


@value_class
class ListPending:
    """List a request for reviewers while it waits for its approvers, anew unless it `is_known`; then remove it."""

    request: AccountRequest
    is_known: bool


@value_class
class SaveRateWindow:
    """Write a rate window if it is still at the version that was read; it is deleted after `forget_at`."""

    rate_window: RateWindow
    forget_at: datetime


@value_class
class SaveOpenRequests:
    """Write all open requests of the requester, if still at the version that was read."""

    open_requests: OpenRequests


@value_class
class KeepOpenRequest:
    """Record when an open request ends; None removes one that is no longer open."""

    person_id: str
    request_id: str
    ends_at: datetime | None


@value_class
class Remember:
    """Store the answer for a repeated idempotency key, unless the key is in use at `now`."""

    record: Remembered
    now: datetime


@value_class
class KeepAnswer:
    """Keep an answer, unless the key has one at `now`: then the commit raises `AnsweredBefore`."""

    answer: KeptAnswer
    now: datetime


Write = (
    SaveRequest
    | SaveUnlisted
    | SaveAccount
    | SaveLastImport
    | Reindex
    | LearnWords
    | TakeLock
    | KeepLock
    | FreeLock
    | AppendEvent
    | SealTrails
    | QueueMail
    | SaveMail
    | DropMail
    | ListDeliveries
    | ListForReview
    | UnlistFromReview
    | ListPending
    | SaveRateWindow
    | SaveOpenRequests
    | KeepOpenRequest
    | Remember
    | KeepAnswer
    | AccessWrite
    | IdentityWrite
    | ProgramWrite
    | ProofWrite
    | RecoveryWrite
    | FeedWrite
    | WebhookWrite
)

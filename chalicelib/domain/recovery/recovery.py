"""A recovery: who is to become an administrator of which account, by what evidence, and how far it has come."""

import hashlib
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.recovery.states import (
    RECOVERY_STATES,
    RecoveryAction,
    RecoveryState,
    RecoveryStatus,
    next_recovery_status,
)
from chalicelib.domain.recovery.timetable import BETWEEN_NOTICES, REVIEW_LENGTH
from chalicelib.domain.revisions import revision_of
from chalicelib.domain.value_classes import value_class

_ID_LENGTH = 32


class Evidence(StrEnum):
    """By what the notice began."""

    OWNERSHIP_PROOF = "ownership_proof"
    REVIEWERS = "reviewers"


@value_class
class Approval:
    """A reviewer's word that the candidate speaks for the organisation, with the reason."""

    person_id: str
    reason: str
    at: datetime


@value_class
class Recovery:
    """The recovery of an account. There is one for each account, which has the same id for ever.

    `candidate` is as known when it was asked for. `began_at` is when the notice that runs, or ran last, began, and
    `notices` is how many there were; `mails` of its three are queued. `first_notice_at` is of the first notice since it
    was asked for, or of an earlier time. `evidence` is that of the notice, `proof_id` of the proof that it rests on.
    """

    recovery_id: str
    account_id: str
    account_name: str
    domain_identifier: str
    candidate: Requester
    asked_at: datetime
    status: RecoveryStatus
    waits_since: datetime
    evidence: Evidence | None = None
    proof_id: str | None = None
    approvals: tuple[Approval, ...] = ()
    reason: str = ""
    notices: int = 0
    began_at: datetime | None = None
    first_notice_at: datetime | None = None
    mails: int = 0
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    @property
    def review_ends_at(self) -> datetime:
        """When it ends unless reviewers decide."""
        return self.waits_since + REVIEW_LENGTH

    @property
    def free_at(self) -> datetime | None:
        """From when on the account may come to a notice again."""
        return self.first_notice_at + BETWEEN_NOTICES if self.first_notice_at else None

    @property
    def revision(self) -> str:
        """Differs when something has happened."""
        return revision_of(self.event_count, self.status)

    def status_at(self, now: datetime) -> RecoveryStatus:
        """Return the status at this time: a review ends by itself, whether or not the schedule has been there."""
        if self.status is RecoveryStatus.IN_REVIEW and now >= self.review_ends_at:
            return next_recovery_status(self.status, RecoveryAction.EXPIRE)
        return self.status

    def state_at(self, now: datetime) -> RecoveryState:
        """Return the row of the table for the status at this time."""
        return RECOVERY_STATES[self.status_at(now)]


@value_class
class Objection:
    """The content of a token with a valid signature: the recovery, its notice, and the mailbox that it was sent to."""

    recovery_id: str
    notice: int
    mailbox: str


def recovery_id_of(account_id: str) -> str:
    """Return the id of an account's recovery: 128 bits in hexadecimal, as unknown as the account's own id."""
    return hashlib.sha256(f"recovery:{account_id}".encode()).hexdigest()[:_ID_LENGTH]


def mailbox_of(recovery_id: str, email: str) -> str:
    """Return what an objection's token says of a mailbox. It does not reveal the address."""
    return hashlib.sha256(f"{recovery_id} {mailbox_key(email)}".encode()).hexdigest()[:_ID_LENGTH]

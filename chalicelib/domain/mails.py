"""Which mails exist and what a row of the outbox holds: no secret, no rendered text."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.errors import Facts


class MailKind(StrEnum):
    """The kinds of docs/design.md "Mails"."""

    APPROVAL_NEEDED = "approval_needed"
    REQUEST_SENT = "request_sent"
    FORWARDED_TO_YOU = "forwarded_to_you"
    YOU_FORWARDED = "you_forwarded"
    REQUEST_FORWARDED = "request_forwarded"
    NEW_LINK = "new_link"
    REMINDER = "reminder"
    APPROVED = "approved"
    WELCOME_ADMINISTRATOR = "welcome_administrator"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    ADMINISTRATORS_NOTICE = "administrators_notice"
    REVIEW_NEEDED = "review_needed"
    REVIEW_DECLINED = "review_declined"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_DECIDED = "access_decided"


class Audience(StrEnum):
    """Whom a mail addresses; it decides what it may say and to whom a row without a recipient expands."""

    APPROVER = "approver"
    REQUESTER = "requester"
    REVIEWERS = "reviewers"
    ADMINISTRATORS = "administrators"


# These carry a link that decides, and are wanted only while that link is the nomination's current one.
DECIDING: frozenset[MailKind] = frozenset(
    {MailKind.APPROVAL_NEEDED, MailKind.FORWARDED_TO_YOU, MailKind.NEW_LINK, MailKind.REMINDER},
)
# These are somebody's doing, so they are limited; reminders go out by themselves.
COUNTED: frozenset[MailKind] = DECIDING - {MailKind.REMINDER}


# These are about a request for access to an existing account; all others, about a request for a new one.
ABOUT_ACCESS: frozenset[MailKind] = frozenset({MailKind.ACCESS_REQUESTED, MailKind.ACCESS_DECIDED})


class MailStatus(StrEnum):
    """What became of a mail."""

    DUE = "due"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    EXPANDED = "expanded"
    OBSOLETE = "obsolete"
    DEAD = "dead"


class ReportKind(StrEnum):
    """What the mail service can report of a message that it took."""

    DELIVERY = "delivery"
    DELAY = "delay"
    BOUNCE = "bounce"
    PASSING_BOUNCE = "passing_bounce"
    COMPLAINT = "complaint"
    REJECT = "reject"


@dataclass(frozen=True)
class Report:
    """One report. A passing bounce is also what an out-of-office answer looks like."""

    kind: ReportKind
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class MailDraft:
    """A mail that a decision calls for.

    `to` is empty for an audience that only the mail function can resolve (reviewers, administrators).
    """

    kind: MailKind
    audience: Audience
    language: str
    to: str = ""
    nomination_id: str | None = None
    generation: int = 0
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Mail:
    """A row of the outbox, in the partition of the request (or access request) that caused it.

    `due_at` is when it is to be tried next; a claim moves it to the end of the lease, so a sender that
    died leaves a row that simply falls due again. `report` is the one that counts of those that came; `status`,
    `delivered_at` and `failure` follow from it. Rows of earlier releases have none.
    """

    request_id: str
    mail_id: str
    draft: MailDraft
    created_at: datetime
    status: MailStatus = MailStatus.DUE
    due_at: datetime | None = None
    attempts: int = 0
    message_id: str | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    failure: str | None = None
    report: Report | None = None
    version: int = 0

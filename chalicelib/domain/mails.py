"""The kinds of mail, and the rows of the outbox. A row holds no secret and no rendered text."""

from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.errors import Facts
from chalicelib.domain.value_classes import value_class


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
    YOU_DECLINED = "you_declined"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    EXPIRED = "expired"
    END_NOTICE = "end_notice"
    UNDELIVERABLE = "undeliverable"
    ADMINISTRATORS_NOTICE = "administrators_notice"
    ENDED_NEARBY = "ended_nearby"
    REVIEW_NEEDED = "review_needed"
    REVIEW_REMINDER = "review_reminder"
    REVIEW_DECLINED = "review_declined"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_REMINDER = "access_reminder"
    ACCESS_ESCALATED = "access_escalated"
    ACCESS_DECIDED = "access_decided"
    ACCESS_WITHDRAWN = "access_withdrawn"
    ACCESS_EXPIRED = "access_expired"
    IDENTITY_MOVED = "identity_moved"
    ROLE_OFFERED = "role_offered"
    INQUIRY_ENDED = "inquiry_ended"
    INQUIRY_DIGEST = "inquiry_digest"
    REVIEW_DIGEST = "review_digest"
    OUTCOME_DIGEST = "outcome_digest"
    ROLE_GIVEN = "role_given"
    ROLE_WITHDRAWN = "role_withdrawn"
    DOMAIN_PROOF_ASKED = "domain_proof_asked"
    DOMAIN_PROOF_LAPSED = "domain_proof_lapsed"
    RECOVERY_NOTICE = "recovery_notice"
    RECOVERY_REVIEW = "recovery_review"
    RECOVERY_NEWS = "recovery_news"
    WEBHOOK_STOPPED = "webhook_stopped"
    PROGRAM_ENDS_SOON = "program_ends_soon"


class Audience(StrEnum):
    """Group of readers of a mail. It decides what the mail may say, and whom a row without a recipient goes to."""

    APPROVER = "approver"
    REQUESTER = "requester"
    REVIEWERS = "reviewers"
    ADMINISTRATORS = "administrators"
    # Somebody who signs in, about how they do, or about a proof that they asked for.
    PERSON = "person"
    RECEIVER = "receiver"
    # Everybody who must know of a recovery, and who asks for it.
    NOTIFIED = "notified"
    CANDIDATE = "candidate"
    # Who asked to be told when somebody else's request has ended.
    WATCHERS = "watchers"


# Mails with a decision link. They are sent only while that link is the current one of its nomination.
DECIDING: frozenset[MailKind] = frozenset(
    {MailKind.APPROVAL_NEEDED, MailKind.FORWARDED_TO_YOU, MailKind.NEW_LINK, MailKind.REMINDER},
)
# Mails that count against the rate limits, because a person causes them. Reminders are sent by the scheduled job.
COUNTED: frozenset[MailKind] = DECIDING - {MailKind.REMINDER}

# Mails that ask for a review. They are sent only while the request is in review.
ABOUT_REVIEWS: frozenset[MailKind] = frozenset({MailKind.REVIEW_NEEDED, MailKind.REVIEW_REMINDER})

# Mails about an access request, or about an identity that was moved; all others are about an account request.
ABOUT_ACCESS: frozenset[MailKind] = frozenset(kind for kind in MailKind if kind.startswith("access_"))
# Those of them that ask for a decision. They are sent only while there is none.
ASKING_FOR_ACCESS: frozenset[MailKind] = frozenset(
    {MailKind.ACCESS_REQUESTED, MailKind.ACCESS_REMINDER, MailKind.ACCESS_ESCALATED}
)
# News of an account: of a webhook, or of a role that somebody has or had; the facts say which, for a role that was
# withdrawn is gone.
ABOUT_ACCOUNTS: frozenset[MailKind] = frozenset(
    {MailKind.ROLE_GIVEN, MailKind.ROLE_WITHDRAWN, MailKind.WEBHOOK_STOPPED, MailKind.PROGRAM_ENDS_SOON}
)
ABOUT_IDENTITIES: frozenset[MailKind] = frozenset({MailKind.IDENTITY_MOVED})
# Mails about a domain proof.
ABOUT_PROOFS: frozenset[MailKind] = frozenset({MailKind.DOMAIN_PROOF_ASKED, MailKind.DOMAIN_PROOF_LAPSED})
# Mails about a recovery.
ABOUT_RECOVERIES: frozenset[MailKind] = frozenset(
    {MailKind.RECOVERY_NOTICE, MailKind.RECOVERY_REVIEW, MailKind.RECOVERY_NEWS}
)


# The id of a digest in its own partition.
DIGEST_MAIL = "digest"


class MailStatus(StrEnum):
    """State of an outbox row."""

    DUE = "due"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    EXPANDED = "expanded"
    OBSOLETE = "obsolete"
    DEAD = "dead"


class ReportKind(StrEnum):
    """Kind of event that the mail service reports for an accepted message."""

    DELIVERY = "delivery"
    DELAY = "delay"
    BOUNCE = "bounce"
    SOFT_BOUNCE = "passing_bounce"
    COMPLAINT = "complaint"
    REJECT = "reject"


@value_class
class Report:
    """A delivery report. An out-of-office reply is reported as a soft bounce too."""

    kind: ReportKind
    at: datetime
    reason: str = ""


@value_class
class MailDraft:
    """A mail that a use case queues.

    `to` is empty if the mail function resolves the audience (reviewers, administrators).
    """

    kind: MailKind
    audience: Audience
    language: str
    to: str = ""
    nomination_id: str | None = None
    generation: int = 0
    facts: Facts = field(default_factory=dict)


@value_class
class Mail:
    """A row of the outbox, in the partition of what caused it: a request, an access request, a moved identity, a
    domain proof or a recovery.

    `due_at` is the time of the next attempt. Claiming the row moves it to the end of the lease, so the row of a
    sender that crashed becomes due again. `report` is the most significant report so far; `status`,
    `delivered_at` and `failure` follow from it. Rows of earlier releases have no report. A mail that might have been
    part of a digest and `is_counted` goes alone.
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
    is_counted: bool = False
    version: int = 0

    @property
    def is_digest(self) -> bool:
        """Whether the mail is about all that was collected for its recipient."""
        return self.mail_id == DIGEST_MAIL


def after_erasing(mail: Mail, erased: Mail) -> Mail | None:
    """Return what is left of a mail in which addresses were erased; None if its row must go.

    The key of a digest, or of a notice to one of a group, follows from the address. What was still to be sent to the
    address is not.
    """
    if erased.draft.to == mail.draft.to:
        return erased
    if mail.is_digest or mail.draft.audience in (Audience.ADMINISTRATORS, Audience.REVIEWERS, Audience.NOTIFIED):
        return None
    if mail.status in (MailStatus.DUE, MailStatus.DEAD):
        return replace(erased, status=MailStatus.OBSOLETE, due_at=None)
    return erased

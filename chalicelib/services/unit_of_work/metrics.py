"""The metrics that operators see, and the port through which use cases report them.

Does not depend on where metrics are sent. A metric counts events and never identifies a person.
"""

from enum import StrEnum
from typing import Protocol


class Metric(StrEnum):
    """Everything that is counted or measured."""

    REQUEST_CREATED = "RequestCreated"
    # Approved or declined. A request that was withdrawn or that expired was not decided.
    REQUEST_DECIDED = "RequestDecided"
    # A link with a valid signature was opened, by a person or by software that checks their mail.
    LINK_OPENED = "LinkOpened"
    MAIL_SENT = "MailSent"
    # One failed attempt, including the last one of a mail.
    MAIL_FAILED = "MailFailed"
    # The mail service accepts nothing until an operator mends the account, its settings or the function's rights.
    MAIL_STOPPED = "MailStopped"
    # There will be no further attempt.
    MAIL_DEAD = "MailDead"
    # SES reports that a mail was returned, or marked as spam.
    MAIL_BOUNCED = "MailBounced"
    MAIL_COMPLAINED = "MailComplained"
    # For how long the oldest mail that is not sent has been wanted, whenever its next attempt is.
    OUTBOX_AGE = "OutboxAgeSeconds"
    # The bus did not take an event, which is put again later.
    EVENT_REFUSED = "EventRefused"
    # A receiver took an event, or one attempt to send it failed.
    WEBHOOK_SENT = "WebhookSent"
    WEBHOOK_FAILED = "WebhookFailed"
    # A webhook was disabled, since it failed for days, or its receiver ended it.
    WEBHOOK_STOPPED = "WebhookStopped"
    # Since when the oldest delivery is due that nobody has tried.
    WEBHOOK_AGE = "WebhookAgeSeconds"
    SWEEP_RAN = "SweepRan"
    # The sign-in provider refuses this product: its client, its callback, its scopes, or the code that it gave out.
    SIGN_IN_REFUSED = "SignInRefused"
    # The provider, or its keys, cannot be had.
    SIGN_IN_UNAVAILABLE = "SignInUnavailable"
    # A call was turned away, because its caller makes too many.
    CALLER_LIMITED = "CallerLimited"
    # A row that is broken, or that a later release wrote, was left out or made a call fail.
    ROW_UNREADABLE = "RowUnreadable"
    # A due row that could not be read or handled was postponed; the others were processed.
    ROW_SET_ASIDE = "RowSetAside"
    # A nudge or a report that could not be processed.
    MESSAGE_DROPPED = "MessageDropped"


class Signals(Protocol):
    """Collects the metrics of one invocation. Never raises."""

    def count(self, name: Metric) -> None:
        """Count one occurrence."""
        ...

    def gauge(self, name: Metric, value: float) -> None:
        """Set a value; the last one of an invocation is reported."""
        ...

    def flush(self) -> None:
        """Report everything that was collected; called at the end of an invocation."""
        ...


def ignore(name: Metric) -> None:
    """Report nothing."""


class NoMetrics:
    """Metrics that are disabled."""

    def count(self, name: Metric) -> None:
        """Do nothing."""

    def gauge(self, name: Metric, value: float) -> None:
        """Do nothing."""

    def flush(self) -> None:
        """Do nothing."""

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
    # A link that we signed was looked at, by a person or by what checks mails for them.
    LINK_OPENED = "LinkOpened"
    MAIL_SENT = "MailSent"
    # One try that came to nothing, the last one of a mail included.
    MAIL_FAILED = "MailFailed"
    # There will be no other try.
    MAIL_DEAD = "MailDead"
    # How long the oldest mail of the outbox has been due.
    OUTBOX_AGE = "OutboxAgeSeconds"
    SWEEP_RAN = "SweepRan"
    # A record that is broken, or that a later release wrote, was left out or kept somebody from an answer.
    ROW_UNREADABLE = "RowUnreadable"
    # A due row that could not be read or handled is put off; the others went on.
    ROW_SET_ASIDE = "RowSetAside"
    # A nudge or a report that nothing could be done with.
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


class NoMetrics:
    """Metrics that are disabled."""

    def count(self, name: Metric) -> None:
        """Forgotten."""

    def gauge(self, name: Metric, value: float) -> None:
        """Forgotten."""

    def flush(self) -> None:
        """There is nothing to go out."""

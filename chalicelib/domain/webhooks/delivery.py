"""A delivery: one event for one webhook, with its attempts."""

import hashlib
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Answer
from chalicelib.domain.webhooks.schedule import LEASE, is_within_series, next_attempt

# The last ones are kept.
MOST_ATTEMPTS = 10
_ID_LENGTH = 10


class DeliveryStatus(StrEnum):
    """Status of a delivery."""

    DUE = "due"
    DELIVERED = "delivered"
    FAILED = "failed"
    # Its webhook was disabled, ended or removed meanwhile.
    DROPPED = "dropped"


@value_class
class Attempt:
    """One attempt, and what became of it."""

    at: datetime
    answer: Answer


@value_class
class Delivery:
    """An event for a webhook; `body` is what is sent, the same each time.

    `series_at` is when the present series of attempts began, `failed` counts its failed attempts. `due_at` is None when
    nothing is to be sent.
    """

    delivery_id: str
    webhook_id: str
    account_id: str
    event_id: str
    kind: str
    body: str
    created_at: datetime
    series_at: datetime
    due_at: datetime | None
    status: DeliveryStatus = DeliveryStatus.DUE
    failed: int = 0
    attempts: tuple[Attempt, ...] = ()
    version: int = 0

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be sent now."""
        return self.status is DeliveryStatus.DUE and self.due_at is not None and self.due_at <= now

    @property
    def is_given_up(self) -> bool:
        """Whether all attempts of the present series have failed."""
        return self.status is DeliveryStatus.FAILED

    def claimed(self, now: datetime) -> "Delivery":
        """Return it as whoever sends it holds it: due again when the lease ends."""
        return replace(self, due_at=now + LEASE)

    def put_off(self, until: datetime) -> "Delivery":
        """Return it due at a later time; failed if that would be too late."""
        return replace(self, due_at=until) if is_within_series(self.series_at, until) else self._at_end(False)

    def dropped(self) -> "Delivery":
        """Return it as nobody wants it any more."""
        return replace(self, status=DeliveryStatus.DROPPED, due_at=None)

    def after(self, answer: Answer, now: datetime, jitter: float) -> "Delivery":
        """Return it after an attempt: delivered, due again, or failed."""
        tried = replace(self, attempts=(*self.attempts, Attempt(now, answer))[-MOST_ATTEMPTS:])
        if answer.is_success:
            return tried._at_end(True)
        failed = replace(tried, failed=self.failed + 1)
        due_at = next_attempt(failed.failed, self.series_at, now, jitter)
        return replace(failed, due_at=due_at) if due_at else failed._at_end(False)

    def again(self, now: datetime) -> "Delivery":
        """Return it due now, in a new series of attempts."""
        return replace(self, status=DeliveryStatus.DUE, due_at=now, series_at=now, failed=0)

    def _at_end(self, is_delivered: bool) -> "Delivery":
        return replace(self, status=DeliveryStatus.DELIVERED if is_delivered else DeliveryStatus.FAILED, due_at=None)


def delivery_id_of(event_id: str, at: datetime) -> str:
    """Return the id of an event's delivery: later events have later ids, and one event the same for ever."""
    microseconds = int(at.timestamp()) * 1_000_000 + at.microsecond
    return f"{microseconds:014x}{hashlib.sha256(event_id.encode()).hexdigest()[:_ID_LENGTH]}"

"""A webhook: an endpoint of an account that its events are sent to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.events import EventKind
from chalicelib.domain.revisions import revision_of
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Answer
from chalicelib.domain.webhooks.schedule import FAILING_LENGTH, ROTATION_LENGTH, pause

MOST_WEBHOOKS = 5


class WebhookStatus(StrEnum):
    """Status of a webhook. Nothing is sent to the last two until an administrator enables it again."""

    ACTIVE = "active"
    # It has failed for days.
    DISABLED = "disabled"
    # Its receiver answered 410.
    ENDED = "ended"


@value_class
class SecretVersion:
    """Which secret: it is derived from this key, for this generation."""

    key_id: str
    generation: int = 1


@value_class
class Webhook:
    """A webhook of an account. Without `kinds` it gets all events.

    `failing_since` is when the first attempt failed since one succeeded. `unanswered` counts the attempts without an
    answer since the last one, `paused_until` is when it may be tried again. `notice_due_at` is set while its
    administrators are not told of its end.
    """

    webhook_id: str
    account_id: str
    url: str
    created_at: datetime
    secret: SecretVersion
    kinds: tuple[EventKind, ...] = ()
    status: WebhookStatus = WebhookStatus.ACTIVE
    former_secret: SecretVersion | None = None
    former_secret_until: datetime | None = None
    failing_since: datetime | None = None
    unanswered: int = 0
    paused_until: datetime | None = None
    ended_at: datetime | None = None
    notice_due_at: datetime | None = None
    version: int = 0

    @property
    def is_active(self) -> bool:
        """Whether events are sent to it."""
        return self.status is WebhookStatus.ACTIVE

    @property
    def has_failed_for_days(self) -> bool:
        """Whether it was disabled because it had failed for so long."""
        if self.status is not WebhookStatus.DISABLED or not self.failing_since or not self.ended_at:
            return False
        return self.ended_at - self.failing_since >= FAILING_LENGTH

    @property
    def revision(self) -> str:
        """Differs when something that its administrators decide or see has changed."""
        generation = self.secret.generation
        return revision_of(self.url, *self.kinds, self.status, generation, self.failing_since)

    def wants(self, kind: EventKind) -> bool:
        """Whether events of this kind are sent to it."""
        return self.is_active and (not self.kinds or kind in self.kinds)

    def is_paused(self, now: datetime) -> bool:
        """Whether it is left alone, because it did not answer."""
        return self.paused_until is not None and self.paused_until > now

    def secrets_at(self, now: datetime) -> Sequence[SecretVersion]:
        """Return the secrets that are valid, the newest first."""
        is_former_valid = self.former_secret_until is not None and self.former_secret_until > now
        return (self.secret, self.former_secret) if self.former_secret and is_former_valid else (self.secret,)

    def rotated(self, key_id: str, now: datetime) -> "Webhook":
        """Return it with a new secret; the one of before stays valid for a while."""
        return replace(
            self,
            secret=SecretVersion(key_id, self.secret.generation + 1),
            former_secret=self.secret,
            former_secret_until=now + ROTATION_LENGTH,
        )

    def enabled(self) -> "Webhook":
        """Return it active and without its failures."""
        return replace(self._without_failures(), status=WebhookStatus.ACTIVE, ended_at=None, notice_due_at=None)

    def disabled(self, now: datetime) -> "Webhook":
        """Return it as an administrator disables it: its failures are not the reason, and forgotten."""
        return replace(self._without_failures(), status=WebhookStatus.DISABLED, ended_at=now)

    def at_url(self, url: str) -> "Webhook":
        """Return it with this URL: an active one without the failures of another."""
        is_same = url == self.url or not self.is_active
        return replace(self if is_same else self._without_failures(), url=url)

    def after(self, answer: Answer, now: datetime, jitter: float) -> "Webhook":
        """Return it after an attempt: without its failures, ended, or paused."""
        if not self.is_active:
            return self
        if answer.is_success:
            return self._without_failures()
        failed = replace(self, failing_since=self.failing_since or now)
        if answer.trouble:
            count = self.unanswered + 1
            failed = replace(failed, unanswered=count, paused_until=now + pause(count, jitter))
        else:
            failed = replace(failed, unanswered=0, paused_until=None)
        if answer.is_gone:
            return replace(failed, status=WebhookStatus.ENDED, ended_at=now, notice_due_at=now)
        return failed

    def given_up(self, now: datetime) -> "Webhook":
        """Return it after an event was given up: disabled if none has arrived for days.

        One failure long after another does not disable it: the event is tried for a day first.
        """
        if not self.is_active or self.failing_since is None or now - self.failing_since < FAILING_LENGTH:
            return self
        return replace(self, status=WebhookStatus.DISABLED, ended_at=now, notice_due_at=now)

    def _without_failures(self) -> "Webhook":
        return replace(self, failing_since=None, unanswered=0, paused_until=None)

"""Send events to webhooks, each at least once.

A delivery is claimed by moving its due time to the end of a lease. So a crash at any line leaves a row that falls due
again, and the receiver gets the event again under the same id. Everything else is left to the schedule, which nudges
each minute what is due.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Answer
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.schedule import LEASE
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.metrics import Metric, Signals
from chalicelib.services.unit_of_work.ports import Clock, StaleState
from chalicelib.services.unit_of_work.setting_aside import trouble_of
from chalicelib.services.unit_of_work.webhooks.ports import (
    DeliveryKey,
    Post,
    WebhookMeans,
    WebhookRows,
)

logger = logging.getLogger(__name__)

# Most deliveries of one call: as many may wait for their answers at once.
MOST_AT_ONCE = 50
# How often the state of a webhook is decided again while others change it.
ATTEMPTS = 8


@value_class
class WebhookDeliverer:
    """What sending needs. `machine` is the clock of the receivers, whatever the injected one says."""

    rows: WebhookRows
    means: WebhookMeans
    clock: Clock
    machine: Clock
    # Random numbers from 0 to 1.
    jitter: Callable[[], float]
    metrics: Signals

    def deliver(self, keys: Iterable[DeliveryKey]) -> int:
        """Send what is due of these; return how many attempts there were.

        What is due and not sent, for whatever reason, stays due.
        """
        claimed = [one for key in list(dict.fromkeys(keys))[:MOST_AT_ONCE] if (one := self._claimed(key))]
        for place, answer in self.means.sender.post_all([post for _, post in claimed]):
            self._record(*claimed[place], answer)
        return len(claimed)

    def _claimed(self, key: DeliveryKey) -> tuple[Delivery, Post] | None:
        """Return a delivery that is to be sent now. Errors do not stop the others."""
        try:
            return self._claim(key)
        except StaleState:
            return None  # Somebody else has it.
        except Exception as error:
            logger.warning("a delivery could not be claimed: %s", trouble_of(error))
            return None

    def _claim(self, key: DeliveryKey) -> tuple[Delivery, Post] | None:
        now = self.clock.now()
        delivery = self.rows.delivery(key)
        if delivery is None or not delivery.is_due(now):
            return None
        webhook = self.rows.webhook(key.account_id, key.webhook_id)
        if webhook is None or not webhook.is_active:
            self.rows.record(delivery.dropped())
            return None
        if webhook.paused_until and webhook.is_paused(now):
            self._record_after(webhook.url, delivery.put_off(webhook.paused_until))
            return None
        if webhook.unanswered:
            # After a pause one delivery finds out whether it answers again; the others wait for that.
            self.rows.record(replace(webhook, paused_until=now + LEASE))
        claimed = delivery.claimed(now)
        self.rows.record(claimed)
        return replace(claimed, version=delivery.version + 1), self._post(webhook, delivery)

    def _post(self, webhook: Webhook, delivery: Delivery) -> Post:
        secrets = webhook.secrets_at(self.clock.now())
        at = self.machine.now()
        headers = self.means.signer.headers(webhook.webhook_id, secrets, delivery.event_id, at, delivery.body)
        return Post(webhook.url, headers, delivery.body)

    def _record(self, delivery: Delivery, post: Post, answer: Answer) -> None:
        """Record what became of an attempt. If this fails, the event is sent again when the lease ends."""
        self.metrics.count(Metric.WEBHOOK_SENT if answer.is_success else Metric.WEBHOOK_FAILED)
        try:
            tried = delivery.after(answer, self.clock.now(), self.jitter())
            self._record_after(post.url, tried, answer)
        except StaleState:
            return  # The lease has ended; whoever has the delivery now records it.
        except Exception as error:
            logger.warning("what became of a delivery could not be recorded: %s", trouble_of(error))

    def _record_after(self, url: str, delivery: Delivery, answer: Answer | None = None) -> None:
        """Record the delivery as it is now, and first what that means for its webhook."""
        if answer or delivery.is_given_up:
            self._record_state(url, delivery, answer)
        self.rows.record(delivery)

    def _record_state(self, url: str, delivery: Delivery, answer: Answer | None) -> None:
        """Record what this means for the webhook, as it is now; nothing if it has another URL meanwhile."""
        now, jitter = self.clock.now(), self.jitter()
        for _ in range(ATTEMPTS):
            webhook = self.rows.webhook(delivery.account_id, delivery.webhook_id)
            if webhook is None or webhook.url != url:
                return
            after = webhook.after(answer, now, jitter) if answer else webhook
            after = after.given_up(now) if delivery.is_given_up else after
            if after == webhook:
                return
            try:
                self.rows.record(after)
            except StaleState:
                continue
            if webhook.is_active and not after.is_active:
                self.metrics.count(Metric.WEBHOOK_STOPPED)
            return

"""The queues in memory. `test_queue_contract.py` holds them to what those of SQS do on moto."""

import json
from collections.abc import Iterator, Sequence

from chalicelib.adapters.sqs import DELIVERIES_A_NUDGE
from chalicelib.services.unit_of_work.ports import MailKey
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey

# What SQS takes in one message.
LONGEST_BODY = 1024 * 1024


class MemoryQueue:
    """Holds the bodies of messages, since the worker parses those."""

    def __init__(self) -> None:
        self._bodies: list[str] = []

    def nudge(self, mails: Sequence[MailKey]) -> None:
        self._add([[mail.request_id, mail.mail_id] for mail in mails])

    def nudge_deliveries(self, deliveries: Sequence[DeliveryKey]) -> None:
        keys = [[one.account_id, one.webhook_id, one.delivery_id] for one in deliveries]
        for first in range(0, len(keys), DELIVERIES_A_NUDGE):
            self._add(keys[first : first + DELIVERIES_A_NUDGE])

    def _add(self, keys: Sequence[Sequence[str]]) -> None:
        body = json.dumps(keys)
        if keys and len(body) <= LONGEST_BODY:
            self._bodies.append(body)

    def received(self) -> Iterator[str]:
        """Take one message after the other."""
        while self._bodies:
            yield self._bodies.pop(0)

"""The mail queue in memory. `test_queue_contract.py` holds it to what `SqsMailQueue` does on moto."""

import json
from collections.abc import Iterator, Sequence

from chalicelib.services.unit_of_work.ports import MailKey

# What SQS takes in one message.
LONGEST_BODY = 1024 * 1024


class MemoryQueue:
    """Holds the bodies of messages, since the worker parses those."""

    def __init__(self) -> None:
        self._bodies: list[str] = []

    def nudge(self, mails: Sequence[MailKey]) -> None:
        body = json.dumps([[mail.request_id, mail.mail_id] for mail in mails])
        if mails and len(body) <= LONGEST_BODY:
            self._bodies.append(body)

    def received(self) -> Iterator[str]:
        """Take one message after the other."""
        while self._bodies:
            yield self._bodies.pop(0)

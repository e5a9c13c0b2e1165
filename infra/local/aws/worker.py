"""The part of AWS that invokes functions for the queue, the topic and the schedule.

Rounds never overlap, so `work_until_quiet` returns between two of them.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.aws import lambda_events
from infra.local.aws.services import MAIL_EVENTS_QUEUE, client, give_up_event
from infra.local.environment import MAIL_QUEUE, WEBHOOK_QUEUE

BATCH = 10
SWEEP_EVERY_SECONDS = 5.0
POLL_EVERY_SECONDS = 1.0
MAX_ROUNDS = 200
STOP_SECONDS = 3.0
MAX_EVENT_TRIES = 3

_log = logging.getLogger("infra.local.aws.worker")

Handler = Callable[[lambda_events.Event, Any], Any]


class Functions(Protocol):
    """The functions of the module `app` that have no route. `mail_events` and `deliver_webhooks` may be missing."""

    deliver_mail: Handler
    sweep: Handler


class Feed:
    """A queue and the function it invokes. Failed messages are received again, as on AWS."""

    def __init__(self, queue: str, hand_over: Callable[[Sequence[lambda_events.SqsMessage]], set[str]]) -> None:
        self._hand_over = hand_over
        self._sqs = client("sqs")
        self._url = self._sqs.get_queue_url(QueueName=queue)["QueueUrl"]

    def drain(self) -> int:
        """Invoke the function until the queue is empty; return the number of messages passed on."""
        handed_over = 0
        while batch := self._receive():
            failed = self._hand_over(batch)
            for message in batch:
                if message["MessageId"] not in failed:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            handed_over += len(batch)
        return handed_over

    def _receive(self) -> list[lambda_events.SqsMessage]:
        received = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=BATCH,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages: list[lambda_events.SqsMessage] = received.get("Messages", [])
        return messages


class Worker:
    """Works in the background within its `with` block; `work_until_quiet` works in the foreground at any time.

    `sent` returns the number of mails sent so far.
    """

    def __init__(self, functions: Functions, now: Callable[[], datetime], sent: Callable[[], int]) -> None:
        self._functions = functions
        self._now = now
        self._sent = sent
        self._feeds = [Feed(MAIL_QUEUE, partial(self._whole_batch, "deliver_mail", MAIL_QUEUE))]
        if self.takes_mail_events:
            self._feeds.append(Feed(MAIL_EVENTS_QUEUE, self._mail_events))
        if hasattr(functions, "deliver_webhooks"):
            self._feeds.append(Feed(WEBHOOK_QUEUE, partial(self._whole_batch, "deliver_webhooks", WEBHOOK_QUEUE)))
        self._one_round = threading.Lock()
        self._woken = threading.Event()
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self.wake()
        self._thread.join(STOP_SECONDS)

    @property
    def takes_mail_events(self) -> bool:
        """Whether the app has a function for SES events."""
        return hasattr(self._functions, "mail_events")

    def wake(self) -> None:
        """Start a background round now, because a queue has a new message."""
        self._woken.set()

    def work_until_quiet(self, schedule: bool = True) -> None:
        """Process queues, and the schedule unless told otherwise, until a round has no effect."""
        with self._one_round:
            for _ in range(MAX_ROUNDS):
                if not (self._round() if schedule else self._drain()):
                    break

    def _round(self) -> bool:
        """Run one round; return whether it had an effect."""
        before = self._sent()
        handed_over = self._drain()
        self._sweep()
        return bool(handed_over + self._drain()) or self._sent() != before

    def _work(self) -> None:
        next_sweep = time.monotonic()
        while not self._leaving.is_set():
            due = time.monotonic() >= next_sweep
            self._background_round(sweep=due)
            if due:
                next_sweep = time.monotonic() + SWEEP_EVERY_SECONDS
            self._woken.wait(POLL_EVERY_SECONDS)
            self._woken.clear()

    def _background_round(self, sweep: bool) -> None:
        try:
            with self._one_round:
                self._drain()
                if sweep:
                    self._sweep()
        except (BotoCoreError, ClientError):
            _log.exception("the queue could not be read; the next round tries again")

    def _drain(self) -> int:
        return sum(feed.drain() for feed in self._feeds)

    def _sweep(self) -> None:
        self._call("sweep", lambda: lambda_events.of_schedule(self._now()))

    def _whole_batch(self, function: str, queue: str, batch: Sequence[lambda_events.SqsMessage]) -> set[str]:
        """Pass on a batch, which fails as a whole: Chalice's event source mapping has no partial batch responses."""
        done = self._call(function, lambda: lambda_events.of_queue(batch, queue))
        return set() if done else {message["MessageId"] for message in batch}

    def _mail_events(self, batch: Sequence[lambda_events.SqsMessage]) -> set[str]:
        """Pass on SES events; each is tried three times, as Lambda does with asynchronous events, then given up."""
        failed = [
            message for message in batch if not self._call("mail_events", partial(lambda_events.of_topic, message))
        ]
        for message in failed:
            if _tries(message) >= MAX_EVENT_TRIES:
                _give_up(message)
        return {message["MessageId"] for message in failed if _tries(message) < MAX_EVENT_TRIES}

    def _call(self, function: str, event: Callable[[], lambda_events.Event]) -> bool:
        """Invoke a function; return whether it succeeded. Failures, also of building the event, are logged."""
        try:
            getattr(self._functions, function)(event(), lambda_events.context(function))
        except Exception:
            _log.exception("%s failed", function)
            return False
        return True


def _give_up(message: lambda_events.SqsMessage) -> None:
    """Keep the event. What is no notification would not have come to Lambda."""
    with suppress(ValueError, KeyError, TypeError):
        give_up_event("mail_events", lambda_events.of_topic(message), _tries(message))


def _tries(message: lambda_events.SqsMessage) -> int:
    return int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))

"""What AWS does between requests: hands over the queue, the topic and, each minute, the schedule.

One round at a time, so whoever calls `work_until_quiet` sees no half-done one. Refuses to know what is sent.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.aws import lambda_events
from infra.local.aws.services import MAIL_EVENTS_QUEUE, client
from infra.local.environment import MAIL_QUEUE

BATCH = 10
SWEEP_EVERY_SECONDS = 5.0
LOOK_EVERY_SECONDS = 1.0
QUIET_ROUNDS = 2
MOST_ROUNDS = 200
LEAVE_SECONDS = 3.0
TRIES_OF_A_REPORT = 3

_log = logging.getLogger("infra.local.aws.worker")

Handler = Callable[[lambda_events.Event, Any], Any]


class Functions(Protocol):
    """The module `app`: its functions without a route. `mail_events` may be missing."""

    deliver_mail: Handler
    sweep: Handler


class Feed:
    """One queue and the function it calls. What the function does not take comes again, as on AWS."""

    def __init__(self, queue: str, hand_over: Callable[[Sequence[lambda_events.SqsMessage]], set[str]]) -> None:
        self._hand_over = hand_over
        self._sqs = client("sqs")
        self._url = self._sqs.get_queue_url(QueueName=queue)["QueueUrl"]

    def drain(self) -> int:
        """How many messages were handed over."""
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
    """`with Worker(…):` works in the background; `work_until_quiet` works at once, with or without that.

    `sent` counts the mails that went out so far.
    """

    def __init__(self, functions: Functions, now: Callable[[], datetime], sent: Callable[[], int]) -> None:
        self._functions = functions
        self._now = now
        self._sent = sent
        self._feeds = [Feed(MAIL_QUEUE, self._deliver_mail)]
        if self.takes_mail_events:
            self._feeds.append(Feed(MAIL_EVENTS_QUEUE, self._mail_events))
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
        self._thread.join(LEAVE_SECONDS)

    @property
    def takes_mail_events(self) -> bool:
        """Whether the app has a function for what SES reports."""
        return hasattr(self._functions, "mail_events")

    def wake(self) -> None:
        """A queue holds something new."""
        self._woken.set()

    def work_until_quiet(self) -> None:
        """Queues and schedule, until a few rounds in a row move nothing."""
        with self._one_round:
            quiet = 0
            for _ in range(MOST_ROUNDS):
                quiet = 0 if self._round() else quiet + 1
                if quiet == QUIET_ROUNDS:
                    break

    def _round(self) -> bool:
        """Whether anything moved."""
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
            self._woken.wait(LOOK_EVERY_SECONDS)
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

    def _deliver_mail(self, batch: Sequence[lambda_events.SqsMessage]) -> set[str]:
        """The batch is taken as a whole: Chalice's event source mapping asks for no partial answers."""
        done = self._call("deliver_mail", lambda: lambda_events.of_queue(batch, MAIL_QUEUE))
        return set() if done else {message["MessageId"] for message in batch}

    def _mail_events(self, batch: Sequence[lambda_events.SqsMessage]) -> set[str]:
        """A report is tried three times, as Lambda tries an event of a topic, and then lost."""
        failed = [
            message for message in batch if not self._call("mail_events", partial(lambda_events.of_topic, message))
        ]
        return {message["MessageId"] for message in failed if _tries(message) < TRIES_OF_A_REPORT}

    def _call(self, function: str, event: Callable[[], lambda_events.Event]) -> bool:
        """Whether the function ended well. Its failure is its own, and so is a message that makes no event."""
        try:
            getattr(self._functions, function)(event(), lambda_events.context(function))
        except Exception:
            _log.exception("%s failed", function)
            return False
        return True


def _tries(message: lambda_events.SqsMessage) -> int:
    return int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))

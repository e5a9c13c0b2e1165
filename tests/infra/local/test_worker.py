"""The worker invokes functions as AWS does: batches fail as a whole, SES events are tried three times."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.local.aws import worker
from infra.local.aws.lambda_events import Event
from infra.local.aws.services import MAIL_EVENTS_QUEUE
from infra.local.aws.worker import MAX_EVENT_TRIES, Worker
from infra.local.environment import EVENTS_GIVEN_UP, MAIL_QUEUE, REGION
from tests.movable_clock import START


class Failing:
    """Functions that fail on messages with the text "fails"."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.reports: list[str] = []
        self.swept = 0

    def deliver_mail(self, event: Event, _: Any) -> object:
        bodies = [record["body"] for record in event["Records"]]
        self.batches.append(bodies)
        if "fails" in bodies:
            raise LookupError("a test's failure")
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in event["Records"]]}

    def mail_events(self, event: Event, _: Any) -> None:
        (record,) = event["Records"]
        self.reports.append(record["Sns"]["Message"])
        if record["Sns"]["Message"] == "fails":
            raise LookupError("a test's failure")

    def sweep(self, _event: Event, _context: Any) -> None:
        self.swept += 1


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Create the queues; failed SES events are visible again at once."""
    with mock_aws():
        sqs = boto3.client("sqs", region_name=REGION)
        sqs.create_queue(QueueName=MAIL_QUEUE)
        sqs.create_queue(QueueName=MAIL_EVENTS_QUEUE, Attributes={"VisibilityTimeout": "0"})
        sqs.create_queue(QueueName=EVENTS_GIVEN_UP)
        monkeypatch.setattr(worker, "client", lambda service: boto3.client(service, region_name=REGION))
        yield sqs


@pytest.fixture
def functions() -> Failing:
    return Failing()


def send(queues: Any, queue: str, *bodies: str) -> None:
    url = queues.get_queue_url(QueueName=queue)["QueueUrl"]
    for body in bodies:
        queues.send_message(QueueUrl=url, MessageBody=body)


def remaining(queues: Any, queue: str) -> int:
    """Return the number of messages in the queue, in flight or not."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = queues.get_queue_url(QueueName=queue)["QueueUrl"]
    found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def work(functions: Any, schedule: bool = True) -> None:
    Worker(functions, lambda: START, lambda: 0).work_until_quiet(schedule)


def test_failed_batch_is_kept_as_whole(queues: Any, functions: Failing) -> None:
    send(queues, MAIL_QUEUE, "fine", "fails")
    work(functions)
    assert remaining(queues, MAIL_QUEUE) == 2
    assert functions.swept > 0


def test_handled_batch_is_deleted_regardless_of_result(queues: Any, functions: Failing) -> None:
    send(queues, MAIL_QUEUE, "fine", "fine too")
    work(functions)
    assert (functions.batches, remaining(queues, MAIL_QUEUE)) == ([["fine", "fine too"]], 0)


def test_queues_are_drained_without_schedule(queues: Any, functions: Failing) -> None:
    send(queues, MAIL_QUEUE, "fine")
    work(functions, schedule=False)
    assert (functions.batches, functions.swept) == ([["fine"]], 0)


def test_failing_event_is_tried_three_times_and_does_not_block_others(queues: Any, functions: Failing) -> None:
    notices = [json.dumps({"TopicArn": "arn", "Message": message}) for message in ("fails", "fine")]
    send(queues, MAIL_EVENTS_QUEUE, "no notice", "[]", *notices)
    work(functions)
    assert sorted(functions.reports) == [*["fails"] * MAX_EVENT_TRIES, "fine"]
    assert remaining(queues, MAIL_EVENTS_QUEUE) == 0
    assert remaining(queues, EVENTS_GIVEN_UP) == 1

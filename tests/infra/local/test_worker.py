"""The local run hands messages over as AWS does: a batch as a whole, a report three times; none stops it."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.local.aws import worker
from infra.local.aws.lambda_events import Event
from infra.local.aws.services import MAIL_EVENTS_QUEUE
from infra.local.aws.worker import TRIES_OF_A_REPORT, Worker
from infra.local.environment import MAIL_QUEUE, REGION
from tests.movable_clock import START


class Failing:
    """Functions that fail on what says so."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.reports: list[str] = []
        self.swept = 0

    def deliver_mail(self, event: Event, _: Any) -> object:
        bodies = [record["body"] for record in event["Records"]]
        self.batches.append(bodies)
        if "fails" in bodies:
            raise LookupError("as told")
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in event["Records"]]}

    def mail_events(self, event: Event, _: Any) -> None:
        (record,) = event["Records"]
        self.reports.append(record["Sns"]["Message"])
        if record["Sns"]["Message"] == "fails":
            raise LookupError("as told")

    def sweep(self, _event: Event, _context: Any) -> None:
        self.swept += 1


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The two queues, where what was not taken is there again at once."""
    with mock_aws():
        made = boto3.client("sqs", region_name=REGION)
        made.create_queue(QueueName=MAIL_QUEUE)
        made.create_queue(QueueName=MAIL_EVENTS_QUEUE, Attributes={"VisibilityTimeout": "0"})
        monkeypatch.setattr(worker, "client", lambda service: boto3.client(service, region_name=REGION))
        yield made


@pytest.fixture
def functions() -> Failing:
    """Functions that have done nothing yet."""
    return Failing()


def send(queues: Any, queue: str, *bodies: str) -> None:
    url = queues.get_queue_url(QueueName=queue)["QueueUrl"]
    for body in bodies:
        queues.send_message(QueueUrl=url, MessageBody=body)


def left(queues: Any, queue: str) -> int:
    """How many messages are in the queue, handed over or not."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url = queues.get_queue_url(QueueName=queue)["QueueUrl"]
    found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def worked(functions: Any) -> None:
    Worker(functions, lambda: START, lambda: 0).work_until_quiet()


def test_a_batch_on_which_the_function_fails_is_kept_as_a_whole(queues: Any, functions: Failing) -> None:
    send(queues, MAIL_QUEUE, "fine", "fails")
    worked(functions)
    assert left(queues, MAIL_QUEUE) == 2
    assert functions.swept > 0


def test_a_batch_that_the_function_ends_on_is_gone_whatever_it_answers(queues: Any, functions: Failing) -> None:
    send(queues, MAIL_QUEUE, "fine", "fine too")
    worked(functions)
    assert (functions.batches, left(queues, MAIL_QUEUE)) == ([["fine", "fine too"]], 0)


def test_a_report_that_fails_is_tried_three_times_and_lost_and_holds_up_no_other(
    queues: Any, functions: Failing
) -> None:
    notices = [json.dumps({"TopicArn": "arn", "Message": message}) for message in ("fails", "fine")]
    send(queues, MAIL_EVENTS_QUEUE, "no notice", "[]", *notices)
    worked(functions)
    assert sorted(functions.reports) == [*["fails"] * TRIES_OF_A_REPORT, "fine"]
    assert left(queues, MAIL_EVENTS_QUEUE) == 0

"""An event that Lambda gave up is kept, and replayed by a command as if it came again."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto import mock_aws

import app
from chalicelib.bootstrap import InvocationFailed
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import Mail, MailStatus
from infra.local.aws import lambda_events
from infra.local.environment import REGION
from tests.backends.observable_table import observed
from tests.infra.operations.operating import run_command
from tests.movable_clock import START
from tests.ses import ses_event
from tests.world import World

NAME = "smart-account-requests-test"


@dataclass
class Aws:
    """The queue of events given up, and the topic of SES's reports, with a queue that tells what is published."""

    queues: Any
    given_up: str
    topic: str
    heard: str

    def keep(self, record: object) -> None:
        """Put a record into the queue, as Lambda does."""
        self.queues.send_message(QueueUrl=self.given_up, MessageBody=json.dumps(record))

    def report(self, message: str) -> Any:
        """Return the event of a report."""
        return lambda_events.of_topic(
            {"MessageId": "1", "Body": json.dumps({"TopicArn": self.topic, "Message": message})}
        )

    def published(self) -> Sequence[Any]:
        """Return the events that the topic has passed on."""
        found = self.queues.receive_message(QueueUrl=self.heard, MaxNumberOfMessages=10).get("Messages", [])
        return [lambda_events.of_topic(message) for message in found]

    def left(self) -> int:
        """Return how many records are in the queue, seen or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.queues.get_queue_attributes(QueueUrl=self.given_up, AttributeNames=names)["Attributes"]
        return sum(map(int, found.values()))


@pytest.fixture
def aws() -> Iterator[Aws]:
    with mock_aws():
        queues, topics = boto3.client("sqs", REGION), boto3.client("sns", REGION)
        given_up, heard = (
            queues.create_queue(QueueName=f"{NAME}-{name}")["QueueUrl"] for name in ("events-given-up", "heard")
        )
        topic = topics.create_topic(Name=f"{NAME}-mail-events")["TopicArn"]
        arn = queues.get_queue_attributes(QueueUrl=heard, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        yield Aws(queues, given_up, topic, heard)


def first_mail(world: World) -> Mail:
    found = world.ports.store.request_file(world.submit().request_id)
    assert found is not None
    world.work()
    return found.mails[0]


def test_report_that_was_given_up_is_replayed_and_recorded(
    operated: World, aws: Aws, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = first_mail(operated)
    event = aws.report(ses_event("Bounce", mail.request_id, mail.mail_id))

    def refuse(*_: object) -> None:
        raise Refused(Problem.BUSY)

    with observed(operated.table, refuse), pytest.raises(InvocationFailed):
        app.mail_events(event, lambda_events.context("mail_events"))
    aws.keep(lambda_events.given_up("mail_events", event, 3))
    capsys.readouterr()
    assert run_command(capsys, "replay-events") == (0, {"replayed": 1, "superseded": 0, "unreadable": []})
    (again,) = aws.published()
    app.mail_events(again, lambda_events.context("mail_events"))
    assert operated.mail(mail).status is MailStatus.BOUNCED
    assert aws.left() == 0
    capsys.readouterr()
    assert run_command(capsys, "replay-events")[1]["replayed"] == 0


def test_more_than_a_batch_is_replayed(operated: World, aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(25):
        aws.keep(lambda_events.given_up("mail_events", aws.report(str(number)), 3))
    assert run_command(capsys, "replay-events")[1]["replayed"] == 25
    assert aws.left() == 0


def test_run_of_the_schedule_is_not_replayed(operated: World, aws: Aws, capsys: pytest.CaptureFixture[str]) -> None:
    aws.keep(lambda_events.given_up("sweep", lambda_events.of_schedule(START), 3))
    assert run_command(capsys, "replay-events") == (0, {"replayed": 0, "superseded": 1, "unreadable": []})
    assert (aws.left(), aws.published()) == (0, [])


@pytest.mark.parametrize("record", ["text", {}, {"requestPayload": {"Records": [{}]}}, {"requestPayload": {}}])
def test_record_that_nobody_can_read_is_kept_and_named(
    operated: World, aws: Aws, capsys: pytest.CaptureFixture[str], record: object
) -> None:
    aws.keep(record)
    aws.keep(lambda_events.given_up("mail_events", aws.report("{}"), 3))
    status, result = run_command(capsys, "replay-events")
    assert (status, result["replayed"], len(result["unreadable"])) == (1, 1, 1)
    assert aws.left() == 1


def test_stage_without_the_queue_is_told_what_to_do(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        status, result = run_command(capsys, "replay-events")
    assert status == 2
    assert "deploy the stage" in result["error"]

"""Replay the events that Lambda gave up: SES's reports are published again, runs of the schedule are not missed.

A report that came twice, or that another one has overtaken, changes nothing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.adapters.aws_client import TRIES, aws_client
from chalicelib.bootstrap import Container
from infra.deploy.stages import APP

MOST_MESSAGES = 10
# What a record of the schedule's function is; the next minute's run has done the same.
SCHEDULED = "aws.events"


class NoQueue(Exception):
    """The stage has no queue of events that were given up; the message says what to do."""


@dataclass
class Replayed:
    """How many events were published again, and dropped as superseded; the ids of those that nobody can read."""

    replayed: int = 0
    superseded: int = 0
    unreadable: list[str] = field(default_factory=list)


def replay(container: Container) -> Replayed:
    """Take every event that was given up. An event is removed once it has been published again. Raises `NoQueue`."""
    region, done = container.settings.region, Replayed()
    queues, topics = aws_client("sqs", region, TRIES), aws_client("sns", region, TRIES)
    url = _url(queues, f"{APP}-{container.settings.stage}-events-given-up")
    for message in _messages(queues, url):
        try:
            reports = list(_reports(json.loads(message["Body"])["requestPayload"]))
        except (ValueError, KeyError, TypeError):
            done.unreadable.append(message["MessageId"])
            continue
        for report in reports:
            topics.publish(TopicArn=report["TopicArn"], Message=report["Message"])
        queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        done.replayed += bool(reports)
        done.superseded += not reports
    return done


def _url(queues: Any, name: str) -> str:
    try:
        return str(queues.get_queue_url(QueueName=name)["QueueUrl"])
    except queues.exceptions.QueueDoesNotExist:
        raise NoQueue(f"there is no queue {name}: deploy the stage, or start the local run again") from None


def _messages(queues: Any, url: str) -> Iterator[Mapping[str, Any]]:
    """Yield each message once; one that is left is seen again when its time-out is over."""
    while batch := queues.receive_message(QueueUrl=url, MaxNumberOfMessages=MOST_MESSAGES).get("Messages"):
        yield from batch


def _reports(event: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Yield the notifications of an event; none for one of the schedule. Raises `KeyError` for any other."""
    if event.get("source") == SCHEDULED:
        return
    for record in event["Records"]:
        notification = record["Sns"]
        yield {"TopicArn": str(notification["TopicArn"]), "Message": str(notification["Message"])}

"""What the adapter of the bus puts, on moto: whole events to a rule's queue; and what it makes of every answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from chalicelib.adapters.event_bus import SOURCE, EventBridgeBus
from chalicelib.domain.events import EventKind
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.unit_of_work.feed.ports import BusUnavailable

REGION, BUS = "us-east-1", "events-of-the-tests"


def told(number: int) -> TeamEvent:
    at = datetime(2026, 11, 22, 9, 0, number, tzinfo=UTC)
    return TeamEvent(f"evt_request_{number}", EventKind.RESENT, at, number, "team", "account", "pending", "request")


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")


@dataclass(frozen=True)
class Tap:
    """A bus with a rule that sends everything of ours to a queue."""

    events: Any
    queues: Any
    url: str
    arns: Mapping[str, str]

    def taken(self) -> list[Any]:
        """Take what has come to the queue."""
        messages = self.queues.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            self.queues.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]


@pytest.fixture
def tap(credentials: None) -> Iterator[Tap]:
    with mock_aws():
        events, queues = boto3.client("events", REGION), boto3.client("sqs", REGION)
        url = queues.create_queue(QueueName="tap")["QueueUrl"]
        queue = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        bus = events.create_event_bus(Name=BUS)["EventBusArn"]
        rule = events.put_rule(Name="all", EventBusName=BUS, EventPattern=json.dumps({"source": [SOURCE]}))["RuleArn"]
        events.put_targets(Rule="all", EventBusName=BUS, Targets=[{"Id": "tap", "Arn": queue}])
        yield Tap(events, queues, url, {"bus": bus, "rule": rule})


def test_events_arrive_by_a_rule_as_the_feed_has_them(tap: Tap) -> None:
    assert EventBridgeBus(lambda: tap.events, BUS).put([told(1), told(2)]) == [True, True]
    bodies = tap.taken()
    assert [(body["source"], body["detail-type"]) for body in bodies] == [(SOURCE, "resent")] * 2
    assert [body["detail"]["event_id"] for body in bodies] == ["evt_request_1", "evt_request_2"]
    assert bodies[0]["detail"]["at"] == "2026-11-22T09:00:01Z"


def test_archive_replays_events_under_their_ids_as_operators_are_told(tap: Tap) -> None:
    archive = tap.events.create_archive(ArchiveName="kept", EventSourceArn=tap.arns["bus"])["ArchiveArn"]
    EventBridgeBus(lambda: tap.events, BUS).put([told(1), told(2)])
    before = [body["detail"] for body in tap.taken()]
    assert [detail["event_id"] for detail in before] == ["evt_request_1", "evt_request_2"]
    now = datetime.now(UTC)
    tap.events.start_replay(
        ReplayName="again",
        EventSourceArn=archive,
        EventStartTime=now - timedelta(days=365),
        EventEndTime=now + timedelta(days=365),
        Destination={"Arn": tap.arns["bus"], "FilterArns": [tap.arns["rule"]]},
    )
    assert [body["detail"] for body in tap.taken()] == before


def test_a_bus_that_is_not_there_is_unavailable(credentials: None) -> None:
    with mock_aws(), pytest.raises(BusUnavailable):
        EventBridgeBus(lambda: boto3.client("events", REGION), "nowhere").put([told(1)])


class Answering:
    """A client with one answer."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def put_events(self, **_: object) -> Any:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_entries_that_are_refused_are_told_by_their_place() -> None:
    entries: Sequence[Any] = [{"EventId": "1"}, {"ErrorCode": "InternalFailure", "ErrorMessage": "-"}, {"EventId": "3"}]
    bus = EventBridgeBus(lambda: Answering({"FailedEntryCount": 1, "Entries": entries}), BUS)
    assert bus.put([told(number) for number in (1, 2, 3)]) == [True, False, True]


@pytest.mark.parametrize(
    "answer",
    [
        ReadTimeoutError(endpoint_url="-"),
        ClientError({"Error": {"Code": "ThrottlingException"}}, "PutEvents"),
        {"Entries": []},
        {},
    ],
    ids=["timeout", "throttled", "too few", "none"],
)
def test_an_answer_that_tells_nothing_of_each_is_an_unknown_outcome(answer: Any) -> None:
    with pytest.raises(BusUnavailable):
        EventBridgeBus(lambda: Answering(answer), BUS).put([told(1)])

"""A consumer of the deployed bus: a rule to a queue, and what has come there of the events that teams have.

One of them ends a request that is over already, as nobody can move the clock of deployed functions.
"""

import json
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import boto3

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.conditions import begins_with, exists
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.adapters.dynamodb.feed.keys import POSITION_PREFIX
from chalicelib.adapters.event_bus import SOURCE
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.submission import Form
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from infra.demo.scenario import StepFailed

NAME = "tap"
# Two runs of the schedule, and what lies between them.
QUIET_SECONDS, POLL_SECONDS = 150.0, 1.0
TEAM_DOMAIN = "reseller.example"
COLLEAGUE = Person("of-the-past", MailAddress.parse(f"casey@{TEAM_DOMAIN}"), "Casey Colleague", "en", frozenset())
FORM = Form("Past Limited", "past.example", ("it@past.example",))


class EventTap:
    """Opened before the journey; `check` waits until all that happened has come."""

    def __init__(self, bus: str) -> None:
        queues, events = boto3.client("sqs"), boto3.client("events")
        self._url = str(queues.create_queue(QueueName=NAME)["QueueUrl"])
        arn = queues.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        events.put_rule(Name=NAME, EventBusName=bus, EventPattern=json.dumps({"source": [SOURCE]}))
        events.put_targets(Rule=NAME, EventBusName=bus, Targets=[{"Id": NAME, "Arn": arn}])
        self._arrived: dict[str, Any] = {}

    def check(self, *kinds: str) -> str:
        """Wait for every event that any team has, these kinds among them. Raises `StepFailed`."""
        deadline = time.monotonic() + QUIET_SECONDS
        while missing := self._missing({*kinds}):
            if time.monotonic() > deadline:
                raise StepFailed(f"on the bus is missing: {', '.join(sorted(missing))}")
            time.sleep(POLL_SECONDS)
        return f"{len(self._arrived)} events of teams arrived on the bus, {', '.join(kinds)} among them"

    def _missing(self, kinds: set[str]) -> set[str]:
        """Return the ids of events that wait for a position or have one, and kinds, that have not come."""
        rows = list(bootstrap.container().table.scan(begins_with("sk", POSITION_PREFIX) | exists("effect")))
        self._take()
        expected = {decoded(row.effect or row.document, TeamEvent).event_id for row in rows}
        return (expected - self._arrived.keys()) | (kinds - {one["kind"] for one in self._arrived.values()})

    def _take(self) -> None:
        queues = boto3.client("sqs")
        while messages := queues.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages", ()):
            for message in messages:
                detail = json.loads(message["Body"])["detail"]
                self._arrived[detail["event_id"]] = detail
                queues.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])


@dataclass(frozen=True)
class _Then:
    at: datetime

    def now(self) -> datetime:
        return self.at


def submit_in_the_past(ports: Ports) -> AccountRequest:
    """Submit a request as a colleague of the partner did it, a day longer ago than a request lasts."""
    then = _Then(ports.clock.now() - ports.policy.request_length - timedelta(days=1))
    (lock,) = [lock for lock in ports.store.locks(TEAM_DOMAIN) if lock.domain_identifier == TEAM_DOMAIN]
    role, origin = AccessRole.SMART_ACCOUNT_USER, GrantOrigin.ADMINISTRATOR
    grant = Grant("colleague", lock.account_id, str(COLLEAGUE.email), role, origin, then.now())
    ports.store.commit([GiveRole(grant)])
    key = IdempotencyKey("of-the-past", "body")
    return submit_request(replace(ports, clock=then), Caller(COLLEAGUE, [grant]), FORM, key).request

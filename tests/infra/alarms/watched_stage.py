"""A stage at work, minute by minute, with the datapoints that CloudWatch gets of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import app
from chalicelib import bootstrap
from chalicelib.adapters.telemetry import EmbeddedMetrics
from chalicelib.bootstrap import InvocationFailed
from infra.local.aws import lambda_events
from tests.infra.alarms.evaluating import STAGE, Published
from tests.infra.stack.stack_template import of_type
from tests.world import World
from tests.world import world as new_world

PREFIX = f"smart-account-requests-{STAGE}"
ALARMS = tuple(of_type("AWS::CloudWatch::Alarm"))


@dataclass
class WatchedStage:
    """The system of this process, invoked as Lambda invokes it."""

    world: World
    published: Published
    _messages: list[str] = field(default_factory=list)

    def invoke(self, function: str, event: Any) -> bool:
        """Invoke a function, and publish what Lambda publishes of it; return whether it succeeded."""
        name = {"FunctionName": f"{PREFIX}-{function}"}
        try:
            getattr(app, function)(event, lambda_events.context(function))
        except InvocationFailed:
            self.published.put("AWS/Lambda", "Errors", name, 1)
            return False
        self.published.put("AWS/Lambda", "Errors", name, 0)
        return True

    def minute(self, *, is_scheduled: bool = True) -> None:
        """Let a minute pass, in which the queue is read and the schedule runs."""
        for body in self.world.backend.received():
            self.invoke(
                "deliver_mail", lambda_events.of_queue([{"MessageId": "1", "ReceiptHandle": "1", "Body": body}], "mail")
            )
        self.world.clock.advance(minutes=1)
        if is_scheduled:
            self.invoke("sweep", lambda_events.of_schedule(self.world.clock.now()))

    def ringing(self) -> set[str]:
        """Return the alarms that are in the state ALARM."""
        return {alarm for alarm in ALARMS if self.published.rings(alarm)}


@contextmanager
def watched_stage() -> Iterator[WatchedStage]:
    """Set up a new system that has run for ten minutes without a fault."""
    with new_world() as world:
        published = Published(world.clock.now)
        metrics = EmbeddedMetrics(STAGE, lambda: world.clock.now().timestamp(), published.take)
        container = replace(world.container, ports=replace(world.ports, metrics=metrics))
        before = bootstrap._Started.container
        stage = WatchedStage(replace(world, container=bootstrap.use(container)), published)
        for _ in range(10):
            stage.minute()
        yield stage
        bootstrap._Started.container = before

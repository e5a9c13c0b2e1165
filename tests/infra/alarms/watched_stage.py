"""A stage at work, minute by minute, with the datapoints that CloudWatch gets of it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import app
from chalicelib import bootstrap
from chalicelib.adapters.mail.ses import SesMailer
from chalicelib.adapters.telemetry import EmbeddedMetrics
from chalicelib.settings import Settings
from infra.bench.events import get
from infra.local.aws import lambda_events
from tests.backends.backend import MemoryBackend
from tests.infra.alarms.evaluating import STAGE, Published
from tests.infra.alarms.outages import MailService
from tests.infra.stack.stack_template import of_type, properties
from tests.movable_clock import MovableClock
from tests.test_settings import read
from tests.world import SENDER, SETTINGS, World

PREFIX = f"smart-account-requests-{STAGE}"
ALARMS = tuple(of_type("AWS::CloudWatch::Alarm"))
LIMITED = replace(SETTINGS, calls_per_caller=read().calls_per_caller)
HOME = "203.0.113.7"
API = {"ApiName": "smart-account-requests", "Stage": STAGE}


@dataclass
class WatchedStage:
    """The system of this process, invoked as Lambda invokes it."""

    world: World
    published: Published
    messages: list[str] = field(default_factory=list)

    def invoke(self, function: str, event: Any) -> bool:
        """Invoke a function, and publish what Lambda publishes of it; return whether it succeeded."""
        try:
            getattr(app, function)(event, lambda_events.context(function))
        except Exception:
            self.of_function(function, "Errors", 1)
            return False
        self.of_function(function, "Errors", 0)
        return True

    def of_function(self, function: str, metric: str, value: float) -> None:
        """Publish a metric of a function."""
        name = PREFIX if function == "app" else f"{PREFIX}-{function}"
        self.published.put("AWS/Lambda", metric, {"FunctionName": name}, value)

    def of_queue(self, name: str, metric: str, value: float) -> None:
        """Publish a metric of a queue."""
        self.published.put("AWS/SQS", metric, {"QueueName": f"{PREFIX}-{name}"}, value)

    def call(self, resource: str, source: str = HOME, **parameters: str) -> Any:
        """Call the API, and publish what API Gateway publishes of it."""
        event = get(resource, parameters)
        event["requestContext"] |= {"identity": {"sourceIp": source}}
        answer = app.app(event, lambda_events.context("api_handler"))
        for metric, kind in (("4XXError", 4), ("5XXError", 5)):
            self.published.put("AWS/ApiGateway", metric, API, int(answer["statusCode"] // 100 == kind))
        return answer

    def log_of_gateway(self, line: Mapping[str, str]) -> None:
        """Publish what the metric filters of the stack make of a line of the gateway's log."""
        for log_filter in of_type("AWS::Logs::MetricFilter"):
            settings = properties(log_filter)
            name, _, wanted = settings["FilterPattern"].strip("{ }").removeprefix("$.").partition(" = ")
            (made,) = settings["MetricTransformations"]
            if line[name] == json.loads(wanted):
                dimensions = {one["Key"]: line[one["Value"].removeprefix("$.")] for one in made["Dimensions"]}
                self.published.put(made["MetricNamespace"], made["MetricName"], dimensions, float(made["MetricValue"]))

    def minute(self, *, is_scheduled: bool = True, is_queue_read: bool = True) -> None:
        """Let a minute pass, in which the queue is read and the schedule runs."""
        self.messages += self.world.backend.received()
        while is_queue_read and self.messages:
            message = {"MessageId": "1", "ReceiptHandle": "1", "Body": self.messages.pop()}
            self.invoke("deliver_mail", lambda_events.of_queue([message], "mail"))
        self.world.clock.advance(minutes=1)
        if is_scheduled:
            self.invoke("sweep", lambda_events.of_schedule(self.world.clock.now()))

    def use(self, service: MailService) -> None:
        """Send by this mail service from now on."""
        container = self.world.container
        container.__dict__["mail_sender"] = replace(container.mail_sender, mailer=SesMailer(service, SENDER))

    def submit(self, number: int = 0) -> str:
        """Submit a request of its own, and return its id."""
        domain = f"u{number}.example"
        return self.world.submit(domain_identifier=domain, customer_emails=(f"it@{domain}",)).request_id

    def ringing(self) -> set[str]:
        """Return the alarms that are in the state ALARM."""
        return {alarm for alarm in ALARMS if self.published.rings(alarm)}


@contextmanager
def watched_stage(settings: Settings = LIMITED) -> Iterator[WatchedStage]:
    """Set up a new system that has run for ten minutes without a fault."""
    backend, clock = MemoryBackend(), MovableClock()
    published = Published(clock.now)
    metrics = EmbeddedMetrics(STAGE, lambda: clock.now().timestamp(), published.take)
    container = bootstrap.wire(settings, clock, backend=backend, metrics=metrics)
    before = bootstrap._Started.container
    stage = WatchedStage(World(bootstrap.use(container), clock, backend), published)
    for _ in range(10):
        stage.minute()
    yield stage
    bootstrap._Started.container = before

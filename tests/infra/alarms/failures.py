"""What each alarm is for: the failure that has it ring, let happen on a stage at work."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.domain.errors import Problem, Refused
from infra.deploy.gateway.logs import VARIABLES
from infra.local.aws import lambda_events
from tests.adapters.oidc.fake_endpoints import Issuer
from tests.backends.observable_table import observed
from tests.infra.alarms.evaluating import STAGE
from tests.infra.alarms.outages import OUTAGES, REJECTED, MailService
from tests.infra.alarms.sign_in import sign_in_at
from tests.infra.alarms.watched_stage import WatchedStage
from tests.poisoned_due_rows import poison
from tests.services.feed.memory_bus import MemoryBus
from tests.services.webhooks.hooks import made
from tests.ses import ses_event

Failure = Callable[[WatchedStage], None]


@contextmanager
def busy_table(stage: WatchedStage) -> Iterator[None]:
    """The table answers nothing."""

    def refuse(*_: object) -> None:
        raise Refused(Problem.BUSY)

    with observed(stage.world.table, refuse):
        yield


def api_answers_5xx(stage: WatchedStage) -> None:
    with busy_table(stage):
        for _ in range(4):
            assert stage.call("/readyz")["statusCode"] == 503
            stage.minute()


def api_is_slow(stage: WatchedStage) -> None:
    for _ in range(15):
        dimensions = {"ApiName": "smart-account-requests", "Stage": STAGE}
        stage.published.put("AWS/ApiGateway", "Latency", dimensions, 4_000)
        stage.minute()


def function_fails(function: str, stage: WatchedStage) -> None:
    """The function cannot work, as after a release with a fault: here, without its table."""
    events = {
        "mail_events": report(stage, "Delivery"),
        "sweep": lambda_events.of_schedule(stage.world.clock.now()),
        # A nudge never makes the function fail, nor a call the API's: Lambda ends one that takes too long.
        "deliver_mail": None,
        "deliver_webhooks": None,
        "app": None,
    }
    with busy_table(stage):
        assert not stage.invoke(function, events[function])


def function_is_throttled(function: str, stage: WatchedStage) -> None:
    stage.of_function(function, "Throttles", 1)


def event_is_given_up(stage: WatchedStage) -> None:
    """Lambda tries an event again after one and after two minutes."""
    with busy_table(stage):
        for minutes in (1, 2, 0):
            assert not stage.invoke("mail_events", report(stage, "Delivery"))
            stage.world.clock.advance(minutes=minutes)
    stage.of_queue("events-given-up", "ApproximateNumberOfMessagesVisible", 1)


def message_is_given_up(stage: WatchedStage) -> None:
    """SQS moves a message that was received five times, which takes half an hour: the function's own alarm rings."""
    stage.of_queue("mail-dead", "ApproximateNumberOfMessagesVisible", 1)


def queue_is_not_read(stage: WatchedStage) -> None:
    stage.submit()
    for minute in range(1, 5):
        stage.minute(is_queue_read=False)
        assert stage.messages
        stage.of_queue("mail", "ApproximateAgeOfOldestMessage", minute * 60)


def mails_do_not_go_out(outage: str, stage: WatchedStage) -> None:
    stage.use(MailService(OUTAGES[outage]))
    stage.submit()
    for _ in range(5):
        stage.minute()


def mail_is_given_up(stage: WatchedStage) -> None:
    stage.use(MailService(REJECTED))
    stage.submit()
    stage.minute()


def row_is_broken(stage: WatchedStage) -> None:
    poison(stage.world.table, keys.mail(stage.submit(), "0001-01"), "later status")
    stage.minute()


def bus_refuses(stage: WatchedStage) -> None:
    bus = MemoryBus()
    bus.is_down = True
    stage.world.container = replace(stage.world.container, ports=replace(stage.world.ports, bus=bus))
    bootstrap.use(stage.world.container)
    stage.submit()
    for _ in range(5):
        stage.minute()


def webhooks_are_not_sent(stage: WatchedStage) -> None:
    made(stage.world)
    stage.submit()
    for _ in range(5):
        stage.minute()


def report(stage: WatchedStage, kind: str, request_id: str = "nowhere", mail_id: str = "0001-01") -> object:
    """Return the event of a report by SES."""
    notification = {"TopicArn": "arn", "Message": ses_event(kind, request_id, mail_id)}
    return lambda_events.of_topic({"MessageId": "1", "Body": json.dumps(notification)})


def mails_are_returned(kind: str, count: int, stage: WatchedStage) -> None:
    for number in range(count):
        request_id = stage.submit(number)
        stage.world.work()
        assert stage.invoke("mail_events", report(stage, kind, request_id))


def rate_of_account(metric: str, rate: float, stage: WatchedStage) -> None:
    stage.published.put("AWS/SES", metric, {"ses:configuration-set": f"smart-account-requests-{STAGE}"}, rate)


def client_is_refused(stage: WatchedStage) -> None:
    with sign_in_at(stage, Issuer(reply=Reply(401, b'{"error": "invalid_client"}'))) as browser:
        browser.sign_in()
    stage.minute()


def provider_is_down(stage: WatchedStage) -> None:
    with sign_in_at(stage, Issuer(), down=True) as browser:
        for _ in range(2):
            browser.check()
            stage.minute()


def schedule_does_not_run(stage: WatchedStage) -> None:
    for _ in range(4):
        stage.minute(is_scheduled=False)


def gateway_turns_calls_away(stage: WatchedStage) -> None:
    for _ in range(10):
        stage.log_of_gateway({**dict.fromkeys(VARIABLES, "-"), "stage": STAGE, "gateway_response": "THROTTLED"})


def caller_hammers(stage: WatchedStage) -> None:
    statuses = [stage.call("/healthz")["statusCode"] for _ in range(400)]
    assert statuses.count(429) >= 60


def calls_are_refused(stage: WatchedStage) -> None:
    for _ in range(2):
        for number in range(301):
            answer = stage.call("/v1/approvals/{token}", f"198.51.100.{number % 100}", token="x")
            assert answer["statusCode"] == 404
        stage.minute()


def table_is_throttled(metric: str, index: str, stage: WatchedStage) -> None:
    of_index = {"GlobalSecondaryIndexName": index} if index else {}
    stage.published.put("AWS/DynamoDB", metric, {"TableName": f"smart-account-requests-{STAGE}", **of_index}, 1)


FAILURES: Mapping[str, Failure] = {
    "ApiFaults": api_answers_5xx,
    "ApiLatency": api_is_slow,
    "ApiFails": partial(function_fails, "app"),
    "DeliverMailFails": partial(function_fails, "deliver_mail"),
    "DeliverWebhooksFails": partial(function_fails, "deliver_webhooks"),
    "MailEventsFails": partial(function_fails, "mail_events"),
    "SweepFails": partial(function_fails, "sweep"),
    "ApiThrottled": partial(function_is_throttled, "app"),
    "DeliverMailThrottled": partial(function_is_throttled, "deliver_mail"),
    "DeliverWebhooksThrottled": partial(function_is_throttled, "deliver_webhooks"),
    "MailEventsThrottled": partial(function_is_throttled, "mail_events"),
    "SweepThrottled": partial(function_is_throttled, "sweep"),
    "EventsGivenUp": event_is_given_up,
    "DeadLetters": message_is_given_up,
    "QueueAge": queue_is_not_read,
    "OutboxAge": partial(mails_do_not_go_out, "throttled"),
    "MailsFail": partial(mails_do_not_go_out, "out of reach"),
    "MailsStopped": partial(mails_do_not_go_out, "access denied"),
    "MailsDead": mail_is_given_up,
    "RowsSetAside": row_is_broken,
    "EventsRefused": bus_refuses,
    "WebhooksWait": webhooks_are_not_sent,
    "BounceRate": partial(rate_of_account, "Reputation.BounceRate", 0.05),
    "ComplaintRate": partial(rate_of_account, "Reputation.ComplaintRate", 0.001),
    "MailsBounce": partial(mails_are_returned, "Bounce", 5),
    "MailsComplained": partial(mails_are_returned, "Complaint", 1),
    "SignInRefused": client_is_refused,
    "SignInUnavailable": provider_is_down,
    "ScheduleStopped": schedule_does_not_run,
    "CallsThrottled": gateway_turns_calls_away,
    "CallersLimited": caller_hammers,
    "CallsRefused": calls_are_refused,
    "ReadsThrottled": partial(table_is_throttled, "ReadThrottleEvents", ""),
    "WritesThrottled": partial(table_is_throttled, "WriteThrottleEvents", ""),
    "IndexThrottled": partial(table_is_throttled, "WriteThrottleEvents", "due"),
}

"""A nudge or report that cannot be read or handled is counted and dropped; the others are handled."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app
from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.mail.events import report_of
from chalicelib.adapters.sqs import LONGEST_BODY, MOST_NAMED, mail_keys
from chalicelib.bootstrap import InvocationFailed
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.services.mail.incoming import keys_in, process_report
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey
from infra.local.aws import lambda_events
from tests.faults import calls_failing_with, without_backoff
from tests.poisoned_due_rows import poison
from tests.recorded_metrics import RecordedMetrics
from tests.services.scheduled_job.poisoned_minute import mail_key, submitted
from tests.ses import ses_event
from tests.world import World

INVALID_NUDGES = {
    "empty": "",
    "no JSON": "mails, please",
    "cut short": '[["request", "mail"]',
    "deep": "[" * 100_000,
    "nothing": "null",
    "a number": "7",
    "a long number": "9" * 5_000,
    "a name alone": '"request/mail"',
    "an object": '{"request": "mail"}',
    "a flat list": '["request", "mail"]',
    "three of them": '[["request", "mail", "more"]]',
    "numbers": "[[1, 2]]",
    "deep names": '[[["request"], "mail"]]',
    "one of two": '[["request", "mail"], null]',
    "huge": json.dumps([["r" * LONGEST_BODY, "m"]]),
    "many": json.dumps([["r", "m"]] * (MOST_NAMED + 1)),
}
INVALID_REPORTS = {
    **INVALID_NUDGES,
    "year without a zone": '{"eventType":"Bounce","mail":{"tags":{"request":["r"],"mail":["m"]},'
    '"timestamp":"0001-01-01T00:00:00+14:00"}}',
    "no such day": ses_event("Bounce", "r", "m").replace("2026-11-22", "2026-11-99"),
    "later type": ses_event("Pigeon", "r", "m"),
    "key too long": ses_event("Bounce", "r" * 3_000, "m"),
    "half a character": ses_event("Bounce", "r", "m").replace('"m"', '"\\ud800"'),
}


@pytest.fixture
def observed(observed: World) -> World:
    """The same world with retries that do not wait."""
    return without_backoff(observed)


@pytest.fixture
def functions(observed: World, metrics: RecordedMetrics) -> Iterator[Any]:
    """The app's Lambda functions over that world."""
    before = bootstrap._Started.container
    metrics.flush = lambda: None  # type: ignore[method-assign]
    bootstrap.use(observed.container)
    yield app
    bootstrap._Started.container = before


def is_named(expected: str, name: str, _parameters: object) -> bool:
    return name == expected


def of_queue(*bodies: str) -> lambda_events.Event:
    messages = [{"MessageId": str(number), "ReceiptHandle": "", "Body": body} for number, body in enumerate(bodies)]
    return lambda_events.of_queue(messages, "mail")


def of_topic(message: str) -> lambda_events.Event:
    return lambda_events.of_topic({"MessageId": "1", "Body": json.dumps({"TopicArn": "arn", "Message": message})})


@pytest.mark.parametrize("fault", INVALID_NUDGES)
def test_unreadable_nudge_is_dropped_and_the_others_are_followed(
    observed: World, metrics: RecordedMetrics, functions: Any, fault: str
) -> None:
    request = submitted(observed, "fresh.example")
    _, sort = mail_key(observed, request, MailKind.APPROVAL_NEEDED)
    valid = json.dumps([[request.request_id, sort.removeprefix(keys.MAIL_PREFIX)]])
    event = of_queue(INVALID_NUDGES[fault], valid, INVALID_NUDGES[fault])
    assert functions.deliver_mail(event, lambda_events.context("deliver_mail")) == {"sent": 1}
    assert metrics.counts[Metric.MESSAGE_DROPPED] == 2


@given(st.text() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_any_text_is_either_a_nudge_or_dropped(text: str) -> None:
    class Counting(RecordedMetrics):
        """Replaces the ports, of which only the metrics are used."""

        @property
        def metrics(self) -> RecordedMetrics:
            return self

    ports: Any = Counting()
    keys_named = list(keys_in(ports, [text], mail_keys))
    assert all(isinstance(key, MailKey) for key in keys_named)
    assert ports.counts[Metric.MESSAGE_DROPPED] in (0, 1)
    assert not (keys_named and ports.counts[Metric.MESSAGE_DROPPED])


def test_nudge_with_an_invalid_key_blocks_no_other(observed: World, metrics: RecordedMetrics, functions: Any) -> None:
    request = submitted(observed, "fresh.example")
    _, sort = mail_key(observed, request, MailKind.APPROVAL_NEEDED)
    invalid = json.dumps([["r" * 3_000, "m"], ["\ud800", "m"], ["", ""]])
    valid = json.dumps([[request.request_id, sort.removeprefix(keys.MAIL_PREFIX)]])
    assert functions.deliver_mail(of_queue(invalid, valid), lambda_events.context("deliver_mail")) == {"sent": 1}
    assert metrics.counts[Metric.MESSAGE_DROPPED] == 0


@pytest.mark.parametrize("fault", INVALID_REPORTS)
def test_unreadable_report_is_dropped(metrics: RecordedMetrics, functions: Any, fault: str) -> None:
    answer = functions.mail_events(of_topic(INVALID_REPORTS[fault]), lambda_events.context("mail_events"))
    assert (answer, metrics.counts[Metric.MESSAGE_DROPPED]) == ({"known": False}, 1)


@pytest.mark.parametrize("row", ["mail", "request"])
def test_report_on_an_unreadable_row_is_dropped(observed: World, metrics: RecordedMetrics, row: str) -> None:
    request = submitted(observed, "bad.example")
    key = mail_key(observed, request, MailKind.APPROVAL_NEEDED)
    poison(observed.table, key if row == "mail" else keys.request(request.request_id), "later status")
    message = ses_event("Bounce", request.request_id, key[1].removeprefix(keys.MAIL_PREFIX))
    assert process_report(observed.ports, message, report_of) is None
    assert metrics.counts[Metric.MESSAGE_DROPPED] == 1


@pytest.mark.aws
def test_report_fails_while_the_database_is_busy_so_that_lambda_retries(
    observed: World, metrics: RecordedMetrics, functions: Any
) -> None:
    request = submitted(observed, "fresh.example")
    observed.work()
    _, sort = mail_key(observed, request, MailKind.APPROVAL_NEEDED)
    event = of_topic(ses_event("Bounce", request.request_id, sort.removeprefix(keys.MAIL_PREFIX)))
    for call in ("Query", "TransactWriteItems"):
        busy = calls_failing_with("ServiceUnavailable", partial(is_named, call))
        with busy, pytest.raises(InvocationFailed):
            functions.mail_events(event, lambda_events.context("mail_events"))
    assert metrics.counts[Metric.MESSAGE_DROPPED] == 0
    assert functions.mail_events(event, lambda_events.context("mail_events")) == {"known": True}
    found = observed.ports.store.request_file(request.request_id)
    assert found is not None
    assert MailStatus.BOUNCED in {mail.status for mail in found.mails}

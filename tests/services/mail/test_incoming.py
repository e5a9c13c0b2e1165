"""One nudge or report that cannot be read or handled is told of and dropped; the others are handled."""

import json
from collections.abc import Iterator
from dataclasses import replace
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
from chalicelib.services.mail.incoming import mail_keys_in, process_report
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey
from infra.local.aws import lambda_events
from tests.faults import answering, impatient
from tests.poisoned_due_rows import poison
from tests.recorded_metrics import Heard
from tests.services.scheduled_job.poisoned_minute import asked, mail_key
from tests.ses import ses_event
from tests.world import World

NO_NUDGES = {
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
NO_REPORTS = {
    **NO_NUDGES,
    "year without a zone": '{"eventType":"Bounce","mail":{"tags":{"request":["r"],"mail":["m"]},'
    '"timestamp":"0001-01-01T00:00:00+14:00"}}',
    "no such day": ses_event("Bounce", "r", "m").replace("2026-11-22", "2026-11-99"),
    "later type": ses_event("Pigeon", "r", "m"),
    "key too long": ses_event("Bounce", "r" * 3_000, "m"),
    "half a character": ses_event("Bounce", "r", "m").replace('"m"', '"\\ud800"'),
}


@pytest.fixture
def heard() -> Heard:
    """Nothing yet."""
    return Heard()


@pytest.fixture
def told(world: World, heard: Heard) -> World:
    """A world that tells what happens, and does not wait."""
    quick = impatient(world)
    return replace(quick, container=replace(quick.container, ports=replace(quick.ports, metrics=heard)))


@pytest.fixture
def functions(told: World, heard: Heard) -> Iterator[Any]:
    """The app's functions over that world."""
    before = bootstrap._Started.container
    heard.flush = lambda: None  # type: ignore[method-assign]
    bootstrap.use(told.container)
    yield app
    bootstrap._Started.container = before


def is_named(meant: str, name: str, _parameters: object) -> bool:
    return name == meant


def of_queue(*bodies: str) -> lambda_events.Event:
    messages = [{"MessageId": str(number), "ReceiptHandle": "", "Body": body} for number, body in enumerate(bodies)]
    return lambda_events.of_queue(messages, "mail")


def of_topic(message: str) -> lambda_events.Event:
    return lambda_events.of_topic({"MessageId": "1", "Body": json.dumps({"TopicArn": "arn", "Message": message})})


@pytest.mark.parametrize("fault", NO_NUDGES)
def test_a_nudge_that_cannot_be_read_is_dropped_and_the_others_are_followed(
    told: World, heard: Heard, functions: Any, fault: str
) -> None:
    request = asked(told, "fresh.example")
    _, sort = mail_key(told, request, MailKind.APPROVAL_NEEDED)
    sound = json.dumps([[request.request_id, sort.removeprefix(keys.MAIL_PREFIX)]])
    event = of_queue(NO_NUDGES[fault], sound, NO_NUDGES[fault])
    assert functions.deliver_mail(event, lambda_events.context("deliver_mail")) == {"sent": 1}
    assert heard.counts[Metric.MESSAGE_DROPPED] == 2


@given(st.text() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_any_text_is_a_nudge_or_is_dropped(text: str) -> None:
    class Counting(Heard):
        """Stands in for the ports, of which nothing else is asked."""

        @property
        def metrics(self) -> Heard:
            return self

    ports: Any = Counting()
    named = list(mail_keys_in(ports, [text], mail_keys))
    assert all(isinstance(one, MailKey) for one in named)
    assert ports.counts[Metric.MESSAGE_DROPPED] in (0, 1)
    assert not (named and ports.counts[Metric.MESSAGE_DROPPED])


def test_a_nudge_for_what_cannot_be_a_key_holds_up_no_other(told: World, heard: Heard, functions: Any) -> None:
    request = asked(told, "fresh.example")
    _, sort = mail_key(told, request, MailKind.APPROVAL_NEEDED)
    odd = json.dumps([["r" * 3_000, "m"], ["\ud800", "m"], ["", ""]])
    sound = json.dumps([[request.request_id, sort.removeprefix(keys.MAIL_PREFIX)]])
    assert functions.deliver_mail(of_queue(odd, sound), lambda_events.context("deliver_mail")) == {"sent": 1}
    assert heard.counts[Metric.MESSAGE_DROPPED] == 0


@pytest.mark.parametrize("fault", NO_REPORTS)
def test_a_report_that_cannot_be_read_is_dropped(heard: Heard, functions: Any, fault: str) -> None:
    answer = functions.mail_events(of_topic(NO_REPORTS[fault]), lambda_events.context("mail_events"))
    assert (answer, heard.counts[Metric.MESSAGE_DROPPED]) == ({"known": False}, 1)


@pytest.mark.parametrize("row", ["mail", "request"])
def test_a_report_on_what_cannot_be_read_is_dropped(told: World, heard: Heard, row: str) -> None:
    request = asked(told, "bad.example")
    key = mail_key(told, request, MailKind.APPROVAL_NEEDED)
    poison(key if row == "mail" else keys.request(request.request_id), "later status")
    message = ses_event("Bounce", request.request_id, key[1].removeprefix(keys.MAIL_PREFIX))
    assert process_report(told.ports, message, report_of) is None
    assert heard.counts[Metric.MESSAGE_DROPPED] == 1


def test_a_report_for_which_the_database_is_busy_fails_so_that_lambda_tries_again(
    told: World, heard: Heard, functions: Any
) -> None:
    request = asked(told, "fresh.example")
    told.work()
    _, sort = mail_key(told, request, MailKind.APPROVAL_NEEDED)
    event = of_topic(ses_event("Bounce", request.request_id, sort.removeprefix(keys.MAIL_PREFIX)))
    for call in ("Query", "TransactWriteItems"):
        busy = answering("ServiceUnavailable", partial(is_named, call))
        with busy, pytest.raises(InvocationFailed):
            functions.mail_events(event, lambda_events.context("mail_events"))
    assert heard.counts[Metric.MESSAGE_DROPPED] == 0
    assert functions.mail_events(event, lambda_events.context("mail_events")) == {"known": True}
    found = told.ports.store.request_file(request.request_id)
    assert found is not None
    assert MailStatus.BOUNCED in {mail.status for mail in found.mails}

"""A row that the database is too busy for stays due, and nothing is told of it; every other one goes on."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.services.mail.sender import LEASE
from chalicelib.services.mail.sending_failures import TRIES
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from tests.faults import Which, answering, impatient
from tests.poisoned_due_rows import of_an_unknown_kind
from tests.recorded_metrics import Heard
from tests.services.scheduled_job.poisoned_minute import asked, mail_key, mail_of, recipients
from tests.world import World

BUSY = "ServiceUnavailable"


@pytest.fixture
def heard() -> Heard:
    """Nothing yet."""
    return Heard()


@pytest.fixture
def told(world: World, heard: Heard) -> World:
    """A world that tells what happens, and does not wait."""
    patient = impatient(world)
    return replace(patient, container=replace(patient.container, ports=replace(patient.ports, metrics=heard)))


def calls_about(key: Key, *names: str) -> Which:
    """Those calls that name the row, or its partition."""

    def which(name: str, parameters: dict[str, Any]) -> bool:
        said = json.dumps(parameters)
        return name in names and key[0] in said and (name == "Query" or key[1] in said)

    return which


@pytest.mark.parametrize("call", ["GetItem", "PutItem"])
def test_a_mail_that_is_busy_uses_up_no_try_and_goes_out_in_the_next_minute(
    told: World, heard: Heard, call: str
) -> None:
    slow, quick = asked(told, "slow.example"), asked(told, "quick.example")
    key = mail_key(told, slow, MailKind.APPROVAL_NEEDED)
    for _ in range(TRIES + 1):
        with answering(BUSY, calls_about(key, call)) as answered:
            sweep(told.ports, told.container.mail_sender)
        assert answered
        told.clock.advance(minutes=1)
    assert "it@quick.example" in recipients(told)
    assert "it@slow.example" not in recipients(told)
    assert mail_of(told, quick, MailKind.APPROVAL_NEEDED).status is MailStatus.SENT
    assert mail_of(told, slow, MailKind.APPROVAL_NEEDED).attempts == 0
    told.minute()
    assert recipients(told).count("it@slow.example") == 1
    assert heard.counts[Metric.ROW_SET_ASIDE] == heard.counts[Metric.MAIL_FAILED] == 0


def test_a_mail_whose_request_is_busy_uses_up_no_try_either(told: World) -> None:
    slow, _ = asked(told, "slow.example"), asked(told, "quick.example")
    request = (f"REQUEST#{slow.request_id}", '"sk": {"S": "REQUEST"}')
    due_at = mail_of(told, slow, MailKind.APPROVAL_NEEDED).due_at
    for _ in range(3):
        with answering(BUSY, calls_about(request, "GetItem")) as answered:
            sweep(told.ports, told.container.mail_sender)
        assert answered
        mail = mail_of(told, slow, MailKind.APPROVAL_NEEDED)
        assert (mail.status, mail.attempts, mail.due_at) == (MailStatus.DUE, 0, due_at)
        told.clock.advance(minutes=1)
    assert "it@quick.example" in recipients(told)


@pytest.mark.parametrize("call", ["Query", "TransactWriteItems"])
@pytest.mark.parametrize("day", [3, 90])
def test_a_request_that_is_busy_is_seen_to_in_the_next_minute(told: World, heard: Heard, call: str, day: int) -> None:
    slow = asked(told, "slow.example")
    asked(told, "quick.example")
    told.work()
    told.clock.advance(days=day)
    before = len(told.mailbox())
    with answering(BUSY, calls_about((f"REQUEST#{slow.request_id}", "REQUEST"), call)):
        told.minute()
    assert "it@quick.example" in recipients(told)[before:]
    assert "it@slow.example" not in recipients(told)[before:]
    told.minute()
    assert "it@slow.example" in recipients(told)[before:]
    assert heard.counts[Metric.ROW_SET_ASIDE] == 0


def test_what_was_sent_and_could_not_be_recorded_is_not_sent_again_before_its_lease_ends(told: World) -> None:
    mail = mail_of(told, asked(told, "slow.example"), MailKind.APPROVAL_NEEDED)

    def of_what_was_sent(name: str, parameters: dict[str, Any]) -> bool:
        return name == "PutItem" and '\\"status\\":\\"sent\\"' in json.dumps(parameters)

    with answering(BUSY, of_what_was_sent) as answered:
        told.minute()
    assert answered
    told.minute()
    assert recipients(told).count("it@slow.example") == 1
    told.clock.advance(seconds=LEASE.total_seconds())
    told.minute()
    assert recipients(told).count("it@slow.example") == 2
    assert told.mail(mail).status is MailStatus.SENT


def test_of_an_audience_one_recipient_that_is_busy_holds_up_no_other(told: World) -> None:
    emails = [f"reviewer{number}@vendor.example" for number in range(3)]
    office = replace(told.container.mail_sender, reviewers=tuple(map(Administrator, emails)))
    told.submit(customer_emails=("it@elsewhere.example",))

    def of_the_first(name: str, parameters: dict[str, Any]) -> bool:
        return name == "PutItem" and emails[0] in json.dumps(parameters)

    with answering(BUSY, of_the_first):
        sweep(told.ports, office)
        sweep(told.ports, office)
    assert sorted(set(recipients(told)) & {*emails}) == emails[1:]
    for _ in range(3):
        sweep(told.ports, office)
    assert sorted(one for one in recipients(told) if one in emails) == emails


def test_a_shard_that_is_busy_holds_up_no_other_and_all_of_them_are_a_failure(told: World) -> None:
    for number in range(20):
        asked(told, f"u{number}.example")
    with answering(BUSY, lambda name, asked: name == "Query" and '{"S": "3"}' in json.dumps(asked)) as answered:
        told.minute()
    assert answered
    assert len(set(recipients(told))) > 10
    told.minute()
    assert {f"it@u{number}.example" for number in range(20)} <= set(recipients(told))
    with answering(BUSY, lambda name, asked: "IndexName" in asked), pytest.raises(Refused) as refused:
        told.minute()
    assert refused.value.problem is Problem.BUSY


def test_a_row_that_cannot_even_be_set_aside_stays_due_and_is_set_aside_later(told: World, heard: Heard) -> None:
    asked(told, "quick.example")
    of_an_unknown_kind("later")
    with answering(BUSY, lambda name, _: name == "UpdateItem") as answered:
        told.minute()
    assert answered
    assert "it@quick.example" in recipients(told)
    assert heard.counts[Metric.ROW_SET_ASIDE] == 0
    told.minute()
    assert heard.counts[Metric.ROW_SET_ASIDE] == 1

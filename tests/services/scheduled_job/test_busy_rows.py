"""A row that meets a busy database stays due and is not reported; the other rows are handled."""

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
from tests.faults import CallFilter, calls_failing_with, without_backoff
from tests.poisoned_due_rows import due_row_of_unknown_kind
from tests.recorded_metrics import RecordedMetrics
from tests.services.scheduled_job.poisoned_minute import mail_key, mail_of, recipients, submitted
from tests.world import World

pytestmark = pytest.mark.aws

BUSY = "ServiceUnavailable"


@pytest.fixture
def observed(observed: World) -> World:
    """The same world with retries that do not wait."""
    return without_backoff(observed)


def calls_about(key: Key, *names: str) -> CallFilter:
    """Select the calls that name the row, or its partition."""

    def matches(name: str, parameters: dict[str, Any]) -> bool:
        body = json.dumps(parameters)
        return name in names and key[0] in body and (name == "Query" or key[1] in body)

    return matches


@pytest.mark.parametrize("call", ["GetItem", "PutItem"])
def test_busy_mail_uses_no_attempt_and_is_sent_in_the_next_minute(
    observed: World, metrics: RecordedMetrics, call: str
) -> None:
    slow, quick = submitted(observed, "slow.example"), submitted(observed, "quick.example")
    key = mail_key(observed, slow, MailKind.APPROVAL_NEEDED)
    for _ in range(TRIES + 1):
        with calls_failing_with(BUSY, calls_about(key, call)) as answered:
            sweep(observed.ports, observed.container.mail_sender)
        assert answered
        observed.clock.advance(minutes=1)
    assert "it@quick.example" in recipients(observed)
    assert "it@slow.example" not in recipients(observed)
    assert mail_of(observed, quick, MailKind.APPROVAL_NEEDED).status is MailStatus.SENT
    assert mail_of(observed, slow, MailKind.APPROVAL_NEEDED).attempts == 0
    observed.minute()
    assert recipients(observed).count("it@slow.example") == 1
    assert metrics.counts[Metric.ROW_SET_ASIDE] == metrics.counts[Metric.MAIL_FAILED] == 0


def test_mail_of_a_busy_request_uses_no_attempt(observed: World) -> None:
    slow, _ = submitted(observed, "slow.example"), submitted(observed, "quick.example")
    request = (f"REQUEST#{slow.request_id}", '"sk": {"S": "REQUEST"}')
    due_at = mail_of(observed, slow, MailKind.APPROVAL_NEEDED).due_at
    for _ in range(3):
        with calls_failing_with(BUSY, calls_about(request, "GetItem")) as answered:
            sweep(observed.ports, observed.container.mail_sender)
        assert answered
        mail = mail_of(observed, slow, MailKind.APPROVAL_NEEDED)
        assert (mail.status, mail.attempts, mail.due_at) == (MailStatus.DUE, 0, due_at)
        observed.clock.advance(minutes=1)
    assert "it@quick.example" in recipients(observed)


@pytest.mark.parametrize("call", ["Query", "TransactWriteItems"])
@pytest.mark.parametrize("day", [3, 90])
def test_busy_request_is_processed_in_the_next_minute(
    observed: World, metrics: RecordedMetrics, call: str, day: int
) -> None:
    slow = submitted(observed, "slow.example")
    submitted(observed, "quick.example")
    observed.work()
    observed.clock.advance(days=day)
    before = len(observed.mailbox())
    with calls_failing_with(BUSY, calls_about((f"REQUEST#{slow.request_id}", "REQUEST"), call)):
        observed.minute()
    assert "it@quick.example" in recipients(observed)[before:]
    assert "it@slow.example" not in recipients(observed)[before:]
    observed.minute()
    assert "it@slow.example" in recipients(observed)[before:]
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 0


def test_mail_sent_but_not_recorded_is_not_resent_before_its_lease_ends(observed: World) -> None:
    mail = mail_of(observed, submitted(observed, "slow.example"), MailKind.APPROVAL_NEEDED)

    def records_sent_mail(name: str, parameters: dict[str, Any]) -> bool:
        return name == "PutItem" and '\\"status\\":\\"sent\\"' in json.dumps(parameters)

    with calls_failing_with(BUSY, records_sent_mail) as answered:
        observed.minute()
    assert answered
    observed.minute()
    assert recipients(observed).count("it@slow.example") == 1
    observed.clock.advance(seconds=LEASE.total_seconds())
    observed.minute()
    assert recipients(observed).count("it@slow.example") == 2
    assert observed.mail(mail).status is MailStatus.SENT


def test_busy_recipient_of_an_audience_blocks_no_other_recipient(observed: World) -> None:
    emails = [f"reviewer{number}@vendor.example" for number in range(3)]
    sender = replace(observed.container.mail_sender, reviewers=tuple(map(Administrator, emails)))
    observed.submit(customer_emails=("it@elsewhere.example",))

    def writes_first_recipient(name: str, parameters: dict[str, Any]) -> bool:
        return name == "PutItem" and emails[0] in json.dumps(parameters)

    with calls_failing_with(BUSY, writes_first_recipient):
        sweep(observed.ports, sender)
        sweep(observed.ports, sender)
    assert sorted(set(recipients(observed)) & {*emails}) == emails[1:]
    for _ in range(3):
        sweep(observed.ports, sender)
    assert sorted(recipient for recipient in recipients(observed) if recipient in emails) == emails


def test_one_busy_shard_blocks_no_other_and_all_busy_shards_fail_the_sweep(observed: World) -> None:
    for number in range(10):
        submitted(observed, f"u{number}.example")
    with calls_failing_with(
        BUSY, lambda name, parameters: name == "Query" and '{"S": "3"}' in json.dumps(parameters)
    ) as answered:
        observed.minute()
    assert answered
    assert len(set(recipients(observed))) > 5
    observed.minute()
    assert {f"it@u{number}.example" for number in range(10)} <= set(recipients(observed))
    with (
        calls_failing_with(BUSY, lambda name, parameters: "IndexName" in parameters),
        pytest.raises(Refused) as refused,
    ):
        observed.minute()
    assert refused.value.problem is Problem.BUSY


def test_row_that_cannot_be_set_aside_stays_due_and_is_set_aside_later(
    observed: World, metrics: RecordedMetrics
) -> None:
    submitted(observed, "quick.example")
    due_row_of_unknown_kind(observed.table, "later")
    with calls_failing_with(BUSY, lambda name, _: name == "UpdateItem") as answered:
        observed.minute()
    assert answered
    assert "it@quick.example" in recipients(observed)
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 0
    observed.minute()
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 1

"""A row that meets a busy database stays due and is not reported; the other rows are handled."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.accounts.account import Administrator
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.services.mail.sender import LEASE
from chalicelib.services.mail.sending_failures import TRIES
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from tests.backends.observable_table import Call, busy_at
from tests.faults import without_backoff
from tests.poisoned_due_rows import due_row_of_unknown_kind
from tests.recorded_metrics import RecordedMetrics
from tests.services.scheduled_job.poisoned_minute import mail_key, mail_of, recipients, submitted
from tests.world import World


@pytest.fixture
def observed(observed: World) -> World:
    """The same world with retries that do not wait."""
    return without_backoff(observed)


def calls_about(key: Key, verb: str) -> Callable[[Call], bool]:
    """Select the calls that name the row, or its partition."""

    def matches(call: Call) -> bool:
        given = repr(call.given)
        return call.verb == verb and key[0] in given and (verb == "query" or key[1] in given)

    return matches


@pytest.mark.parametrize("verb", ["get", "put"])
def test_busy_mail_uses_no_attempt_and_is_sent_in_the_next_minute(
    observed: World, metrics: RecordedMetrics, verb: str
) -> None:
    slow, quick = submitted(observed, "slow.example"), submitted(observed, "quick.example")
    key = mail_key(observed, slow, MailKind.APPROVAL_NEEDED)
    for _ in range(TRIES + 1):
        with busy_at(observed.table, calls_about(key, verb)) as refused:
            sweep(observed.ports, observed.container.mail_sender)
        assert refused
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
    reading = Call("get", (keys.request(slow.request_id),))
    due_at = mail_of(observed, slow, MailKind.APPROVAL_NEEDED).due_at
    for _ in range(3):
        with busy_at(observed.table, lambda call: call == reading) as refused:
            sweep(observed.ports, observed.container.mail_sender)
        assert refused
        mail = mail_of(observed, slow, MailKind.APPROVAL_NEEDED)
        assert (mail.status, mail.attempts, mail.due_at) == (MailStatus.DUE, 0, due_at)
        observed.clock.advance(minutes=1)
    assert "it@quick.example" in recipients(observed)


@pytest.mark.parametrize("verb", ["query", "transact"])
@pytest.mark.parametrize("day", [3, 90])
def test_busy_request_is_processed_in_the_next_minute(
    observed: World, metrics: RecordedMetrics, verb: str, day: int
) -> None:
    slow = submitted(observed, "slow.example")
    submitted(observed, "quick.example")
    observed.work()
    observed.clock.advance(days=day)
    before = len(observed.mailbox())
    with busy_at(observed.table, calls_about(keys.request(slow.request_id), verb)) as refused:
        observed.minute()
    assert refused
    assert "it@quick.example" in recipients(observed)[before:]
    assert "it@slow.example" not in recipients(observed)[before:]
    observed.minute()
    assert "it@slow.example" in recipients(observed)[before:]
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 0


def test_mail_sent_but_not_recorded_is_not_resent_before_its_lease_ends(observed: World) -> None:
    mail = mail_of(observed, submitted(observed, "slow.example"), MailKind.APPROVAL_NEEDED)

    def records_sent_mail(call: Call) -> bool:
        return call.verb in {"put", "transact"} and '"status":"sent"' in str(call.given[0])

    with busy_at(observed.table, records_sent_mail) as refused:
        observed.minute()
    assert set(refused) == {"put", "transact"}
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

    def writes_first_recipient(call: Call) -> bool:
        return call.verb == "put" and emails[0] in repr(call.given)

    with busy_at(observed.table, writes_first_recipient):
        sweep(observed.ports, sender)
        sweep(observed.ports, sender)
    assert sorted(set(recipients(observed)) & {*emails}) == emails[1:]
    for _ in range(3):
        sweep(observed.ports, sender)
    assert sorted(recipient for recipient in recipients(observed) if recipient in emails) == emails


def test_one_busy_shard_blocks_no_other_and_all_busy_shards_fail_the_sweep(observed: World) -> None:
    for number in range(10):
        submitted(observed, f"u{number}.example")
    with busy_at(observed.table, lambda call: call.verb == "due" and call.given[0] == "3") as busy:
        observed.minute()
    assert busy
    assert len(set(recipients(observed))) > 5
    observed.minute()
    assert {f"it@u{number}.example" for number in range(10)} <= set(recipients(observed))
    with (
        busy_at(observed.table, lambda call: call.verb == "due"),
        pytest.raises(Refused) as refused,
    ):
        observed.minute()
    assert refused.value.problem is Problem.BUSY


def test_row_that_cannot_be_set_aside_stays_due_and_is_set_aside_later(
    observed: World, metrics: RecordedMetrics
) -> None:
    submitted(observed, "quick.example")
    due_row_of_unknown_kind(observed.table, "later")
    with busy_at(observed.table, lambda call: call.verb == "update") as refused:
        observed.minute()
    assert refused
    assert "it@quick.example" in recipients(observed)
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 0
    observed.minute()
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 1

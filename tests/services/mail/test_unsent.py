"""For how long a mail has been wanted is told of every mail that is not sent, whatever became of its tries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import LONGEST_PAUSE, SendingFailed, Verdict, after_failure
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Unsent
from tests.backends.observable_table import busy_at
from tests.recorded_metrics import RecordedMetrics
from tests.services.mail.test_failing_mails import FailsForAddresses
from tests.services.scheduled_job.poisoned_minute import mail_of, recipients, submitted
from tests.world import World

DAY = timedelta(days=1)


class Waits:
    """Mailer whose service takes no mail just now."""

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(Verdict.WAIT, "TooManyRequestsException")


def unsent(world: World, most: int = 100) -> Unsent:
    return world.container.mail_sender.outbox.unsent(world.clock.now() + LONGEST_PAUSE, most)


def test_mail_that_is_tried_again_and_again_is_as_old_as_its_cause(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    sender = replace(observed.container.mail_sender, mailer=Waits())
    for minute in range(0, 24 * 60, 7):
        sweep(observed.ports, sender)
        assert metrics.gauges[Metric.OUTBOX_AGE] == minute * 60
        observed.clock.advance(minutes=7)
    assert metrics.counts[Metric.MAIL_DEAD] == 0


def test_mail_that_was_set_aside_counts(observed: World, metrics: RecordedMetrics) -> None:
    submitted(observed, "bad.example")
    working = observed.container.mail_sender
    sender = replace(working, renderer=FailsForAddresses(working, ["it@bad.example"]))
    for _ in range(6):
        sweep(observed.ports, sender)
        observed.clock.advance(minutes=1)
    assert metrics.gauges[Metric.OUTBOX_AGE] == 300


def test_mail_that_is_being_sent_counts(world: World) -> None:
    """Its sender may have died."""
    world.submit()
    (first, *_) = unsent(world).mails
    world.container.mail_sender.outbox.record(replace(first, due_at=world.clock.now() + timedelta(minutes=2)))
    world.clock.advance(minutes=1)
    assert unsent(world).age(world.clock.now()) == timedelta(minutes=1)


def test_of_many_mails_the_oldest_is_found_whether_or_not_it_was_tried(world: World) -> None:
    oldest = mail_of(world, submitted(world, "u0.example"), MailKind.APPROVAL_NEEDED)
    world.clock.advance(minutes=10)
    for number in range(1, 12):
        submitted(world, f"u{number}.example")
    found = unsent(world, most=4)
    assert (found.count, found.mails[0].created_at) == (24 + 12, oldest.created_at)
    world.container.mail_sender.outbox.record(replace(oldest, due_at=world.clock.now() + LONGEST_PAUSE))
    world.work()
    found = unsent(world, most=4)
    assert [mail.mail_id for mail in found.mails] == [oldest.mail_id]


@pytest.fixture
def with_unreadable(observed: World) -> World:
    """A world with a mail that waits, and rows that cannot be read beside it."""
    observed.submit()
    now = "2026-11-22T09:00:00.000000Z"
    for number, document in enumerate(("", "[]", '{"status":"later"}', "null")):
        row = Row(*keys.mail(f"bad{number}", "0001-01"), document, due_at=now, due_shard="0")
        observed.table.put(row)
    return observed


def test_mails_that_cannot_be_read_are_left_out(with_unreadable: World) -> None:
    found = unsent(with_unreadable)
    assert len(found.mails) == found.count - 4 == 3


def test_time_without_a_zone_is_left_out(world: World) -> None:
    mail = mail_of(world, submitted(world, "u.example"), MailKind.APPROVAL_NEEDED)
    world.container.mail_sender.outbox.record(replace(mail, created_at=mail.created_at.replace(tzinfo=None)))
    found = unsent(world)
    assert (found.count, len(found.mails)) == (3, 2)


def test_numbers_that_cannot_be_had_stop_no_mail(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    with busy_at(observed.table, lambda call: call.verb == "batch" and "MAIL#" in repr(call.given)) as refused:
        sweep(observed.ports, observed.container.mail_sender)
    assert refused
    assert len(recipients(observed)) == 2
    assert (Metric.OUTBOX_AGE in metrics.gauges, metrics.counts[Metric.SWEEP_RAN]) == (False, 1)


@pytest.mark.parametrize("age", [timedelta(), timedelta(minutes=1), timedelta(hours=1), DAY, 30 * DAY])
def test_pause_grows_with_what_the_mail_has_waited_and_never_passes_what_is_looked_for(
    world: World, age: timedelta
) -> None:
    mail: Mail = replace(mail_of(world, world.submit(), MailKind.APPROVAL_NEEDED), attempts=1)
    now = mail.created_at + age
    after = after_failure(mail, SendingFailed(Verdict.WAIT, "throttled"), now)
    assert after.due_at is not None
    assert timedelta(seconds=30) <= after.due_at - now <= LONGEST_PAUSE
    assert after.due_at - now >= min(age / 2, timedelta(hours=1))
    assert (after.attempts, after.failure) == (0, "throttled")

"""A row that cannot be handled blocks no other: it is reported, set aside for an hour, and tried again."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.scheduled_job import BATCH
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey
from tests.poisoned_due_rows import FAULTS, Poisoned, due_row_of_unknown_kind, poison
from tests.recorded_metrics import RecordedMetrics
from tests.services.scheduled_job.poisoned_minute import Minute, mail_key, submitted
from tests.world import World

# Faults of the attribute only: after an hour these rows are handled by their document.
ATTRIBUTE_FAULTS = {
    "due time of no month",
    "due time of no zone",
    "due time before all time",
    "due time in words",
}


EXPECTED_MAILS = [
    ("admin@univ.example", "Access requested"),
    ("it@fresh.example", "Your decision"),
    ("it@reminded.example", "Reminder"),
    ("it@ending.example", "Expired"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_poisoned_row_blocks_no_other_is_reported_and_keeps_its_content(
    observed: World, metrics: RecordedMetrics, fault: str
) -> None:
    minute = Minute.of(observed, fault)
    before = {name: poisoned.item for name, poisoned in minute.poisoned.items()}
    sent = minute.run()
    assert not set(EXPECTED_MAILS) - set(sent)
    assert not [recipient for recipient, _ in sent if recipient in ("it@bad.example", "it@forgotten.example")]
    assert observed.current(minute.ending).status is RequestStatus.EXPIRED
    assert metrics.counts[Metric.ROW_SET_ASIDE] == len(minute.poisoned)
    assert minute.run() == []
    assert metrics.counts[Metric.ROW_SET_ASIDE] == len(minute.poisoned)
    for name, poisoned in minute.poisoned.items():
        changed = poisoned.item
        assert changed.pop("trouble")["S"]
        assert changed.pop("due_at")["S"] == f"{observed.clock.now():%Y-%m-%d}T10:00:00.000000Z"
        assert changed == {key: value for key, value in before[name].items() if key != "due_at"}


@pytest.mark.parametrize("fault", FAULTS)
def test_row_set_aside_is_retried_after_an_hour_and_handled_once_repaired(
    observed: World, metrics: RecordedMetrics, fault: str
) -> None:
    minute = Minute.of(observed, fault)
    minute.run()
    observed.clock.advance(hours=1)
    again = minute.run()
    retried = 1 if fault in ATTRIBUTE_FAULTS else len(minute.poisoned)
    assert metrics.counts[Metric.ROW_SET_ASIDE] == len(minute.poisoned) + retried
    for name in ("request", "mail", "access mail"):
        minute.poisoned[name].repair()
    observed.clock.advance(hours=1)
    sent = [*again, *minute.run()]
    assert {("it@bad.example", "Your decision"), ("it@forgotten.example", "Reminder")} <= set(sent)
    assert sent.count(("admin@univ.example", "Access requested")) == 1
    assert all("trouble" not in minute.poisoned[name].item for name in ("request", "mail", "access mail"))


def test_more_poisoned_rows_than_a_batch_starve_no_other_row(observed: World, metrics: RecordedMetrics) -> None:
    request = submitted(observed, "fresh.example")
    for number in range(BATCH + 50):
        due_row_of_unknown_kind(observed.table, request.request_id, f"PARCEL#{number}")
    observed.minute()
    assert "it@fresh.example" in [str(mail["To"]) for mail in observed.mailbox()]
    assert metrics.counts[Metric.ROW_SET_ASIDE] == BATCH + 50


def test_more_idle_requests_than_a_batch_starve_no_other_request(observed: World, metrics: RecordedMetrics) -> None:
    request = submitted(observed, "reminded.example")
    observed.work()
    observed.clock.advance(days=3)
    row = poison(observed.table, keys.request(request.request_id), "not due by its document").valid
    for number in range(BATCH + 1):
        due_row_of_unknown_kind(observed.table, f"gone-{number}", keys.REQUEST_ROW)
    Poisoned(observed.table, row).repair()
    observed.minute()
    assert "it@reminded.example" in [str(mail["To"]) for mail in observed.mailbox()[-1:]]
    assert metrics.counts[Metric.ROW_SET_ASIDE] == BATCH + 1


@pytest.mark.parametrize("fault", FAULTS)
def test_unreadable_mail_blocks_neither_reminder_nor_expiry_of_its_request(observed: World, fault: str) -> None:
    request = submitted(observed, "reminded.example")
    key = mail_key(observed, request, MailKind.REQUEST_SENT)
    observed.work()
    poison(observed.table, key, fault)
    due_row_of_unknown_kind(observed.table, request.request_id)
    observed.clock.advance(days=3)
    observed.minute()
    assert "Reminder" in str(observed.mailbox()[-1]["Subject"])
    observed.clock.advance(days=87)
    observed.minute()
    assert observed.current(request).status is RequestStatus.EXPIRED


def test_mail_of_a_later_release_is_neither_dead_nor_lost_after_repeated_nudges(
    observed: World, metrics: RecordedMetrics
) -> None:
    request = submitted(observed, "bad.example")
    bad = poison(observed.table, mail_key(observed, request, MailKind.APPROVAL_NEEDED), "later kind")
    for _ in range(20):
        observed.ports.queue.nudge([MailKey(request.request_id, bad.key[1].removeprefix(keys.MAIL_PREFIX))])
        observed.work()
        observed.clock.advance(hours=1)
    assert metrics.counts[Metric.MAIL_DEAD] == 0
    bad.repair()
    observed.work()
    assert observed.mailbox()[-1]["To"] == "it@bad.example"
    found = observed.ports.store.request_file(request.request_id)
    assert found is not None
    assert {mail.status for mail in found.mails} == {MailStatus.SENT, MailStatus.EXPANDED}

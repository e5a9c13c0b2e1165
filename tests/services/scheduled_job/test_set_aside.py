"""One row that cannot be handled holds up no other: it is told of, put aside for an hour, and looked at again."""

from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.mails import MailKind, MailStatus
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.scheduled_job import BATCH
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey
from tests.poisoned_due_rows import FAULTS, Poisoned, of_an_unknown_kind, poison
from tests.recorded_metrics import Heard
from tests.services.scheduled_job.poisoned_minute import Minute, asked, mail_key
from tests.world import World

# Of these it is the attribute alone that is wrong: what the document says is done once the hour is over.
OF_THE_ATTRIBUTE = {
    "due time of no month",
    "due time of no zone",
    "due time before all time",
    "due time in words",
}


@pytest.fixture
def heard() -> Heard:
    """Nothing yet."""
    return Heard()


@pytest.fixture
def told(world: World, heard: Heard) -> World:
    """A world that tells what happens."""
    return replace(world, container=replace(world.container, ports=replace(world.ports, metrics=heard)))


SOUND = [
    ("admin@univ.example", "Access requested"),
    ("it@fresh.example", "Your decision"),
    ("it@reminded.example", "Reminder"),
    ("it@ending.example", "Expired"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_poisoned_row_of_each_kind_holds_up_no_other_is_told_of_and_is_as_it_was_but_for_the_hour(
    told: World, heard: Heard, fault: str
) -> None:
    minute = Minute.of(told, fault)
    before = {name: one.item for name, one in minute.poisoned.items()}
    sent = minute.pass_by()
    assert not set(SOUND) - set(sent)
    assert not [one for one in sent if one[0] in ("it@bad.example", "it@forgotten.example")]
    assert told.current(minute.ending).status is RequestStatus.EXPIRED
    assert heard.counts[Metric.ROW_SET_ASIDE] == len(minute.poisoned)
    assert minute.pass_by() == []
    assert heard.counts[Metric.ROW_SET_ASIDE] == len(minute.poisoned)
    for name, one in minute.poisoned.items():
        changed = one.item
        assert changed.pop("trouble")["S"]
        assert changed.pop("due_at")["S"] == f"{told.clock.now():%Y-%m-%d}T10:00:00.000000Z"
        assert changed == {key: value for key, value in before[name].items() if key != "due_at"}


@pytest.mark.parametrize("fault", FAULTS)
def test_after_an_hour_it_is_looked_at_again_and_goes_out_once_it_is_mended(
    told: World, heard: Heard, fault: str
) -> None:
    minute = Minute.of(told, fault)
    minute.pass_by()
    told.clock.advance(hours=1)
    again = minute.pass_by()
    looked_at = 1 if fault in OF_THE_ATTRIBUTE else len(minute.poisoned)
    assert heard.counts[Metric.ROW_SET_ASIDE] == len(minute.poisoned) + looked_at
    for name in ("request", "mail", "access mail"):
        minute.poisoned[name].mend()
    told.clock.advance(hours=1)
    went_out = [*again, *minute.pass_by()]
    assert {("it@bad.example", "Your decision"), ("it@forgotten.example", "Reminder")} <= set(went_out)
    assert went_out.count(("admin@univ.example", "Access requested")) == 1
    assert all("trouble" not in minute.poisoned[name].item for name in ("request", "mail", "access mail"))


def test_more_poisoned_rows_than_a_sweep_serves_starve_nobody(told: World, heard: Heard) -> None:
    request = asked(told, "fresh.example")
    for number in range(BATCH + 50):
        of_an_unknown_kind(request.request_id, f"PARCEL#{number}")
    told.minute()
    assert "it@fresh.example" in [str(mail["To"]) for mail in told.mailbox()]
    assert heard.counts[Metric.ROW_SET_ASIDE] == BATCH + 50


def test_more_requests_with_nothing_to_do_than_a_sweep_serves_starve_nobody(told: World, heard: Heard) -> None:
    sound = asked(told, "reminded.example")
    told.work()
    told.clock.advance(days=3)
    row = poison(keys.request(sound.request_id), "not due by its document").sound
    for number in range(BATCH + 1):
        of_an_unknown_kind(f"gone-{number}", keys.REQUEST_ROW)
    Poisoned(row).mend()
    told.minute()
    assert "it@reminded.example" in [str(mail["To"]) for mail in told.mailbox()[-1:]]
    assert heard.counts[Metric.ROW_SET_ASIDE] == BATCH + 1


@pytest.mark.parametrize("fault", FAULTS)
def test_an_unreadable_mail_stops_neither_reminder_nor_end_of_its_request(told: World, fault: str) -> None:
    request = asked(told, "reminded.example")
    key = mail_key(told, request, MailKind.REQUEST_SENT)
    told.work()
    poison(key, fault)
    of_an_unknown_kind(request.request_id)
    told.clock.advance(days=3)
    told.minute()
    assert "Reminder" in str(told.mailbox()[-1]["Subject"])
    told.clock.advance(days=87)
    told.minute()
    assert told.current(request).status is RequestStatus.EXPIRED


def test_a_mail_of_a_later_release_is_neither_dead_nor_lost_however_often_it_is_nudged(
    told: World, heard: Heard
) -> None:
    request = asked(told, "bad.example")
    bad = poison(mail_key(told, request, MailKind.APPROVAL_NEEDED), "later kind")
    for _ in range(20):
        told.ports.queue.nudge([MailKey(request.request_id, bad.key[1].removeprefix(keys.MAIL_PREFIX))])
        told.work()
        told.clock.advance(hours=1)
    assert heard.counts[Metric.MAIL_DEAD] == 0
    bad.mend()
    told.work()
    assert told.mailbox()[-1]["To"] == "it@bad.example"
    found = told.ports.store.request_file(request.request_id)
    assert found is not None
    assert {mail.status for mail in found.mails} == {MailStatus.SENT, MailStatus.EXPANDED}

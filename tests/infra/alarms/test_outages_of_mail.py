"""A day without the mail service: somebody is called within five minutes, `outbox` says so, and no mail is lost."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.adapters.mail.ses import SesMailer
from infra.operate.__main__ import main
from tests.infra.alarms.outages import OUTAGES, MailService
from tests.infra.alarms.watched_stage import WatchedStage, watched_stage
from tests.infra.operations.operating import run_command
from tests.world import SENDER

pytestmark = pytest.mark.slow

# Of what runs each minute, so many minutes are enough: the first ones, one in so many of the day, and afterwards.
EACH_MINUTE, LATER, AFTERWARDS = (60, 10, 1) if os.environ.get("ALL") else (10, 60, 10)
DAY = 24 * 60


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedStage]:
    monkeypatch.setenv("STAGE", "test")
    with watched_stage() as stage:
        yield stage


def use(stage: WatchedStage, service: MailService) -> None:
    container = stage.world.container
    container.__dict__["mail_sender"] = replace(container.mail_sender, mailer=SesMailer(service, SENDER))


def submit(stage: WatchedStage, number: int) -> None:
    domain = f"u{number}.example"
    stage.world.submit(domain_identifier=domain, customer_emails=(f"it@{domain}",))


@pytest.mark.parametrize("outage", OUTAGES)
def test_outage_of_a_day_calls_somebody_and_loses_no_mail(
    stage: WatchedStage, outage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    service = MailService(OUTAGES[outage])
    use(stage, service)
    assert stage.ringing() == set()
    submit(stage, 0)
    for _ in range(5):
        stage.minute()
    assert "OutboxAge" in stage.ringing()
    status, shown = run_command(capsys, "outbox")
    assert (status, shown["late"], shown["mails_waiting"]) == (1, True, 2)
    assert {mail["since"] for mail in shown["waiting"]} == {"2026-11-22T09:10:00+00:00"}
    assert any(mail["last_error"] for mail in shown["waiting"])
    _rest_of_the_day(stage)
    assert (service.sent, run_command(capsys, "outbox")[0]) == ([], 1)
    service.outage = None
    _pass(stage, 100, AFTERWARDS)
    assert Counter(service.sent) == {**{f"it@u{n}.example": 1 for n in range(10)}, "partner@reseller.example": 10}
    assert (run_command(capsys, "outbox")[0], "OutboxAge" in stage.ringing()) == (0, False)


def _rest_of_the_day(stage: WatchedStage) -> None:
    for number in range(1, 10):
        submit(stage, number)
        stage.minute()
    _pass(stage, EACH_MINUTE, 1)
    _pass(stage, DAY - EACH_MINUTE, LATER)


def _pass(stage: WatchedStage, minutes: int, every: int) -> None:
    """Let minutes pass, of which one in so many is worked."""
    for _ in range(minutes // every):
        stage.world.clock.advance(minutes=every - 1)
        stage.minute()


def test_outbox_says_in_words_what_waits_since_when_and_why(
    stage: WatchedStage, capsys: pytest.CaptureFixture[str]
) -> None:
    use(stage, MailService(OUTAGES["paused"]))
    submit(stage, 0)
    for _ in range(5):
        stage.minute()
    assert main(["outbox"]) == 1
    text = capsys.readouterr().out
    assert "to=i•••@u0.example  since=2026-11-22T09:10:00+00:00  last_error=SendingPausedException" in text
    assert "next_try=2026-11-22T10:1" in text


def test_mail_of_the_last_minutes_is_not_late(stage: WatchedStage, capsys: pytest.CaptureFixture[str]) -> None:
    use(stage, MailService(OUTAGES["throttled"]))
    submit(stage, 0)
    stage.minute()
    status, shown = run_command(capsys, "outbox")
    assert (status, shown["late"], len(shown["waiting"])) == (0, False, 2)
    assert "OutboxAge" not in stage.ringing()

"""A mail whose handling fails stops no other and never dies of it; only what the mail service says can end it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.domain.mails import Mail, MailKind, MailStatus
from chalicelib.services.mail.sender import MailSender, deliver
from chalicelib.services.mail.sending_failures import TRIES
from chalicelib.services.mail.subjects import MailSubject
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey
from tests.recorded_metrics import Heard
from tests.services.scheduled_job.poisoned_minute import asked, mail_of, recipients
from tests.services.scheduled_job.test_reminders import meanwhile
from tests.world import World


@pytest.fixture
def heard() -> Heard:
    """Nothing yet."""
    return Heard()


@pytest.fixture
def told(world: World, heard: Heard) -> World:
    """A world that tells what happens."""
    return replace(world, container=replace(world.container, ports=replace(world.ports, metrics=heard)))


@dataclass
class Choking:
    """Renders every mail but those to some addresses."""

    office: MailSender
    on: Sequence[str]

    def render(self, mail: Mail, mail_subject: MailSubject, token: str | None) -> Any:
        if mail.draft.to in self.on:
            raise KeyError(mail.draft.to)
        return self.office.renderer.render(mail, mail_subject, token)


def test_mails_whose_handling_fails_stop_no_other_and_never_die(told: World, heard: Heard) -> None:
    bad = [asked(told, f"bad{number}.example") for number in range(5)]
    asked(told, "good.example")
    sound = told.container.mail_sender
    office = replace(sound, renderer=Choking(sound, [f"it@bad{number}.example" for number in range(5)]))
    for hour in range(1, TRIES + 3):
        sweep(told.ports, office)
        assert heard.counts[Metric.ROW_SET_ASIDE] == 5 * hour
        sweep(told.ports, office)
        told.clock.advance(hours=1)
    assert "it@good.example" in recipients(told)
    assert {mail_of(told, one, MailKind.APPROVAL_NEEDED).attempts for one in bad} == {0}
    told.minute()
    assert {f"it@bad{number}.example" for number in range(5)} <= set(recipients(told))
    assert heard.counts[Metric.MAIL_DEAD] == 0


def test_a_mail_that_somebody_else_writes_meanwhile_is_not_set_aside(told: World, heard: Heard) -> None:
    mail = mail_of(told, asked(told, "fresh.example"), MailKind.APPROVAL_NEEDED)
    with meanwhile("PutItem", lambda: told.container.mail_sender.outbox.record(mail)) as interrupted:
        sweep(told.ports, told.container.mail_sender)
    assert interrupted
    assert heard.counts[Metric.ROW_SET_ASIDE] == 0
    told.minute()
    assert told.mail(mail).status is MailStatus.SENT


def test_the_queue_leaves_to_the_sweep_what_it_cannot_handle(told: World, heard: Heard) -> None:
    request = asked(told, "bad.example")
    mail = mail_of(told, request, MailKind.APPROVAL_NEEDED)
    sound = told.container.mail_sender
    office = replace(sound, renderer=Choking(sound, ["it@bad.example"]))
    assert deliver(told.ports, office, [MailKey(mail.request_id, mail.mail_id)]) == 0
    after = told.mail(mail)
    assert (after.status, after.attempts, after.due_at) == (mail.status, mail.attempts, mail.due_at)
    assert (heard.counts[Metric.MAIL_FAILED], heard.counts[Metric.ROW_SET_ASIDE]) == (1, 0)
    sweep(told.ports, office)
    assert heard.counts[Metric.ROW_SET_ASIDE] == 1

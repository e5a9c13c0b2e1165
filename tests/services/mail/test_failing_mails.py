"""A mail whose handling fails blocks no other and never dies of it; only the mail service's verdict ends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.mails import Mail, MailKind, MailStatus
from chalicelib.services.mail.sender import MailSender, deliver
from chalicelib.services.mail.sending_failures import TRIES
from chalicelib.services.mail.subjects import MailSubject
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey
from tests.backends.observable_table import acting_before
from tests.recorded_metrics import RecordedMetrics
from tests.services.scheduled_job.poisoned_minute import mail_of, recipients, submitted
from tests.world import World


@dataclass
class FailsForAddresses:
    """Renderer that fails for some addresses."""

    sender: MailSender
    addresses: Sequence[str]

    def render(self, mail: Mail, mail_subject: MailSubject, token: str | None) -> Any:
        if mail.draft.to in self.addresses:
            raise KeyError(mail.draft.to)
        return self.sender.renderer.render(mail, mail_subject, token)


def test_failing_mails_block_no_other_mail_and_never_die(observed: World, metrics: RecordedMetrics) -> None:
    bad = [submitted(observed, f"bad{number}.example") for number in range(5)]
    submitted(observed, "good.example")
    working = observed.container.mail_sender
    sender = replace(working, renderer=FailsForAddresses(working, [f"it@bad{number}.example" for number in range(5)]))
    for hour in range(1, TRIES + 3):
        sweep(observed.ports, sender)
        assert metrics.counts[Metric.ROW_SET_ASIDE] == 5 * hour
        sweep(observed.ports, sender)
        observed.clock.advance(hours=1)
    assert "it@good.example" in recipients(observed)
    assert {mail_of(observed, request, MailKind.APPROVAL_NEEDED).attempts for request in bad} == {0}
    observed.minute()
    assert {f"it@bad{number}.example" for number in range(5)} <= set(recipients(observed))
    assert metrics.counts[Metric.MAIL_DEAD] == 0


def test_mail_written_by_another_worker_is_not_set_aside(observed: World, metrics: RecordedMetrics) -> None:
    mail = mail_of(observed, submitted(observed, "fresh.example"), MailKind.APPROVAL_NEEDED)
    outbox = observed.container.mail_sender.outbox
    with acting_before(observed.table, {"put"}, 0, lambda: outbox.record(mail)) as interrupted:
        sweep(observed.ports, observed.container.mail_sender)
    assert interrupted
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 0
    observed.minute()
    assert observed.mail(mail).status is MailStatus.SENT


def test_queue_leaves_failing_mails_to_the_sweep(observed: World, metrics: RecordedMetrics) -> None:
    request = submitted(observed, "bad.example")
    mail = mail_of(observed, request, MailKind.APPROVAL_NEEDED)
    working = observed.container.mail_sender
    sender = replace(working, renderer=FailsForAddresses(working, ["it@bad.example"]))
    assert deliver(observed.ports, sender, [MailKey(mail.request_id, mail.mail_id)]) == 0
    after = observed.mail(mail)
    assert (after.status, after.attempts, after.due_at) == (mail.status, mail.attempts, mail.due_at)
    assert (metrics.counts[Metric.MAIL_FAILED], metrics.counts[Metric.ROW_SET_ASIDE]) == (1, 0)
    sweep(observed.ports, sender)
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 1

"""Each metric is counted once, when its event happens, and only then."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import TRIES, SendingFailed, Verdict
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.metrics import Metric
from tests.callers import caller_of
from tests.recorded_metrics import RecordedMetrics
from tests.services.webhooks.hooks import DONE, ERROR, GONE, HANG, URL, drain, happened, made, with_receivers
from tests.ses import report
from tests.world import FORM, PARTNER, REVIEWER, World

OUTSIDE = ("it@holding.example",)


class FailsWithVerdict:
    """Mailer that always fails with this verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(self._verdict, "as-told")


def first_mail(world: World, request_id: str) -> Mail:
    found = world.ports.store.request_file(request_id)
    assert found is not None
    return found.mails[0]


def sweep_with(world: World, verdict: Verdict) -> None:
    sweep(world.ports, replace(world.container.mail_sender, mailer=FailsWithVerdict(verdict)))


def test_repeated_submission_counts_one_created_request(observed: World, metrics: RecordedMetrics) -> None:
    for _ in range(3):
        submit_request(observed.ports, caller_of(observed.ports, PARTNER), FORM, IdempotencyKey("the-same", "body"))
    assert metrics.counts == {Metric.REQUEST_CREATED: 1}


def test_repeated_approval_counts_one_decision(observed: World, metrics: RecordedMetrics) -> None:
    token = observed.token(observed.submit())
    for _ in range(2):
        link_actions.approve(observed.ports, token, True)
    assert metrics.counts[Metric.REQUEST_DECIDED] == 1


def test_declines_count_as_decisions_and_acceptance_in_review_does_not(
    observed: World, metrics: RecordedMetrics
) -> None:
    link_actions.decline(observed.ports, observed.token(observed.submit()), "other", "No.")
    waiting = observed.submit(domain_identifier="other.example", customer_emails=OUTSIDE)
    refused = observed.submit(domain_identifier="third.example", customer_emails=OUTSIDE)
    review_request(observed.ports, REVIEWER, waiting.request_id, True, "")
    assert metrics.counts[Metric.REQUEST_DECIDED] == 1
    review_request(observed.ports, REVIEWER, refused.request_id, False, "No.")
    assert metrics.counts[Metric.REQUEST_DECIDED] == 2


def test_forward_withdrawal_and_expiry_count_no_decision(observed: World, metrics: RecordedMetrics) -> None:
    request = observed.submit()
    link_actions.forward(
        observed.ports, observed.token(request), lambda _: read_forwarding("cio@univ.example", "Yours?", "en", False)
    )
    requester_actions.withdraw(observed.ports, caller_of(observed.ports, PARTNER), request.request_id, "")
    observed.submit(domain_identifier="labs.univ.example")
    observed.clock.advance(days=91)
    observed.work()
    assert metrics.counts[Metric.REQUEST_DECIDED] == 0


def test_every_opening_of_a_valid_link_counts_and_of_a_forged_one_does_not(
    observed: World, metrics: RecordedMetrics
) -> None:
    request = observed.submit()
    token = observed.token(request)
    for _ in range(2):
        link_actions.look(observed.ports, token)
    requester_actions.withdraw(observed.ports, caller_of(observed.ports, PARTNER), request.request_id, "")
    for opened in (token, token + "x"):
        with pytest.raises(Refused):
            link_actions.look(observed.ports, opened)
    assert metrics.counts[Metric.LINK_OPENED] == 3


def test_sent_mails_are_counted(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    sent = observed.work()
    assert metrics.counts[Metric.MAIL_SENT] == len(sent) == 2
    assert metrics.counts[Metric.MAIL_FAILED] == 0


def test_every_failed_attempt_counts_and_the_last_counts_a_dead_mail(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    for number in range(1, TRIES + 1):
        assert metrics.counts[Metric.MAIL_DEAD] == 0
        sweep_with(observed, Verdict.RETRY)
        assert metrics.counts[Metric.MAIL_FAILED] >= number
        observed.clock.advance(hours=2)
    assert metrics.counts[Metric.MAIL_DEAD] == 2
    assert metrics.counts[Metric.MAIL_SENT] == 0


def test_rejected_mail_counts_as_dead_at_once(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    sweep_with(observed, Verdict.GIVE_UP)
    assert metrics.counts[Metric.MAIL_FAILED] == metrics.counts[Metric.MAIL_DEAD] == 2


def test_repeated_reject_reports_count_one_dead_mail(observed: World, metrics: RecordedMetrics) -> None:
    mail = first_mail(observed, observed.submit().request_id)
    observed.work()
    for _ in range(2):
        report(observed, mail, "Reject")
    assert metrics.counts[Metric.MAIL_DEAD] == 1


def test_bounce_counts_no_dead_mail(observed: World, metrics: RecordedMetrics) -> None:
    mail = first_mail(observed, observed.submit().request_id)
    observed.work()
    report(observed, mail, "Bounce")
    assert metrics.counts[Metric.MAIL_DEAD] == metrics.counts[Metric.MAIL_FAILED] == 0


def test_outbox_age_is_the_time_its_oldest_mail_has_been_due(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    observed.clock.advance(seconds=90)
    sweep(observed.ports, observed.container.mail_sender)
    assert (metrics.gauges[Metric.OUTBOX_AGE], metrics.counts[Metric.SWEEP_RAN]) == (90, 1)
    sweep(observed.ports, observed.container.mail_sender)
    assert (metrics.gauges[Metric.OUTBOX_AGE], metrics.counts[Metric.SWEEP_RAN]) == (0, 2)


def test_expired_request_does_not_count_for_the_outbox_age(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    observed.work()
    observed.clock.advance(days=100)
    sweep(observed.ports, observed.container.mail_sender)
    assert metrics.gauges[Metric.OUTBOX_AGE] == 0


def test_each_attempt_to_send_to_a_webhook_is_counted_and_its_end_once(
    observed: World, metrics: RecordedMetrics
) -> None:
    receivers, _ = with_receivers(observed), made(observed)
    for answer in (DONE, HANG, DONE, GONE, DONE):
        receivers.answers[URL] = answer
        happened(observed)
        observed.clock.advance(minutes=1)
        drain(observed)
    assert {name: count for name, count in metrics.counts.items() if name.startswith("Webhook")} == {
        Metric.WEBHOOK_SENT: 2,
        Metric.WEBHOOK_FAILED: 2,
        Metric.WEBHOOK_STOPPED: 1,
    }


def test_age_of_webhooks_is_the_time_that_the_oldest_delivery_is_due(observed: World, metrics: RecordedMetrics) -> None:
    made(observed)
    happened(observed)
    observed.clock.advance(seconds=200)
    sweep(observed.ports, observed.container.mail_sender)
    assert metrics.gauges[Metric.WEBHOOK_AGE] == 200
    receivers = with_receivers(observed)
    receivers.answers[URL] = ERROR
    drain(observed)
    sweep(observed.ports, observed.container.mail_sender)
    assert metrics.gauges[Metric.WEBHOOK_AGE] == 0


class DiesError(BaseException):
    """The process dies here."""


class DiesWhenSending:
    """Mailer that dies of the first message."""

    def send(self, mail: OutgoingMail) -> str:
        raise DiesError


def test_sweep_that_dies_is_not_counted(observed: World, metrics: RecordedMetrics) -> None:
    observed.submit()
    with pytest.raises(DiesError):
        sweep(observed.ports, replace(observed.container.mail_sender, mailer=DiesWhenSending()))
    assert metrics.counts[Metric.SWEEP_RAN] == 0

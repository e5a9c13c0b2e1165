"""What operators count is told when it happens, once, and of nothing else."""

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
from tests.recorded_metrics import Heard
from tests.ses import report
from tests.world import FORM, PARTNER, REVIEWER, World

OUTSIDE = ("it@holding.example",)


class Failing:
    """The mail service says no."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(self._verdict, "as-told")


@pytest.fixture
def heard() -> Heard:
    """Nothing yet."""
    return Heard()


@pytest.fixture
def told(world: World, heard: Heard) -> World:
    """A world that tells what happens."""
    return replace(world, container=replace(world.container, ports=replace(world.ports, metrics=heard)))


def first_mail(world: World, request_id: str) -> Mail:
    found = world.ports.store.request_file(request_id)
    assert found is not None
    return found.mails[0]


def sweep_with(world: World, verdict: Verdict) -> None:
    sweep(world.ports, replace(world.container.mail_sender, mailer=Failing(verdict)))


def test_a_request_is_created_once_however_often_it_is_sent(told: World, heard: Heard) -> None:
    for _ in range(3):
        submit_request(told.ports, caller_of(told.ports, PARTNER), FORM, IdempotencyKey("the-same", "body"))
    assert heard.counts == {Metric.REQUEST_CREATED: 1}


def test_an_approval_is_a_decision_and_the_same_again_is_none(told: World, heard: Heard) -> None:
    token = told.token(told.submit())
    for _ in range(2):
        link_actions.approve(told.ports, token, True)
    assert heard.counts[Metric.REQUEST_DECIDED] == 1


def test_declining_decides_whoever_does_it_and_accepting_for_review_does_not(told: World, heard: Heard) -> None:
    link_actions.decline(told.ports, told.token(told.submit()), "other", "No.")
    waiting = told.submit(domain_identifier="other.example", customer_emails=OUTSIDE)
    refused = told.submit(domain_identifier="third.example", customer_emails=OUTSIDE)
    review_request(told.ports, REVIEWER, waiting.request_id, True, "")
    assert heard.counts[Metric.REQUEST_DECIDED] == 1
    review_request(told.ports, REVIEWER, refused.request_id, False, "No.")
    assert heard.counts[Metric.REQUEST_DECIDED] == 2


def test_what_is_forwarded_withdrawn_or_run_out_was_not_decided(told: World, heard: Heard) -> None:
    request = told.submit()
    link_actions.forward(
        told.ports, told.token(request), lambda _: read_forwarding("cio@univ.example", "Yours?", "en", False)
    )
    requester_actions.withdraw(told.ports, caller_of(told.ports, PARTNER), request.request_id, "")
    told.submit(domain_identifier="labs.univ.example")
    told.clock.advance(days=91)
    told.work()
    assert heard.counts[Metric.REQUEST_DECIDED] == 0


def test_every_look_at_a_link_of_ours_counts_and_a_made_up_one_does_not(told: World, heard: Heard) -> None:
    request = told.submit()
    token = told.token(request)
    for _ in range(2):
        link_actions.look(told.ports, token)
    requester_actions.withdraw(told.ports, caller_of(told.ports, PARTNER), request.request_id, "")
    for one in (token, token + "x"):
        with pytest.raises(Refused):
            link_actions.look(told.ports, one)
    assert heard.counts[Metric.LINK_OPENED] == 3


def test_a_mail_counts_as_sent_when_it_went_out(told: World, heard: Heard) -> None:
    told.submit()
    sent = told.work()
    assert heard.counts[Metric.MAIL_SENT] == len(sent) == 2
    assert heard.counts[Metric.MAIL_FAILED] == 0


def test_every_try_that_fails_counts_and_the_last_one_is_a_death(told: World, heard: Heard) -> None:
    told.submit()
    for number in range(1, TRIES + 1):
        assert heard.counts[Metric.MAIL_DEAD] == 0
        sweep_with(told, Verdict.RETRY)
        assert heard.counts[Metric.MAIL_FAILED] >= number
        told.clock.advance(hours=2)
    assert heard.counts[Metric.MAIL_DEAD] == 2
    assert heard.counts[Metric.MAIL_SENT] == 0


def test_a_rejected_mail_dies_at_once(told: World, heard: Heard) -> None:
    told.submit()
    sweep_with(told, Verdict.GIVE_UP)
    assert heard.counts[Metric.MAIL_FAILED] == heard.counts[Metric.MAIL_DEAD] == 2


def test_a_mail_that_is_reported_rejected_dies_once(told: World, heard: Heard) -> None:
    mail = first_mail(told, told.submit().request_id)
    told.work()
    for _ in range(2):
        report(told, mail, "Reject")
    assert heard.counts[Metric.MAIL_DEAD] == 1


def test_a_bounce_is_no_death(told: World, heard: Heard) -> None:
    mail = first_mail(told, told.submit().request_id)
    told.work()
    report(told, mail, "Bounce")
    assert heard.counts[Metric.MAIL_DEAD] == heard.counts[Metric.MAIL_FAILED] == 0


def test_the_age_of_the_outbox_is_how_long_its_oldest_mail_has_been_due(told: World, heard: Heard) -> None:
    told.submit()
    told.clock.advance(seconds=90)
    sweep(told.ports, told.container.mail_sender)
    assert (heard.gauges, heard.counts[Metric.SWEEP_RAN]) == ({Metric.OUTBOX_AGE: 90}, 1)
    sweep(told.ports, told.container.mail_sender)
    assert (heard.gauges, heard.counts[Metric.SWEEP_RAN]) == ({Metric.OUTBOX_AGE: 0}, 2)


def test_a_request_that_ran_out_is_no_mail_that_waits(told: World, heard: Heard) -> None:
    told.submit()
    told.work()
    told.clock.advance(days=100)
    sweep(told.ports, told.container.mail_sender)
    assert heard.gauges == {Metric.OUTBOX_AGE: 0}


class DiesError(BaseException):
    """The process ended at this line."""


class Dying:
    """The mail function dies of the first message."""

    def send(self, mail: OutgoingMail) -> str:
        raise DiesError


def test_a_sweep_that_dies_has_not_run(told: World, heard: Heard) -> None:
    told.submit()
    with pytest.raises(DiesError):
        sweep(told.ports, replace(told.container.mail_sender, mailer=Dying()))
    assert heard.counts[Metric.SWEEP_RAN] == 0

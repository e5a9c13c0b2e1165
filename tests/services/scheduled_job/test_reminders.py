"""Reminders and expiry with real components: each happens once despite repeated, concurrent and missed runs."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.scheduled_job import process_due, sweep
from infra.verify import holds
from tests.backends.observable_table import acting_before
from tests.movable_clock import START
from tests.ses import report, text_of
from tests.world import PARTNER, World


def subjects(world: World) -> Counter[str]:
    """Return how often each kind of mail was sent to the approver, by the start of its subject."""
    to_approver = [mail for mail in world.mailbox() if mail["To"] == "it@univ.example"]
    return Counter(str(mail["Subject"]).partition(":")[0] for mail in to_approver)


def test_unanswered_request_is_reminded_expires_and_frees_the_domain(world: World) -> None:
    request = world.submit()
    world.work()
    for _ in range(91):
        world.clock.advance(days=1)
        world.work()
    assert subjects(world)["Reminder"] == 7
    assert world.current(request).status is RequestStatus.EXPIRED
    told = [str(mail["To"]) for mail in world.mailbox() if "Expired" in str(mail["Subject"])]
    assert str(PARTNER.email) in told
    assert holds(world.container, request.request_id)
    again = world.submit()
    assert again.domain_identifier == request.domain_identifier


def test_reminder_of_a_day_swept_twice_is_sent_once(world: World) -> None:
    request = world.submit()
    world.work()
    world.clock.advance(days=3)
    process_due(world.ports, request.request_id)
    process_due(world.ports, request.request_id)
    sweep(world.ports, world.container.mail_sender)
    sweep(world.ports, world.container.mail_sender)
    assert subjects(world)["Reminder"] == 1


def test_reminder_is_not_sent_after_a_decision(world: World) -> None:
    request = world.submit()
    world.work()
    world.clock.advance(days=3)
    process_due(world.ports, request.request_id)
    link_actions.approve(world.ports, world.token(request), True)
    world.work()
    assert subjects(world)["Reminder"] == 0


def test_reminders_are_sent_despite_the_mail_limit(world: World) -> None:
    request = world.submit()
    world.clock.advance(days=2, hours=20)
    for _ in range(3):
        requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
        world.clock.advance(minutes=11)
    with pytest.raises(Refused) as refused:
        requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
    assert refused.value.problem is Problem.MAIL_LIMIT
    world.clock.advance(hours=4)
    world.work()
    assert subjects(world)["Reminder"] == 1


def test_reminder_replaces_an_expired_link(world: World) -> None:
    request = world.submit()
    world.work()
    old = world.token(request)
    world.clock.advance(days=18)
    world.work()
    current = world.current(request).nominations[0]
    assert current.generation == 2
    assert current.link_expires_at == START + timedelta(days=18 + 14)
    assert world.token(request) != old
    assert world.token(request) in text_of(world.mailbox()[-1])


def test_schedule_paused_for_a_week_sends_one_reminder(world: World) -> None:
    world.submit()
    world.work()
    world.clock.advance(days=13)
    world.work()
    assert subjects(world)["Reminder"] == 1


def test_approver_who_complained_gets_no_reminder(world: World) -> None:
    request = world.submit()
    world.work()
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    (approval,) = [mail for mail in found.mails if mail.draft.nomination_id == "1"]
    report(world, approval, "Complaint")
    world.clock.advance(days=3)
    world.work()
    assert subjects(world)["Reminder"] == 0
    assert world.mail(approval).status is MailStatus.COMPLAINED


@pytest.mark.parametrize("verb", ["transact", "put"])
@pytest.mark.parametrize("day", [3, 18, 90])
def test_two_concurrent_workers_have_the_effect_of_one(world: World, day: int, verb: str) -> None:
    request = world.submit()
    world.work()
    world.clock.advance(days=day)
    before = len(world.mailbox())
    with acting_before(world.table, {verb}, 0, world.work) as interrupted:
        world.work()
    assert interrupted
    new = [(str(mail["To"]), str(mail["Subject"])) for mail in world.mailbox()[before:]]
    assert len(new) == len(set(new)) == (2 if day == 90 else 1)
    assert holds(world.container, request.request_id)


def test_sweep_sends_the_oldest_mails_first(world: World) -> None:
    order = []
    for number in range(12):
        request = world.submit(domain_identifier=f"u{number}.example", customer_emails=(f"it@u{number}.example",))
        order.append(request.nominations[0].email)
        world.clock.advance(seconds=7)
    sweep(world.ports, world.container.mail_sender)
    recipients = [str(mail["To"]) for mail in world.mailbox() if "Your decision" in str(mail["Subject"])]
    assert recipients == order

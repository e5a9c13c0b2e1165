"""A request that reaches nobody ends early: two permanent bounces of each address, and five idle days."""

from datetime import timedelta

import pytest

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import Mail
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest, EndReason
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import requester_actions
from chalicelib.services.scheduled_job import sweep
from infra.verify import holds
from tests.ses import report
from tests.world import PARTNER, World


def newest(world: World, request: AccountRequest, nomination_id: str = "1") -> Mail:
    file = world.ports.store.request_file(request.request_id)
    assert file is not None
    links = [
        one for one in file.mails if one.draft.nomination_id == nomination_id and one.draft.kind != "undeliverable"
    ]
    return max(links, key=lambda one: one.mail_id)


def bounced_twice(world: World, request: AccountRequest, *nominations: str) -> None:
    """Bounce the first mail and the reminder of day 3, which is the second try."""
    for _ in range(2):
        world.work()
        for nomination in nominations:
            report(world, newest(world, request, nomination), "Bounce")
        world.work()
        world.clock.advance(days=3)
    world.work()


def ended_early(world: World, request: AccountRequest) -> bool:
    current = world.current(request)
    return current.status is RequestStatus.EXPIRED and current.end_reason is EndReason.UNDELIVERABLE


def test_lock_is_free_five_days_after_the_second_bounce_of_every_address(world: World) -> None:
    request = world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    bounced_twice(world, request, "1", "2")
    world.clock.advance(days=2, seconds=-1)
    world.work()
    assert world.current(request).status is RequestStatus.PENDING
    world.clock.advance(seconds=1)
    told = [(str(mail["To"]), str(mail["Subject"]).partition(":")[0]) for mail in world.work()]
    assert told == [(str(PARTNER.email), "Expired")]
    assert ended_early(world, request)
    assert holds(world.container, request.request_id)
    assert not world.work()
    world.submit()


def test_one_address_that_may_be_reached_keeps_the_request(world: World) -> None:
    request = world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    bounced_twice(world, request, "1")
    world.clock.advance(days=30)
    world.work()
    assert world.current(request).status is RequestStatus.PENDING


def test_one_bounce_alone_ends_nothing_and_its_address_is_tried_again_once(world: World) -> None:
    request = world.submit()
    world.work()
    report(world, newest(world, request), "Bounce")
    world.clock.advance(days=20)
    world.work()
    assert world.current(request).status is RequestStatus.PENDING
    bounced = newest(world, request)
    report(world, bounced, "Bounce")
    world.clock.advance(days=4)
    world.work()
    assert newest(world, request) == world.mail(bounced)
    assert world.current(request).status is RequestStatus.PENDING


@pytest.mark.parametrize("act", ["resend", "reassign"])
def test_what_the_requester_does_gives_the_request_its_time_back(world: World, act: str) -> None:
    request = world.submit()
    bounced_twice(world, request, "1")
    caller = world.caller(PARTNER)
    if act == "resend":
        requester_actions.resend(world.ports, caller, request.request_id, None)
    else:
        replacement = Replacement("1", MailAddress.parse("head@univ.example"))
        requester_actions.reassign(world.ports, caller, request.request_id, replacement)
    world.work()
    world.clock.advance(days=4)
    world.work()
    assert world.current(request).status is RequestStatus.PENDING
    assert world.current(request).gives_up_at is None


def test_another_bounce_after_a_resend_begins_the_five_days_anew(world: World) -> None:
    request = world.submit()
    bounced_twice(world, request, "1")
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
    world.work()
    report(world, newest(world, request), "Bounce")
    world.clock.advance(days=5, seconds=-1)
    world.work()
    assert world.current(request).status is RequestStatus.PENDING
    world.clock.advance(seconds=1)
    for _ in range(2):
        sweep(world.ports, world.container.mail_sender)
    assert ended_early(world, request)
    assert world.current(request).expires_at == world.clock.now()


def test_late_schedule_ends_it_once(world: World) -> None:
    request = world.submit()
    bounced_twice(world, request, "1")
    world.clock.advance(days=40)
    assert [str(mail["To"]) for mail in world.work()] == [str(PARTNER.email)]
    assert ended_early(world, request)
    assert world.current(request).created_at + timedelta(days=90) > world.clock.now()

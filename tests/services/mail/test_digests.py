"""Administrators near a domain hear once a day how requests there ended: each of them once, whatever fails."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from chalicelib.domain.mails import Audience, Mail, MailDraft, MailKind
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.mail import digests
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.scheduled_job import sweep
from tests.backends.observable_table import MOMENTS, WRITES, KilledError, calls_of, killed_at
from tests.domain.requests.stories import START
from tests.world import PARTNER, REVIEWER, World
from tests.world import world as new_world

ADA, EVE = "ada@labs.univ.example", "eve@labs.univ.example"
DAY = timedelta(days=1)
DAY_AFTER = datetime(2026, 11, 23, tzinfo=UTC)


def near(world: World, *administrators: str) -> None:
    """Import an account under the same organisation domain."""
    world.import_account("Laboratory", "labs.univ.example", administrators or (ADA,))


def submitted(world: World, name: str = "institute") -> AccountRequest:
    domain = f"{name}.univ.example"
    return world.submit(domain_identifier=domain, customer_emails=(f"it@{domain}",), account_name=f"The {name}")


def withdrawn(world: World, request: AccountRequest) -> None:
    requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")


def declined(world: World, request: AccountRequest) -> None:
    link_actions.decline(world.ports, world.token(request), "not_needed", "")


def declined_by_reviewer(world: World, request: AccountRequest) -> None:
    review_request(world.ports, REVIEWER, request.request_id, False, "Unknown.")


def expired(world: World, request: AccountRequest) -> None:
    world.clock.advance(days=(request.expires_at - world.clock.now()).days)


ENDS = {
    "Withdrawn": withdrawn,
    "Declined": declined,
    "Declined by a reviewer": declined_by_reviewer,
    "Expired": expired,
}


def digests_of(mails: list[EmailMessage], to: str = ADA) -> list[EmailMessage]:
    return [mail for mail in mails if mail["To"] == to and "Ended near" in mail["Subject"]]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def next_day(world: World) -> list[EmailMessage]:
    world.clock.advance(days=1)
    return world.work()


@pytest.mark.parametrize("end", ENDS)
def test_end_is_mailed_when_the_day_is_over_and_once(world: World, end: str) -> None:
    near(world)
    request = submitted(world)
    world.work()
    ENDS[end](world, request)
    assert digests_of(world.work()) == []
    (mail,) = digests_of(next_day(world))
    assert request.domain_identifier in text_of(mail).replace("\u200c", "")
    assert end.partition(" ")[0] in text_of(mail)
    assert [digests_of(next_day(world)) for _ in range(3)] == [[], [], []]


def test_several_ends_of_a_day_are_one_mail_and_those_of_another_day_another(world: World) -> None:
    near(world)
    first, second, third = (submitted(world, name) for name in ("first", "second", "third"))
    world.work()
    withdrawn(world, first)
    world.work()
    declined(world, second)
    world.work()
    (mail,) = digests_of(next_day(world))
    assert [one in text_of(mail) for one in ("The first", "The second", "The third")] == [True, True, False]
    withdrawn(world, third)
    world.work()
    (mail,) = digests_of(next_day(world))
    assert "The third" in text_of(mail)
    assert "The first" not in text_of(mail)


def test_everybody_has_a_digest_of_their_own_whatever_the_case_of_their_address(world: World) -> None:
    near(world, ADA, EVE)
    world.import_account("Works", "works.univ.example", ("ADA@labs.univ.example",))
    withdrawn(world, submitted(world))
    world.work()
    mails = next_day(world)
    assert len(digests_of(mails)) + len(digests_of(mails, "ADA@labs.univ.example")) == 1
    assert len(digests_of(mails, EVE)) == 1


def test_nobody_hears_of_the_end_of_a_review_of_which_they_never_heard(world: World) -> None:
    near(world)
    request = world.submit(domain_identifier="new.univ.example", customer_emails=("it@elsewhere.example",))
    withdrawn(world, request)
    assert digests_of(world.work() + next_day(world)) == []


def test_schedule_that_was_off_for_days_loses_nothing(world: World) -> None:
    near(world)
    withdrawn(world, submitted(world, "first"))
    world.clock.advance(days=3)
    withdrawn(world, submitted(world, "second"))
    mails = world.work() + next_day(world)
    texts = "".join(text_of(mail) for mail in digests_of(mails))
    assert [texts.count(f"The {one}") for one in ("first", "second")] == [1, 1]


def added(world: World, request: AccountRequest, mail_id: str) -> None:
    """Add the end of the request to Ada's digest of this day."""
    draft = MailDraft(MailKind.ENDED_NEARBY, Audience.ADMINISTRATORS, "en", to=ADA)
    mail = Mail(request.request_id, mail_id, draft, START)
    world.container.mail_sender.outbox.add(mail)
    assert digests.unless_collected(world.ports, world.mail(mail), request) is None


def test_what_comes_after_the_digest_of_its_day_was_sent_is_in_that_of_the_next(world: World) -> None:
    first, second = submitted(world, "first"), submitted(world, "second")
    added(world, first, "0002-01")
    assert len(digests_of(next_day(world))) == 1
    added(world, second, "0002-01")
    added(world, second, "0002-02")
    (mail,) = digests_of(next_day(world))
    assert [text_of(mail).count(one) for one in ("The first", "The second")] == [0, 1]


def test_full_digest_goes_on_in_that_of_the_next_day(world: World) -> None:
    request = submitted(world)
    for number in range(digests.MOST_IN_DIGEST + 1):
        added(world, replace(request, request_id=f"request-{number}"), "0002-01")
    due = [one for one in world.container.mail_sender.outbox.due(START + 3 * DAY, 100) if "digest" in one.request_id]
    assert [one.due_at for one in due] == [DAY_AFTER, DAY_AFTER + DAY]


def test_digest_that_waits_for_the_end_of_its_day_is_not_taken_for_late(world: World) -> None:
    added(world, submitted(world), "0002-01")
    world.work()
    unsent = world.container.mail_sender.outbox.unsent(START + DAY, 100)
    assert len(unsent.mails) == 1
    assert unsent.age(START) == timedelta()
    assert unsent.age(DAY_AFTER + timedelta(minutes=5)) == timedelta(minutes=5)


def test_killed_at_any_call_everybody_hears_once() -> None:
    def prepared(world: World) -> None:
        near(world, ADA, EVE)
        request = submitted(world)
        world.work()
        withdrawn(world, request)

    with new_world() as world:
        prepared(world)
        with calls_of(world.table) as calls:
            sweep(world.ports, world.container.mail_sender)
    for number, call in enumerate(calls, start=1):
        for moment in MOMENTS if call.verb in WRITES else ():
            with new_world() as world:
                prepared(world)
                with killed_at(world.table, number, moment), pytest.raises(KilledError):
                    sweep(world.ports, world.container.mail_sender)
                world.clock.advance(minutes=10)
                mails = world.work() + next_day(world)
                assert [len(digests_of(mails, one)) for one in (ADA, EVE)] == [1, 1]

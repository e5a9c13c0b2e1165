"""Reminders: on their days, each once, with a link that works, and never after the end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.events import EventKind
from chalicelib.domain.mails import MailDraft, MailKind
from chalicelib.domain.requests.closing import expire, withdraw
from chalicelib.domain.requests.reminders import remind
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.requests import stories
from tests.domain.requests.stories import KEY, POLICY, START

NOBODY: frozenset[str] = frozenset()
DAYS = (3, 8, 13, 18, 30, 60, 83)


def alone(**changed: Any) -> AccountRequest:
    """A request with one approver."""
    return stories.pending(customer_emails=("it@univ.example",), **changed)


def lived(request: AccountRequest, instants: Sequence[datetime]) -> tuple[AccountRequest, list[tuple[int, MailDraft]]]:
    """The request after the schedule has run at these instants, and the mails with the day of each."""
    mails: list[tuple[int, MailDraft]] = []
    for now in instants:
        transition = expire(request, now) or remind(request, NOBODY, POLICY, KEY, now)
        if transition is not None:
            request = transition.request
            mails += ((int((now - START) / timedelta(days=1)), mail) for mail in transition.mails)
    return request, mails


def test_a_request_left_alone_is_reminded_of_on_seven_days_and_then_expires() -> None:
    hours = [START + timedelta(hours=hour) for hour in range(24 * 100)]
    _, mails = lived(alone(), hours)
    assert [day for day, mail in mails if mail.kind is MailKind.REMINDER] == list(DAYS)
    assert {day for day, mail in mails if mail.kind is MailKind.EXPIRED} == {90}


def test_every_reminder_has_a_link_that_works_and_uses_up_no_resend() -> None:
    request = alone()
    for day in DAYS:
        now = START + timedelta(days=day)
        transition = remind(request, NOBODY, POLICY, KEY, now)
        assert transition is not None
        request = transition.request
        (mail,), (nomination,) = transition.mails, request.waiting()
        assert mail.generation == nomination.generation
        assert nomination.link_expires_at is not None
        assert nomination.link_expires_at > now
        assert nomination.resends == 0
        assert transition.event.kind is EventKind.REMINDED


def test_a_link_that_still_works_stays_the_same() -> None:
    request = alone()
    third, eighteenth = (remind(request, NOBODY, POLICY, KEY, START + timedelta(days=day)) for day in (3, 18))
    assert third is not None
    assert eighteenth is not None
    assert third.mails[0].generation == 1
    assert eighteenth.mails[0].generation == 2


def test_a_schedule_that_was_off_for_weeks_reminds_once() -> None:
    request, mails = lived(alone(), [START + timedelta(days=20), START + timedelta(days=20, minutes=1)])
    assert [day for day, _ in mails] == [20]
    assert request.reminders == 4
    assert request.remind_at == START + timedelta(days=30)


def test_a_late_schedule_makes_no_link_that_one_in_time_would_not_have_made() -> None:
    request, mails = lived(alone(), [START + timedelta(days=15)])
    assert mails == []
    assert [one.generation for one in request.waiting()] == [1]
    assert request.remind_at == START + timedelta(days=18)


def test_whoever_cannot_be_reached_is_left_alone_and_the_days_go_on() -> None:
    request = stories.pending(customer_emails=("it@univ.example", "cio@univ.example"))
    transition = remind(request, frozenset({"1"}), POLICY, KEY, START + timedelta(days=3))
    assert transition is not None
    assert [mail.nomination_id for mail in transition.mails] == ["2"]
    nobody = remind(request, frozenset({"1", "2"}), POLICY, KEY, START + timedelta(days=3))
    assert nobody is not None
    assert nobody.mails == ()
    assert nobody.request.remind_at == START + timedelta(days=8)


def test_a_closed_request_reminds_nobody() -> None:
    closed = withdraw(alone(), "", START).request
    assert closed.due_at is None
    assert remind(closed, NOBODY, POLICY, KEY, START + timedelta(days=3)) is None


def test_a_request_in_review_is_due_at_its_end_alone() -> None:
    request = stories.submission_step(customer_emails=(stories.OUTSIDER,)).request
    assert request.due_at == request.expires_at
    assert remind(request, NOBODY, POLICY, KEY, START + timedelta(days=3)) is None


def test_a_request_shorter_than_a_reminders_day_is_not_reminded_of_after_its_end() -> None:
    short = replace(POLICY, request_length=timedelta(days=5))
    request = alone(policy=short)
    transition = remind(request, NOBODY, short, KEY, START + timedelta(days=3))
    assert transition is not None
    assert transition.request.remind_at is None
    assert transition.request.due_at == transition.request.expires_at


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=40))
def test_whenever_the_schedule_runs_no_day_is_reminded_of_twice(days: list[float]) -> None:
    instants = sorted(START + timedelta(days=day) for day in days)
    request, mails = lived(alone(), [one for one in instants for _ in range(2)])
    reminded = [day for day, mail in mails if mail.kind is MailKind.REMINDER]
    assert len(reminded) <= len(DAYS)
    assert sum(mail.kind is MailKind.EXPIRED for _, mail in mails) in (0, 2)
    last = (instants[-1] - START) / timedelta(days=1)
    if last < 90:
        assert request.reminders == sum(day <= last for day in DAYS)

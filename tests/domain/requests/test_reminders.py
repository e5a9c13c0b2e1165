"""Reminders: on their days, each once, with a valid link, and never after the end."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.events import EventKind
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests import review
from chalicelib.domain.requests.closing import expire, withdraw
from chalicelib.domain.requests.reminders import next_reminder, remind
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.requests import stories
from tests.domain.requests.stories import KEY, POLICY, START

NONE_UNREACHABLE: frozenset[str] = frozenset()
DAYS = (3, 8, 13, 18, 30, 60, 83)


def with_one_approver(**changed: Any) -> AccountRequest:
    """Return a request with one approver."""
    return stories.pending(customer_emails=("it@univ.example",), **changed)


def run_schedule(
    request: AccountRequest, instants: Sequence[datetime]
) -> tuple[AccountRequest, list[tuple[int, MailDraft]]]:
    """Run the schedule at these instants; return the request and the mails with the day of each."""
    mails: list[tuple[int, MailDraft]] = []
    for now in instants:
        transition = expire(request, now) or remind(request, NONE_UNREACHABLE, POLICY, KEY, now)
        if transition is not None:
            request = transition.request
            mails += ((int((now - START) / timedelta(days=1)), mail) for mail in transition.mails)
    return request, mails


def test_unanswered_request_is_reminded_on_seven_days_and_then_expires() -> None:
    hours = [START + timedelta(hours=hour) for hour in range(24 * 100)]
    _, mails = run_schedule(with_one_approver(), hours)
    assert [day for day, mail in mails if mail.kind is MailKind.REMINDER] == list(DAYS)
    assert {day for day, mail in mails if mail.kind is MailKind.EXPIRED} == {90}


def test_every_reminder_has_a_valid_link_and_uses_no_resend() -> None:
    request = with_one_approver()
    for day in DAYS:
        now = START + timedelta(days=day)
        transition = remind(request, NONE_UNREACHABLE, POLICY, KEY, now)
        assert transition is not None
        request = transition.request
        (mail,), (nomination,) = transition.mails, request.waiting()
        assert mail.generation == nomination.generation
        assert nomination.link_expires_at is not None
        assert nomination.link_expires_at > now
        assert nomination.resends == 0
        assert transition.event.kind is EventKind.REMINDED


def test_reminder_keeps_a_link_that_is_still_valid() -> None:
    request = with_one_approver()
    third, eighteenth = (remind(request, NONE_UNREACHABLE, POLICY, KEY, START + timedelta(days=day)) for day in (3, 18))
    assert third is not None
    assert eighteenth is not None
    assert third.mails[0].generation == 1
    assert eighteenth.mails[0].generation == 2


def test_schedule_off_for_weeks_reminds_once() -> None:
    request, mails = run_schedule(
        with_one_approver(), [START + timedelta(days=20), START + timedelta(days=20, minutes=1)]
    )
    assert [day for day, _ in mails] == [20]
    assert request.reminders == 4
    assert request.remind_at == START + timedelta(days=30)


def test_late_schedule_creates_no_additional_link() -> None:
    request, mails = run_schedule(with_one_approver(), [START + timedelta(days=15)])
    assert mails == []
    assert [nomination.generation for nomination in request.waiting()] == [1]
    assert request.remind_at == START + timedelta(days=18)


def test_unreachable_approver_gets_no_reminder_and_the_counter_advances() -> None:
    request = stories.pending(customer_emails=("it@univ.example", "cio@univ.example"))
    transition = remind(request, frozenset({"1"}), POLICY, KEY, START + timedelta(days=3))
    assert transition is not None
    assert [mail.nomination_id for mail in transition.mails] == ["2"]
    nobody = remind(request, frozenset({"1", "2"}), POLICY, KEY, START + timedelta(days=3))
    assert nobody is not None
    assert nobody.mails == ()
    assert nobody.request.remind_at == START + timedelta(days=8)


def test_closed_request_sends_no_reminder() -> None:
    closed = withdraw(with_one_approver(), "", START).request
    assert closed.due_at is None
    assert remind(closed, NONE_UNREACHABLE, POLICY, KEY, START + timedelta(days=3)) is None


def test_reviewers_are_reminded_on_three_days_and_then_the_review_ends_for_both_sides() -> None:
    hours = [START + timedelta(hours=hour) for hour in range(24 * 20)]
    request, mails = run_schedule(stories.in_review(), hours)
    assert [(day, mail.kind, mail.audience) for day, mail in mails] == [
        *((day, MailKind.REVIEW_REMINDER, Audience.REVIEWERS) for day in (2, 5, 10)),
        (14, MailKind.EXPIRED, Audience.REQUESTER),
        (14, MailKind.EXPIRED, Audience.REVIEWERS),
    ]
    assert request.due_at is None


def test_accepted_request_is_reminded_of_by_the_timetable_of_its_approvers() -> None:
    reviewed = remind(stories.in_review(), NONE_UNREACHABLE, POLICY, KEY, START + timedelta(days=5))
    assert reviewed is not None
    accepted = review.accept(reviewed.request, stories.REVIEWER, POLICY, KEY, START + timedelta(days=6)).request
    assert (accepted.reminders, accepted.remind_at) == (0, START + timedelta(days=9))


def test_short_review_has_only_the_reminders_before_its_end() -> None:
    request = stories.in_review(policy=replace(POLICY, review_length=timedelta(days=5)))
    assert request.remind_at == START + timedelta(days=2)
    reminded = remind(request, NONE_UNREACHABLE, POLICY, KEY, START + timedelta(days=2))
    assert reminded is not None
    assert reminded.request.remind_at is None


def test_no_reminder_is_due_after_the_end_of_a_short_request() -> None:
    short = replace(POLICY, request_length=timedelta(days=5))
    request = with_one_approver(policy=short)
    transition = remind(request, NONE_UNREACHABLE, short, KEY, START + timedelta(days=3))
    assert transition is not None
    assert transition.request.remind_at is None
    assert transition.request.due_at == transition.request.expires_at


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=40))
def test_no_reminder_day_is_used_twice_whenever_the_schedule_runs(days: list[float]) -> None:
    instants = sorted(START + timedelta(days=day) for day in days)
    request, mails = run_schedule(with_one_approver(), [instant for instant in instants for _ in range(2)])
    reminded = [day for day, mail in mails if mail.kind is MailKind.REMINDER]
    assert len(reminded) <= len(DAYS)
    assert sum(mail.kind is MailKind.EXPIRED for _, mail in mails) in (0, 2)
    last = (instants[-1] - START) / timedelta(days=1)
    if last < 90:
        assert request.reminders == sum(day <= last for day in DAYS)


def test_next_reminder_is_the_day_on_which_somebody_is_mailed() -> None:
    request = with_one_approver()
    assert next_reminder(request, NONE_UNREACHABLE, START) == START + timedelta(days=3)
    assert next_reminder(request, frozenset({"1"}), START) is None
    assert next_reminder(withdraw(request, "", START).request, NONE_UNREACHABLE, START) is None
    assert next_reminder(request, NONE_UNREACHABLE, request.expires_at) is None
    assert next_reminder(stories.in_review(), NONE_UNREACHABLE, START) is None

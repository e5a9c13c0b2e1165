"""How far a request has come: its steps from sent to active, and the history that people read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.events import AuditEvent, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.mails import Audience, Mail, MailDraft, MailKind, MailStatus, Report, ReportKind
from chalicelib.domain.requests import approval, review
from chalicelib.domain.requests.closing import withdraw
from chalicelib.domain.requests.delivery import STANDINGS, DeliveryFailure, delivery_failure, reported, status_since
from chalicelib.domain.requests.progress import history_of, steps_of
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.requests.stories import KEY, POLICY, REVIEWER, START, approved, in_review, nominated, pending

LATER, END = START + timedelta(days=3), START + timedelta(days=90)


def states(request: AccountRequest, now: datetime = LATER) -> list[str]:
    return [f"{one.step} {one.state}" for one in steps_of(request, now)]


def accepted() -> AccountRequest:
    return review.accept(in_review(), REVIEWER, POLICY, KEY, LATER).request


def declined() -> AccountRequest:
    request = pending()
    return approval.decline(request, nominated(request), "not_needed", "", LATER).request


CASES: dict[str, tuple[Callable[[], AccountRequest], list[str]]] = {
    "in review": (in_review, ["sent done", "review current", "decision to_come", "active to_come"]),
    "pending": (pending, ["sent done", "decision current", "active to_come"]),
    "accepted": (accepted, ["sent done", "review done", "decision current", "active to_come"]),
    "approved": (lambda: approved(pending()), ["sent done", "decision done", "active done"]),
    "declined": (declined, ["sent done", "decision ended"]),
    "withdrawn": (lambda: withdraw(pending(), "", LATER).request, ["sent done", "decision ended"]),
    "declined in review": (
        lambda: review.decline(in_review(), REVIEWER, "No.", LATER).request,
        ["sent done", "review ended"],
    ),
    "withdrawn in review": (lambda: withdraw(in_review(), "", LATER).request, ["sent done", "review ended"]),
    "declined by a reviewer without a review": (
        lambda: review.decline(pending(), REVIEWER, "No.", LATER).request,
        ["sent done", "decision ended"],
    ),
    "accepted, its addresses erased": (
        lambda: replace(accepted(), accepted_addresses=()),
        ["sent done", "review done", "decision current", "active to_come"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_steps_lead_from_sent_to_active_or_to_where_it_ended(case: str) -> None:
    made, expected = CASES[case]
    assert states(made()) == expected


@pytest.mark.parametrize(
    ("made", "now", "expected"),
    [
        (pending, END, ["sent done", "decision ended"]),
        (in_review, START + POLICY.review_length, ["sent done", "review ended"]),
    ],
    ids=["pending", "in review"],
)
def test_request_whose_time_is_over_has_ended_announced_or_not(
    made: Callable[[], AccountRequest], now: datetime, expected: list[str]
) -> None:
    assert states(made(), now) == expected
    assert steps_of(made(), now)[-1].at == now


def test_each_step_has_its_time() -> None:
    assert [one.at for one in steps_of(accepted(), LATER)] == [START, LATER, LATER, None]
    assert [one.at for one in steps_of(in_review(), LATER)] == [START, START, None, None]


DAY = timedelta(days=1)
MAIL = Mail(
    "request-1",
    "0001-01",
    MailDraft(MailKind.APPROVAL_NEEDED, Audience.APPROVER, "en", "it@univ.example", "1", 1),
    START,
    MailStatus.SENT,
    sent_at=START + DAY,
)


def event(at: datetime, kind: EventKind = EventKind.SUBMITTED) -> AuditEvent:
    return AuditEvent("request-1", 1, at, kind, Actor(Role.SYSTEM), {}, "k1")


def test_events_and_mails_stand_in_one_order_newest_first() -> None:
    events = [event(START), event(START + 2 * DAY, EventKind.REMINDED)]
    found = history_of(events, [MAIL])
    assert [one.event.kind if one.event else one.mail for one in found] == [
        EventKind.REMINDED,
        MAIL,
        EventKind.SUBMITTED,
    ]
    assert [one.at for one in found] == [START + 2 * DAY, START + DAY, START]


@pytest.mark.parametrize("kind", [ReportKind.BOUNCE, ReportKind.SOFT_BOUNCE, ReportKind.COMPLAINT, ReportKind.REJECT])
def test_mail_that_did_not_arrive_has_an_entry_of_its_own(kind: ReportKind) -> None:
    failed, sent = history_of([], [reported(MAIL, Report(kind, START + 3 * DAY))])
    assert (failed.is_failure, failed.at) == (True, START + 3 * DAY)
    assert (sent.is_failure, sent.at) == (False, START + DAY)


@pytest.mark.parametrize("audience", Audience)
def test_mails_to_reviewers_and_administrators_are_left_out(audience: Audience) -> None:
    found = history_of([], [replace(MAIL, draft=replace(MAIL.draft, audience=audience))])
    assert bool(found) is (audience in {Audience.APPROVER, Audience.REQUESTER})


@pytest.mark.parametrize("status", MailStatus)
def test_rows_that_are_no_messages_are_left_out(status: MailStatus) -> None:
    assert len(history_of([], [replace(MAIL, status=status)])) == STANDINGS[status].is_message


def test_mail_that_waits_stands_where_it_was_wanted() -> None:
    waiting = replace(MAIL, status=MailStatus.DUE, sent_at=None)
    assert [one.at for one in history_of([], [waiting])] == [START]
    assert status_since(waiting) is None


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        (ReportKind.DELIVERY, None),
        (ReportKind.DELAY, None),
        (ReportKind.SOFT_BOUNCE, DeliveryFailure.BOUNCED_FOR_NOW),
        (ReportKind.BOUNCE, DeliveryFailure.BOUNCED),
        (ReportKind.REJECT, DeliveryFailure.NEVER_SENT),
        (ReportKind.COMPLAINT, DeliveryFailure.COMPLAINED),
    ],
)
def test_report_says_why_the_mail_did_not_arrive_and_when(kind: ReportKind, failure: DeliveryFailure | None) -> None:
    mail = reported(MAIL, Report(kind, START + 3 * DAY))
    assert (delivery_failure(mail), status_since(mail)) == (failure, START + 3 * DAY)


def test_row_of_an_earlier_release_without_a_report_has_a_failure_and_the_time_of_sending() -> None:
    mail = replace(MAIL, status=MailStatus.BOUNCED)
    assert (delivery_failure(mail), status_since(mail)) == (DeliveryFailure.BOUNCED, START + DAY)
    assert [one.is_failure for one in history_of([], [mail])] == [False]

"""Mailing links again: resending, renewing, and their limits to the exact instant."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.requests.nominations import renew, resend
from chalicelib.domain.requests.request import AccountRequest, NominationState, Transition
from tests.domain.requests.stories import (
    KEY,
    MICROSECOND,
    POLICY,
    START,
    approved,
    forwarded,
    in_review,
    kinds_and_recipients,
    link_of,
    nominated,
    pending,
    refuses,
)

PAUSE = timedelta(minutes=10)
LINK_END = START + timedelta(days=14)
MailAgain = Callable[[AccountRequest, datetime], Transition | None]


def resent(request: AccountRequest, now: datetime, nomination_id: str | None = "1") -> Transition:
    return resend(request, nomination_id, POLICY, KEY, now)


def renewed(request: AccountRequest, now: datetime, nomination_id: str = "1") -> Transition | None:
    return renew(request, link_of(request, nomination_id), POLICY, KEY, now)


def test_resend_creates_a_new_generation_valid_for_14_days() -> None:
    later = START + timedelta(days=3)
    transition = resend(pending(), "1", POLICY, "k2", later)
    nomination = nominated(transition.request)
    assert (nomination.generation, nomination.link_key, nomination.link_expires_at) == (
        2,
        "k2",
        later + timedelta(days=14),
    )
    assert (nomination.resends, nomination.resent_at) == (1, later)
    assert kinds_and_recipients(transition.mails) == [("new_link", "it@univ.example")]
    assert transition.mails[0].generation == 2


def test_new_link_ends_with_the_request_at_the_latest() -> None:
    request = pending()
    nomination = nominated(resent(request, request.expires_at - timedelta(days=1)).request)
    assert nomination.link_expires_at == request.expires_at


def test_resend_to_all_mails_everybody_who_waits() -> None:
    request = forwarded(pending(), "dean@univ.example").request
    transition = resent(request, START, None)
    assert kinds_and_recipients(transition.mails) == [
        ("new_link", "cio@univ.example"),
        ("new_link", "dean@univ.example"),
    ]
    assert transition.event.details == {"nominations": "2, 3"}


def test_resend_to_all_omits_approvers_mailed_recently() -> None:
    transition = resent(resent(pending(), START).request, START + MICROSECOND, None)
    assert kinds_and_recipients(transition.mails) == [("new_link", "cio@univ.example")]


def test_resends_are_exactly_ten_minutes_apart() -> None:
    request = resent(pending(), START).request
    with refuses(Problem.RESEND_TOO_SOON) as refusal:
        resent(request, START + PAUSE - MICROSECOND)
    assert refusal.value.retry_after == MICROSECOND
    assert nominated(resent(request, START + PAUSE).request).resends == 2


def test_resend_to_all_waits_for_the_first_approver_who_may_be_mailed() -> None:
    request = resent(pending(), START).request
    request = resent(request, START + timedelta(minutes=4), "2").request
    with refuses(Problem.RESEND_TOO_SOON) as refusal:
        resent(request, START + timedelta(minutes=6), None)
    assert refusal.value.retry_after == timedelta(minutes=4)


def test_eleventh_resend_is_refused() -> None:
    request, now = pending(), START
    for _ in range(10):
        request, now = resent(request, now).request, now + PAUSE
    with refuses(Problem.LIMIT_REACHED) as refusal:
        resent(request, now)
    assert refusal.value.retry_after is None
    assert refusal.value.facts["free_at"] == request.expires_at.isoformat()
    assert nominated(resent(request, now, "2").request, "2").resends == 1


@pytest.mark.parametrize("nomination_id", ["1", "9", ""])
def test_resend_to_a_person_who_does_not_wait_is_refused(nomination_id: str) -> None:
    request = forwarded(pending(), "dean@univ.example").request
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        resent(request, START, nomination_id)
    fault = refusal.value.errors[0]
    assert (fault.pointer, fault.code.value) == ("/nomination_id", "nomination-unknown")


def test_link_can_be_renewed_from_its_end_on() -> None:
    assert renewed(pending(), LINK_END - MICROSECOND) is None
    transition = renewed(pending(), LINK_END)
    assert transition is not None
    nomination = nominated(transition.request)
    assert (nomination.generation, nomination.link_expires_at) == (2, LINK_END + timedelta(days=14))
    assert kinds_and_recipients(transition.mails) == [("new_link", "it@univ.example")]
    assert transition.event.actor.who == "i•••@univ.example"


def test_renewal_event_contains_the_link_that_was_used() -> None:
    transition = renewed(pending(), LINK_END)
    assert transition is not None
    assert transition.event.details == {"nomination": "1", "generation": 1}


def test_renewal_does_not_extend_the_request() -> None:
    request = pending()
    last = request.expires_at - MICROSECOND
    transition = renewed(request, last)
    assert transition is not None
    assert transition.request.expires_at == nominated(transition.request).link_expires_at == request.expires_at


def test_renewal_and_resend_share_pause_and_count() -> None:
    request = replace(pending(), nominations=(replace(nominated(pending()), resends=10),))
    assert renewed(request, LINK_END) is None
    short = replace(POLICY, link_length=timedelta(minutes=1))
    again = resend(pending(), "1", short, KEY, START).request
    assert renewed(again, START + PAUSE - MICROSECOND) is None
    assert renewed(again, START + PAUSE) is not None
    after = renewed(pending(), LINK_END)
    assert after is not None
    with refuses(Problem.RESEND_TOO_SOON):
        resent(after.request, LINK_END + PAUSE - MICROSECOND)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(approved(pending()), id="decided"),
        pytest.param(in_review(), id="in review"),
        pytest.param(forwarded(pending(), "dean@univ.example").request, id="forwarded"),
    ],
)
def test_link_of_a_person_who_does_not_wait_is_not_renewed(request_: AccountRequest) -> None:
    assert renewed(request_, LINK_END) is None


def test_link_of_an_expired_request_is_not_renewed() -> None:
    request = pending()
    assert renewed(request, request.expires_at) is None


def test_resend_to_one_approver_changes_no_other() -> None:
    before = pending()
    after = resent(before, START).request
    assert nominated(after, "2") == nominated(before, "2")
    assert {nomination.state for nomination in after.nominations} == {NominationState.WAITING}

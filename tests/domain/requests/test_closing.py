"""How a request ends without the customer's word: withdrawn by its requester, or run out."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.requests.closing import expire, withdraw
from chalicelib.domain.requests.request import AccountRequest, NominationState
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    MICROSECOND,
    PARTNER,
    REQUEST_IN,
    START,
    expired,
    forwarded,
    in_review,
    pending,
    refuses,
    told,
)

LATER = START + timedelta(days=3)


def test_a_withdrawal_is_told_to_whoever_still_waits() -> None:
    request = forwarded(pending(), "dean@univ.example").request
    transition = withdraw(request, "", LATER)
    assert transition.request.status is RequestStatus.WITHDRAWN
    assert told(transition.mails) == [("withdrawn", "cio@univ.example"), ("withdrawn", "dean@univ.example")]
    assert [one.state.value for one in transition.request.nominations] == ["forwarded", "closed", "closed"]


def test_a_withdrawal_in_review_is_told_to_nobody() -> None:
    assert withdraw(in_review(), "", LATER).mails == ()


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("  Order\r\ncancelled. ", "Order\ncancelled.")])
def test_a_withdrawal_may_have_a_reason(typed: str, kept: str) -> None:
    decision = withdraw(pending(), typed, LATER).request.decision
    assert decision is not None
    assert (decision.outcome, decision.role, decision.by) == (
        RequestStatus.WITHDRAWN,
        Role.REQUESTER,
        PARTNER.name,
    )
    assert (decision.at, decision.reason) == (LATER, kept)


def test_a_faulty_reason_is_a_faulty_field() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        withdraw(pending(), "x" * 1001, LATER)
    assert [one.pointer for one in refusal.value.errors] == ["/reason"]


def test_a_faulty_reason_is_named_before_the_state() -> None:
    with refuses(Problem.VALIDATION_FAILED):
        withdraw(REQUEST_IN[RequestStatus.WITHDRAWN](), "x" * 1001, LATER)


@pytest.mark.parametrize("request_", [in_review(), pending()], ids=["in review", "pending"])
def test_withdrawing_is_possible_until_the_last_moment(request_: AccountRequest) -> None:
    last = request_.expires_at - MICROSECOND
    assert withdraw(request_, "", last).request.status is RequestStatus.WITHDRAWN
    with refuses(Problem.ACTION_NOT_ALLOWED):
        withdraw(request_, "", request_.expires_at)


def test_a_request_that_ran_out_is_announced_to_both_sides() -> None:
    request = pending()
    assert expire(request, request.expires_at - MICROSECOND) is None
    transition = expire(request, request.expires_at)
    assert transition is not None
    assert told(transition.mails) == [
        ("expired", PARTNER.email),
        ("expired", "it@univ.example"),
        ("expired", "cio@univ.example"),
    ]
    assert {one.state for one in transition.request.nominations} == {NominationState.CLOSED}
    assert transition.request.decision is None


def test_a_review_that_ran_out_is_announced_to_the_requester_alone() -> None:
    request = in_review()
    transition = expire(request, request.expires_at)
    assert transition is not None
    assert told(transition.mails) == [("expired", PARTNER.email)]


def test_an_end_is_announced_once() -> None:
    assert expire(expired(pending()), START + timedelta(days=1000)) is None


def test_nobody_acts_in_an_expiry() -> None:
    request = pending()
    transition = expire(request, request.expires_at)
    assert transition is not None
    assert (transition.event.actor.role, transition.event.actor.who) == (Role.SYSTEM, "")

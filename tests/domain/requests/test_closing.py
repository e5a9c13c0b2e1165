"""How a request ends without a decision of the customer: withdrawn by its requester, or expired."""

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
    kinds_and_recipients,
    pending,
    refuses,
)

LATER = START + timedelta(days=3)


def test_withdrawal_mails_the_approvers_who_still_wait() -> None:
    request = forwarded(pending(), "dean@univ.example").request
    transition = withdraw(request, "", LATER)
    assert transition.request.status is RequestStatus.WITHDRAWN
    assert kinds_and_recipients(transition.mails) == [
        ("withdrawn", "cio@univ.example"),
        ("withdrawn", "dean@univ.example"),
        ("ended_nearby", "administrators"),
    ]
    assert [nomination.state.value for nomination in transition.request.nominations] == [
        "forwarded",
        "closed",
        "closed",
    ]


def test_withdrawal_in_review_mails_nobody() -> None:
    assert withdraw(in_review(), "", LATER).mails == ()


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("  Order\r\ncancelled. ", "Order\ncancelled.")])
def test_withdrawal_may_have_a_reason(typed: str, kept: str) -> None:
    decision = withdraw(pending(), typed, LATER).request.decision
    assert decision is not None
    assert (decision.outcome, decision.role, decision.by) == (
        RequestStatus.WITHDRAWN,
        Role.REQUESTER,
        PARTNER.name,
    )
    assert (decision.at, decision.reason) == (LATER, kept)


def test_invalid_withdrawal_reason_is_reported_at_its_field() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        withdraw(pending(), "x" * 1001, LATER)
    assert [error.pointer for error in refusal.value.errors] == ["/reason"]


def test_invalid_withdrawal_reason_is_reported_before_the_state() -> None:
    with refuses(Problem.VALIDATION_FAILED):
        withdraw(REQUEST_IN[RequestStatus.WITHDRAWN](), "x" * 1001, LATER)


@pytest.mark.parametrize("request_", [in_review(), pending()], ids=["in review", "pending"])
def test_withdrawal_is_possible_until_the_request_ends(request_: AccountRequest) -> None:
    last = request_.expires_at - MICROSECOND
    assert withdraw(request_, "", last).request.status is RequestStatus.WITHDRAWN
    with refuses(Problem.ACTION_NOT_ALLOWED):
        withdraw(request_, "", request_.expires_at)


def test_expiry_mails_both_sides() -> None:
    request = pending()
    assert expire(request, request.expires_at - MICROSECOND) is None
    transition = expire(request, request.expires_at)
    assert transition is not None
    assert kinds_and_recipients(transition.mails) == [
        ("expired", PARTNER.email),
        ("expired", "it@univ.example"),
        ("expired", "cio@univ.example"),
        ("ended_nearby", "administrators"),
    ]
    assert {nomination.state for nomination in transition.request.nominations} == {NominationState.CLOSED}
    assert transition.request.decision is None


def test_expiry_in_review_mails_requester_and_reviewers_and_nobody_at_the_customer() -> None:
    request = in_review()
    transition = expire(request, request.expires_at)
    assert transition is not None
    assert kinds_and_recipients(transition.mails) == [("expired", PARTNER.email), ("expired", "reviewers")]


def test_expired_request_does_not_expire_again() -> None:
    assert expire(expired(pending()), START + timedelta(days=1000)) is None


def test_expiry_event_has_the_system_as_actor() -> None:
    request = pending()
    transition = expire(request, request.expires_at)
    assert transition is not None
    assert (transition.event.actor.role, transition.event.actor.who) == (Role.SYSTEM, "")

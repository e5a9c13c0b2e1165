"""The customer's word by a link: approving needs the statement of authority, declining needs a reason."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.requests import approval
from chalicelib.domain.requests.approval import AUTHORITY_STATEMENT
from chalicelib.domain.requests.link_status import decided_by
from chalicelib.domain.requests.request import NominationState, ReasonCode, Transition
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    MICROSECOND,
    PARTNER,
    REQUEST_IN,
    START,
    forwarded,
    link_of,
    nominated,
    pending,
    refuses,
    told,
)

LATER = START + timedelta(days=3)


def approval_step() -> Transition:
    request = pending()
    return approval.approve(request, nominated(request), authority_confirmed=True, now=LATER)


def declined(code: str, reason: str = "") -> Transition:
    request = pending()
    return approval.decline(request, nominated(request), code, reason, LATER)


def test_an_approval_records_who_when_and_the_statement_they_ticked() -> None:
    decision = approval_step().request.decision
    assert decision is not None
    assert (decision.outcome, decision.role) == (RequestStatus.APPROVED, Role.APPROVER)
    assert (decision.by, decision.at, decision.nomination_id) == ("it@univ.example", LATER, "1")
    assert decision.authority_statement == AUTHORITY_STATEMENT


def test_the_decider_is_decided_and_everybody_else_closed() -> None:
    states = [one.state for one in approval_step().request.nominations]
    assert states == [NominationState.DECIDED, NominationState.CLOSED]


def test_whoever_had_passed_it_on_stays_passed_on() -> None:
    request = forwarded(pending(), "dean@univ.example").request
    decided = approval.approve(request, nominated(request, "3"), authority_confirmed=True, now=LATER).request
    assert [one.state.value for one in decided.nominations] == ["forwarded", "closed", "decided"]


def test_an_approval_is_told_to_all_sides_and_welcomes_the_administrator() -> None:
    assert told(approval_step().mails) == [
        ("welcome_administrator", "it@univ.example"),
        ("approved", PARTNER.email),
        ("approved", "cio@univ.example"),
        ("approved", "administrators"),
    ]


def test_a_decline_is_told_to_the_requester_and_the_other_approvers() -> None:
    assert told(declined("not_needed").mails) == [("declined", PARTNER.email), ("declined", "cio@univ.example")]


@pytest.mark.parametrize("status", RequestStatus)
def test_without_the_statement_of_authority_nothing_is_approved(status: RequestStatus) -> None:
    request = REQUEST_IN[status]()
    with refuses(Problem.AUTHORITY_NOT_CONFIRMED):
        approval.approve(request, nominated(request), authority_confirmed=False, now=START)


@pytest.mark.parametrize(("code", "text"), list(product(ReasonCode, ["", "  ", "\u3164", "Sorry."])))
def test_a_code_is_reason_enough_except_other(code: ReasonCode, text: str) -> None:
    if code is ReasonCode.OTHER and text != "Sorry.":
        with refuses(Problem.REASON_REQUIRED):
            declined(code, text)
        return
    decision = declined(code, text).request.decision
    assert decision is not None
    assert (decision.outcome, decision.reason_code) == (RequestStatus.DECLINED, code)


def test_no_reason_is_ever_taken_by_default() -> None:
    with refuses(Problem.REASON_REQUIRED):
        declined("", "A text without a code.")


@pytest.mark.parametrize("text", ["\u200b", "\u2060 \ufeff", "\u202e"])
def test_invisible_text_is_no_reason(text: str) -> None:
    with refuses(Problem.REASON_REQUIRED):
        declined("other", text)


def test_a_text_that_nobody_sees_is_not_kept() -> None:
    decision = declined("not_needed", "\u3164").request.decision
    assert decision is not None
    assert decision.reason == ""


def test_an_unknown_code_and_an_overlong_text_are_named_together() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        declined("because", "x" * 1001)
    assert {one.pointer: one.code.value for one in refusal.value.errors} == {
        "/reason_code": "not-one-of",
        "/reason": "too-long",
    }


def test_a_decision_is_possible_until_the_last_moment() -> None:
    request = pending()
    nomination, end = nominated(request), request.expires_at
    assert approval.decline(request, nomination, "not_needed", "", end - MICROSECOND).request.decision
    with refuses(Problem.ACTION_NOT_ALLOWED):
        approval.decline(request, nomination, "not_needed", "", end)
    with refuses(Problem.ACTION_NOT_ALLOWED):
        approval.approve(request, nomination, authority_confirmed=True, now=end)


def test_the_event_knows_the_link_and_only_the_masked_address() -> None:
    event = declined("suspicious", "I never heard of them.").event
    assert event.actor.who == "i•••@univ.example"
    assert event.details == {"nomination": "1", "generation": 1, "reason_code": "suspicious"}


def test_a_repeat_is_the_same_decision_only_by_the_same_link() -> None:
    decided = approval_step().request
    first, second = link_of(decided, "1"), link_of(decided, "2")
    assert decided_by(decided, first, RequestStatus.APPROVED)
    assert not decided_by(decided, first, RequestStatus.DECLINED)
    assert not decided_by(decided, second, RequestStatus.APPROVED)
    assert not decided_by(decided, replace(first, generation=2), RequestStatus.APPROVED)
    assert not decided_by(pending(), first, RequestStatus.APPROVED)

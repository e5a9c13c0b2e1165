"""Decisions by link: approving requires the statement of authority, declining requires a reason."""

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
    kinds_and_recipients,
    link_of,
    nominated,
    pending,
    refuses,
)

LATER = START + timedelta(days=3)


def approval_transition() -> Transition:
    request = pending()
    return approval.approve(request, nominated(request), authority_confirmed=True, now=LATER)


def declined(code: str, reason: str = "") -> Transition:
    request = pending()
    return approval.decline(request, nominated(request), code, reason, LATER)


def test_approval_records_approver_time_and_statement() -> None:
    decision = approval_transition().request.decision
    assert decision is not None
    assert (decision.outcome, decision.role) == (RequestStatus.APPROVED, Role.APPROVER)
    assert (decision.by, decision.at, decision.nomination_id) == ("it@univ.example", LATER, "1")
    assert decision.authority_statement == AUTHORITY_STATEMENT


def test_approval_marks_its_nomination_decided_and_closes_the_others() -> None:
    states = [nomination.state for nomination in approval_transition().request.nominations]
    assert states == [NominationState.DECIDED, NominationState.CLOSED]


def test_forwarded_nomination_stays_forwarded_after_an_approval() -> None:
    request = forwarded(pending(), "dean@univ.example").request
    decided = approval.approve(request, nominated(request, "3"), authority_confirmed=True, now=LATER).request
    assert [nomination.state.value for nomination in decided.nominations] == ["forwarded", "closed", "decided"]


def test_approval_mails_all_sides_and_welcomes_the_administrator() -> None:
    assert kinds_and_recipients(approval_transition().mails) == [
        ("welcome_administrator", "it@univ.example"),
        ("approved", PARTNER.email),
        ("approved", "cio@univ.example"),
        ("approved", "administrators"),
    ]


def test_decline_mails_a_receipt_the_requester_and_the_other_approvers() -> None:
    assert kinds_and_recipients(declined("not_needed").mails) == [
        ("you_declined", "it@univ.example"),
        ("declined", PARTNER.email),
        ("declined", "cio@univ.example"),
        ("ended_nearby", "administrators"),
    ]


@pytest.mark.parametrize("status", RequestStatus)
def test_approval_without_the_statement_of_authority_is_refused(status: RequestStatus) -> None:
    request = REQUEST_IN[status]()
    with refuses(Problem.AUTHORITY_NOT_CONFIRMED):
        approval.approve(request, nominated(request), authority_confirmed=False, now=START)


@pytest.mark.parametrize(("code", "text"), list(product(ReasonCode, ["", "  ", "\u3164", "Sorry."])))
def test_every_reason_code_but_other_needs_no_text(code: ReasonCode, text: str) -> None:
    if code is ReasonCode.OTHER and text != "Sorry.":
        with refuses(Problem.REASON_REQUIRED):
            declined(code, text)
        return
    decision = declined(code, text).request.decision
    assert decision is not None
    assert (decision.outcome, decision.reason_code) == (RequestStatus.DECLINED, code)


def test_reason_code_has_no_default() -> None:
    with refuses(Problem.REASON_REQUIRED):
        declined("", "A text without a code.")


@pytest.mark.parametrize("text", ["\u200b", "\u2060 \ufeff", "\u202e"])
def test_decline_with_invisible_text_only_is_refused(text: str) -> None:
    with refuses(Problem.REASON_REQUIRED):
        declined("other", text)


def test_invisible_reason_is_stored_as_empty() -> None:
    decision = declined("not_needed", "\u3164").request.decision
    assert decision is not None
    assert decision.reason == ""


def test_unknown_code_and_overlong_text_are_reported_together() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        declined("because", "x" * 1001)
    assert {error.pointer: error.code.value for error in refusal.value.errors} == {
        "/reason_code": "not-one-of",
        "/reason": "too-long",
    }


def test_decision_by_link_is_possible_until_the_request_ends() -> None:
    request = pending()
    nomination, end = nominated(request), request.expires_at
    assert approval.decline(request, nomination, "not_needed", "", end - MICROSECOND).request.decision
    with refuses(Problem.ACTION_NOT_ALLOWED):
        approval.decline(request, nomination, "not_needed", "", end)
    with refuses(Problem.ACTION_NOT_ALLOWED):
        approval.approve(request, nomination, authority_confirmed=True, now=end)


def test_decision_event_contains_the_link_and_a_masked_address() -> None:
    event = declined("suspicious", "I never heard of them.").event
    assert event.actor.who == "i•••@univ.example"
    assert event.details == {"nomination": "1", "generation": 1, "reason_code": "suspicious"}


def test_repeated_decision_is_recognised_only_by_the_same_link() -> None:
    decided = approval_transition().request
    first, second = link_of(decided, "1"), link_of(decided, "2")
    assert decided_by(decided, first, RequestStatus.APPROVED)
    assert not decided_by(decided, first, RequestStatus.DECLINED)
    assert not decided_by(decided, second, RequestStatus.APPROVED)
    assert not decided_by(decided, replace(first, generation=2), RequestStatus.APPROVED)
    assert not decided_by(pending(), first, RequestStatus.APPROVED)

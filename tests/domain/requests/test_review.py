"""Decisions in review: effects and mails of accepting and declining, and who may not review."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests import review
from chalicelib.domain.requests.request import NominationState
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    KEY,
    MICROSECOND,
    OUTSIDER,
    PARTNER,
    POLICY,
    REQUEST_IN,
    REVIEWER,
    START,
    in_review,
    kinds_and_recipients,
    pending,
    refuses,
)

LATER = START + timedelta(days=3)


def test_acceptance_starts_a_new_period_of_90_days() -> None:
    request = review.accept(in_review(), REVIEWER, POLICY, KEY, LATER).request
    assert request.status is RequestStatus.PENDING
    assert (request.pending_since, request.expires_at) == (LATER, LATER + timedelta(days=90))
    assert {nomination.link_expires_at for nomination in request.nominations} == {LATER + timedelta(days=14)}
    assert {nomination.generation for nomination in request.nominations} == {1}
    assert request.reviewed


def test_acceptance_sends_the_mails_of_a_direct_submission() -> None:
    transition = review.accept(in_review(), REVIEWER, POLICY, KEY, LATER)
    assert kinds_and_recipients(transition.mails) == [
        ("approval_needed", "it@univ.example"),
        ("approval_needed", OUTSIDER),
        ("request_sent", PARTNER.email),
        ("administrators_notice", "administrators"),
    ]


def test_acceptance_records_the_accepted_addresses() -> None:
    request = review.accept(in_review(), REVIEWER, POLICY, KEY, LATER).request
    assert request.accepted_addresses == ("it@univ.example", OUTSIDER)
    assert pending().accepted_addresses == ()


def test_acceptance_is_possible_until_the_review_ends() -> None:
    request = in_review()
    last = request.expires_at - MICROSECOND
    assert review.accept(request, REVIEWER, POLICY, KEY, last).request.status is RequestStatus.PENDING
    with refuses(Problem.ACTION_NOT_ALLOWED):
        review.accept(request, REVIEWER, POLICY, KEY, request.expires_at)


def test_decline_in_review_mails_only_the_requester() -> None:
    transition = review.decline(in_review(), REVIEWER, "No such customer.", LATER)
    assert kinds_and_recipients(transition.mails) == [("review_declined", PARTNER.email)]
    assert transition.request.reviewed
    assert {nomination.state for nomination in transition.request.nominations} == {NominationState.CLOSED}


def test_decline_of_a_pending_request_by_a_reviewer_mails_everybody() -> None:
    transition = review.decline(pending(), REVIEWER, "No such customer.", LATER)
    assert kinds_and_recipients(transition.mails) == [
        ("review_declined", PARTNER.email),
        ("declined", "it@univ.example"),
        ("declined", "cio@univ.example"),
        ("ended_nearby", "administrators"),
    ]


def test_decline_in_review_records_reviewer_time_and_reason() -> None:
    decision = review.decline(in_review(), REVIEWER, " No such customer. ", LATER).request.decision
    assert decision is not None
    assert (decision.outcome, decision.role, decision.at) == (RequestStatus.DECLINED, Role.REVIEWER, LATER)
    assert (decision.by, decision.reason) == ("Rae Reviewer", "No such customer.")
    assert decision.nomination_id is None


@pytest.mark.parametrize("reason", ["", "  \n", "\u3164", "\u2800"])
def test_decline_in_review_without_a_readable_reason_is_refused(reason: str) -> None:
    with refuses(Problem.REASON_REQUIRED):
        review.decline(in_review(), REVIEWER, reason, START)


@pytest.mark.parametrize("reason", ["\u200b", "\u2060 \ufeff", "\u202e"])
def test_decline_in_review_with_invisible_text_only_is_refused(reason: str) -> None:
    with refuses(Problem.REASON_REQUIRED):
        review.decline(in_review(), REVIEWER, reason, START)


@pytest.mark.parametrize("reason", ["x" * 1001, "un\u202eseen"])
def test_reason_follows_the_rules_of_notes(reason: str) -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        review.decline(in_review(), REVIEWER, reason, START)
    assert [error.pointer for error in refusal.value.errors] == ["/reason"]


@pytest.mark.parametrize("email", ["rae@reseller.example", "RAE+vendor@Reseller.example"])
def test_nobody_can_review_their_own_request(email: str) -> None:
    requester = replace(PARTNER, email="rae@reseller.example")
    own = replace(REVIEWER, email=MailAddress.parse(email))
    with refuses(Problem.OWN_REQUEST):
        review.accept(in_review(by=requester), own, POLICY, KEY, START)
    with refuses(Problem.OWN_REQUEST):
        review.decline(in_review(by=requester), own, "Mine.", START)


def test_requester_with_another_address_cannot_review_the_request() -> None:
    own = replace(REVIEWER, person_id=PARTNER.person_id)
    with refuses(Problem.OWN_REQUEST):
        review.accept(in_review(), own, POLICY, KEY, START)


def test_review_of_ones_own_request_is_refused_in_every_state() -> None:
    own = replace(REVIEWER, person_id=PARTNER.person_id)
    for request in REQUEST_IN.values():
        with refuses(Problem.OWN_REQUEST):
            review.decline(request(), own, "", START)


def test_missing_reason_is_reported_before_the_state() -> None:
    with refuses(Problem.REASON_REQUIRED):
        review.decline(REQUEST_IN[RequestStatus.WITHDRAWN](), REVIEWER, "", START)

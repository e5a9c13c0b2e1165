"""The reviewer's word: what accepting opens, what declining says and to whom, and who may not review."""

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
    pending,
    refuses,
    told,
)

LATER = START + timedelta(days=3)


def test_accepting_starts_the_customers_ninety_days_anew() -> None:
    request = review.accept(in_review(), REVIEWER, POLICY, KEY, LATER).request
    assert request.status is RequestStatus.PENDING
    assert (request.pending_since, request.expires_at) == (LATER, LATER + timedelta(days=90))
    assert {one.link_expires_at for one in request.nominations} == {LATER + timedelta(days=14)}
    assert {one.generation for one in request.nominations} == {1}
    assert request.reviewed


def test_accepting_mails_what_a_direct_submission_mails() -> None:
    transition = review.accept(in_review(), REVIEWER, POLICY, KEY, LATER)
    assert told(transition.mails) == [
        ("approval_needed", "it@univ.example"),
        ("approval_needed", OUTSIDER),
        ("request_sent", PARTNER.email),
        ("administrators_notice", "administrators"),
    ]


def test_accepting_keeps_the_addresses_that_the_reviewer_saw() -> None:
    request = review.accept(in_review(), REVIEWER, POLICY, KEY, LATER).request
    assert request.accepted_addresses == ("it@univ.example", OUTSIDER)
    assert pending().accepted_addresses == ()


def test_review_may_be_accepted_until_the_last_moment_of_its_fourteen_days() -> None:
    request = in_review()
    last = request.expires_at - MICROSECOND
    assert review.accept(request, REVIEWER, POLICY, KEY, last).request.status is RequestStatus.PENDING
    with refuses(Problem.ACTION_NOT_ALLOWED):
        review.accept(request, REVIEWER, POLICY, KEY, request.expires_at)


def test_declining_in_review_tells_the_requester_alone() -> None:
    transition = review.decline(in_review(), REVIEWER, "No such customer.", LATER)
    assert told(transition.mails) == [("review_declined", PARTNER.email)]
    assert transition.request.reviewed
    assert {one.state for one in transition.request.nominations} == {NominationState.CLOSED}


def test_declining_a_pending_request_tells_everybody_who_was_asked() -> None:
    transition = review.decline(pending(), REVIEWER, "No such customer.", LATER)
    assert told(transition.mails) == [
        ("review_declined", PARTNER.email),
        ("declined", "it@univ.example"),
        ("declined", "cio@univ.example"),
    ]


def test_the_decision_says_who_declined_when_and_why() -> None:
    decision = review.decline(in_review(), REVIEWER, " No such customer. ", LATER).request.decision
    assert decision is not None
    assert (decision.outcome, decision.role, decision.at) == (RequestStatus.DECLINED, Role.REVIEWER, LATER)
    assert (decision.by, decision.reason) == ("Rae Reviewer", "No such customer.")
    assert decision.nomination_id is None


@pytest.mark.parametrize("reason", ["", "  \n", "\u3164", "\u2800"])
def test_a_decline_without_a_readable_reason_is_refused(reason: str) -> None:
    with refuses(Problem.REASON_REQUIRED):
        review.decline(in_review(), REVIEWER, reason, START)


@pytest.mark.parametrize("reason", ["\u200b", "\u2060 \ufeff", "\u202e"])
def test_invisible_text_is_no_reason(reason: str) -> None:
    with refuses(Problem.REASON_REQUIRED):
        review.decline(in_review(), REVIEWER, reason, START)


@pytest.mark.parametrize("reason", ["x" * 1001, "un\u200bseen"])
def test_a_reason_keeps_to_the_rules_of_notes(reason: str) -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        review.decline(in_review(), REVIEWER, reason, START)
    assert [one.pointer for one in refusal.value.errors] == ["/reason"]


@pytest.mark.parametrize("email", ["rae@reseller.example", "RAE+vendor@Reseller.example"])
def test_nobody_reviews_their_own_request(email: str) -> None:
    requester = replace(PARTNER, email="rae@reseller.example")
    own = replace(REVIEWER, email=MailAddress.parse(email))
    with refuses(Problem.OWN_REQUEST):
        review.accept(in_review(by=requester), own, POLICY, KEY, START)
    with refuses(Problem.OWN_REQUEST):
        review.decline(in_review(by=requester), own, "Mine.", START)


def test_a_requester_who_changed_address_still_cannot_review() -> None:
    own = replace(REVIEWER, person_id=PARTNER.person_id)
    with refuses(Problem.OWN_REQUEST):
        review.accept(in_review(), own, POLICY, KEY, START)


def test_an_own_request_is_refused_as_such_in_every_state() -> None:
    own = replace(REVIEWER, person_id=PARTNER.person_id)
    for request in REQUEST_IN.values():
        with refuses(Problem.OWN_REQUEST):
            review.decline(request(), own, "", START)


def test_a_missing_reason_is_named_before_the_state() -> None:
    with refuses(Problem.REASON_REQUIRED):
        review.decline(REQUEST_IN[RequestStatus.WITHDRAWN](), REVIEWER, "", START)

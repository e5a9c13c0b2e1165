"""Submitting: errors of the form, self-approval, the review gate, and the mails of a submission."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from chalicelib.domain.errors import FieldCode, FieldError, Problem
from chalicelib.domain.policy import ReviewGate
from chalicelib.domain.requests.request import NominationState
from chalicelib.domain.requests.submission import Form, goes_to_review, read_form
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    FORM,
    KEY,
    OUTSIDER,
    PARTNER,
    POLICY,
    RULES,
    START,
    in_review,
    kinds_and_recipients,
    pending,
    refuses,
    submission_transition,
)
from tests.forms import with_fields

ME = PARTNER.email


def form_errors(problem: Problem = Problem.VALIDATION_FAILED, **changed: Any) -> dict[str, str]:
    """Return the pointers and codes of the errors of a refused form."""
    with refuses(problem) as refusal:
        read_form(with_fields(FORM, **changed), PARTNER, RULES, POLICY)
    return {one.pointer: one.code for one in refusal.value.errors}


def test_every_invalid_field_is_reported_at_once() -> None:
    found = form_errors(
        account_name="x",
        domain_identifier="localhost",
        account_type="club",
        customer_emails=("it@univ.example", "nobody", "IT+x@univ.example"),
        customer_language="tlh",
        note_to_reviewer="a\u202eb",
        note_to_customer="see https://evil.example",
    )
    assert found == {
        "/account_name": "too-short",
        "/domain_identifier": "domain-reserved",
        "/account_type": "not-one-of",
        "/customer_emails/1": "address-malformed",
        "/customer_emails/2": "address-already-asked",
        "/customer_language": "not-one-of",
        "/note_to_reviewer": "forbidden-character",
        "/note_to_customer": "contains-link",
    }


def test_errors_of_shape_precede_errors_of_content_on_the_same_field() -> None:
    shape = FieldError("/account_name", FieldCode.WRONG_TYPE)
    assert form_errors(faults=(shape,), account_name="", customer_language="") == {
        "/account_name": "wrong-type",
        "/customer_language": "not-one-of",
    }


def people(count: int) -> tuple[str, ...]:
    return tuple(f"person{number}@univ.example" for number in range(count))


@pytest.mark.parametrize(("count", "code"), [(0, "too-few"), (6, "too-many")])
def test_fewer_than_one_or_more_than_five_approvers_are_refused(count: int, code: str) -> None:
    assert form_errors(customer_emails=people(count)) == {"/customer_emails": code}


@pytest.mark.parametrize("count", [1, 5])
def test_one_to_five_approvers_are_nominated_in_the_given_order(count: int) -> None:
    request = pending(customer_emails=people(count))
    assert tuple(nomination.email for nomination in request.nominations) == people(count)


def test_only_the_note_to_the_reviewer_may_contain_a_link() -> None:
    assert pending(note_to_reviewer="https://crm.example/1").note_to_reviewer == "https://crm.example/1"
    assert form_errors(note_to_customer="www.evil.example") == {"/note_to_customer": "contains-link"}


def test_holding_account_alone_is_a_problem_of_its_own() -> None:
    errors = form_errors(Problem.HOLDING_ACCOUNT_NOT_ALLOWED, account_type="holding")
    assert errors == {"/account_type": Problem.HOLDING_ACCOUNT_NOT_ALLOWED}


def test_holding_account_and_own_address_are_told_with_all_other_faults() -> None:
    errors = form_errors(Problem.VALIDATION_FAILED, account_type="holding", customer_emails=(ME,), account_name="x")
    assert errors == {
        "/account_name": "too-short",
        "/account_type": Problem.HOLDING_ACCOUNT_NOT_ALLOWED,
        "/customer_emails/0": Problem.REQUESTER_CANNOT_APPROVE,
    }


@pytest.mark.parametrize(
    ("requester", "contact", "refused"),
    [
        pytest.param(ME, ME, True, id="oneself"),
        pytest.param(ME, "PARTNER@RESELLER.EXAMPLE", True, id="oneself in capitals"),
        pytest.param(ME, "partner+x@reseller.example", True, id="oneself with a tag"),
        pytest.param(ME, "colleague@reseller.example", True, id="a colleague"),
        pytest.param(ME, "colleague@emea.reseller.example", True, id="a colleague of another branch"),
        pytest.param("me@emea.reseller.example", "x@reseller.example", True, id="a colleague at the top"),
        pytest.param(ME, "partner@univ.example", False, id="a namesake at the customer"),
        pytest.param("p.at@gmail.com", "pat@gmail.com", True, id="gmail without dots"),
        pytest.param("pat@gmail.com", "p.a.t+x@googlemail.com", True, id="gmail by its alias"),
        pytest.param("pat@gmail.com", "sam@gmail.com", True, id="the same mail provider"),
        pytest.param("pat@gmail.com", "sam@googlemail.com", False, id="another person under the alias"),
        pytest.param("me@univ.example", "me@univ.example", True, id="oneself at the customer"),
        pytest.param("me@univ.example", "me+x@univ.example", True, id="oneself with a tag at the customer"),
        pytest.param("me@univ.example", "dean@univ.example", False, id="a colleague at the customer"),
        pytest.param("me@labs.univ.example", "dean@univ.example", False, id="a colleague above at the customer"),
    ],
)
def test_approver_on_the_requesters_side_is_refused(requester: str, contact: str, refused: bool) -> None:
    form, caller = replace(FORM, customer_emails=("it@univ.example", contact)), replace(PARTNER, email=requester)
    if not refused:
        assert len(read_form(form, caller, RULES, POLICY).addresses) == 2
        return
    with refuses(Problem.REQUESTER_CANNOT_APPROVE) as refusal:
        read_form(form, caller, RULES, POLICY)
    assert [error.pointer for error in refusal.value.errors] == ["/customer_emails/1"]


def test_own_address_is_told_beside_a_faulty_domain_and_a_colleagues_is_not() -> None:
    emails = (ME, "colleague@reseller.example", "nobody")
    assert form_errors(domain_identifier="com", customer_emails=emails) == {
        "/domain_identifier": "domain-is-public-suffix",
        "/customer_emails/0": Problem.REQUESTER_CANNOT_APPROVE,
        "/customer_emails/2": "address-malformed",
    }


def test_dots_distinguish_addresses_outside_gmail() -> None:
    emails = ("j.doe@univ.example", "jdoe@univ.example")
    assert [nomination.email for nomination in pending(customer_emails=emails).nominations] == list(emails)


MATCHING = ("univ.example", ("it@univ.example",), True)
CASES = [
    MATCHING,
    ("labs.univ.example", ("it@univ.example", "it@labs.univ.example"), True),
    ("univ.example", ("x@student.univ.example",), False),
    ("labs.univ.example", ("x@other.univ.example",), False),
    ("univ.example", ("it@univ.example", OUTSIDER), False),
    ("univ.example", ("it@notuniv.example",), False),
]


@pytest.mark.parametrize(("case", "gate"), list(product(CASES, ReviewGate)))
def test_review_depends_on_the_gate_and_on_matching_addresses(
    case: tuple[str, tuple[str, ...], bool], gate: ReviewGate
) -> None:
    identifier, emails, matching = case
    form = replace(FORM, domain_identifier=identifier, customer_emails=emails)
    expected = {ReviewGate.ALWAYS: True, ReviewGate.NEVER: False, ReviewGate.ON_MISMATCH: not matching}[gate]
    assert goes_to_review(read_form(form, PARTNER, RULES, POLICY), gate) is expected


@pytest.mark.parametrize(("identifier", "gate"), list(product(["github.io", "ruhr-uni-bochum.de"], ReviewGate)))
def test_request_for_a_private_suffix_is_always_reviewed(identifier: str, gate: ReviewGate) -> None:
    form = Form("Some Organisation", identifier, (f"it@{identifier}",))
    assert goes_to_review(read_form(form, PARTNER, RULES, POLICY), gate)


def test_matching_request_is_pending_for_90_days_with_one_link_per_approver() -> None:
    request = pending()
    assert request.status is RequestStatus.PENDING
    assert (request.pending_since, request.expires_at) == (START, START + timedelta(days=90))
    for nomination in request.nominations:
        assert (nomination.state, nomination.generation, nomination.link_key, nomination.hops) == (
            NominationState.WAITING,
            1,
            KEY,
            0,
        )
        assert nomination.link_expires_at == START + timedelta(days=14)


def test_request_in_review_waits_14_days_without_links() -> None:
    request = in_review()
    assert (request.status, request.pending_since) == (RequestStatus.PENDING_REVIEW, None)
    assert request.expires_at == START + timedelta(days=14)
    assert {(nomination.generation, nomination.link_expires_at) for nomination in request.nominations} == {(0, None)}


def test_link_never_outlives_its_request() -> None:
    short = replace(POLICY, request_length=timedelta(days=5))
    assert {nomination.link_expires_at for nomination in pending(policy=short).nominations} == {
        START + timedelta(days=5)
    }


def test_pending_request_is_mailed_to_all_sides() -> None:
    assert kinds_and_recipients(submission_transition().mails) == [
        ("approval_needed", "it@univ.example"),
        ("approval_needed", "cio@univ.example"),
        ("request_sent", ME),
        ("administrators_notice", "administrators"),
    ]


def test_request_in_review_is_mailed_only_to_reviewers() -> None:
    transition = submission_transition(customer_emails=(OUTSIDER,))
    assert kinds_and_recipients(transition.mails) == [("review_needed", "reviewers")]


def test_each_mail_has_its_readers_language_and_the_first_link() -> None:
    transition = submission_transition(customer_language="en")
    assert [(mail.language, mail.generation) for mail in transition.mails[:3]] == [("en", 1), ("en", 1), ("fr", 0)]

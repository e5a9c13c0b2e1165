"""Submitting: faults of the form, self-approval, the review gate, and the mails that a submission calls for."""

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
    pending,
    refuses,
    submission_step,
    told,
)
from tests.forms import with_fields

ME = PARTNER.email


def faults(problem: Problem = Problem.VALIDATION_FAILED, **changed: Any) -> dict[str, str]:
    """The pointers and codes of a refused form."""
    with refuses(problem) as refusal:
        read_form(with_fields(FORM, **changed), PARTNER, RULES, POLICY)
    return {one.pointer: one.code for one in refusal.value.errors}


def test_every_faulty_field_is_named_at_once() -> None:
    found = faults(
        account_name="x",
        domain_identifier="localhost",
        account_type="club",
        customer_emails=("it@univ.example", "nobody", "IT+x@univ.example"),
        customer_language="tlh",
        note_to_reviewer="\u200b",
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


def test_faults_of_shape_stand_beside_faults_of_content_and_win_on_their_field() -> None:
    shape = FieldError("/account_name", FieldCode.WRONG_TYPE)
    assert faults(faults=(shape,), account_name="", customer_language="") == {
        "/account_name": "wrong-type",
        "/customer_language": "not-one-of",
    }


def people(count: int) -> tuple[str, ...]:
    return tuple(f"person{number}@univ.example" for number in range(count))


@pytest.mark.parametrize(("count", "code"), [(0, "too-few"), (6, "too-many")])
def test_neither_nobody_nor_six_people_are_asked(count: int, code: str) -> None:
    assert faults(customer_emails=people(count)) == {"/customer_emails": code}


@pytest.mark.parametrize("count", [1, 5])
def test_one_to_five_people_are_asked_in_the_order_given(count: int) -> None:
    request = pending(customer_emails=people(count))
    assert tuple(one.email for one in request.nominations) == people(count)


def test_a_note_to_the_reviewer_may_hold_a_link_and_one_to_the_customer_may_not() -> None:
    assert pending(note_to_reviewer="https://crm.example/1").note_to_reviewer == "https://crm.example/1"
    assert faults(note_to_customer="www.evil.example") == {"/note_to_customer": "contains-link"}


def test_a_holding_account_is_refused_once_the_form_has_no_fault() -> None:
    assert faults(Problem.HOLDING_ACCOUNT_NOT_ALLOWED, account_type="holding") == {}
    assert faults(account_type="holding", customer_language="") == {"/customer_language": "not-one-of"}


def test_a_holding_account_is_refused_before_self_approval() -> None:
    assert faults(Problem.HOLDING_ACCOUNT_NOT_ALLOWED, account_type="holding", customer_emails=(ME,)) == {}


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
def test_nobody_is_asked_to_approve_what_their_own_side_requests(requester: str, contact: str, refused: bool) -> None:
    form, caller = replace(FORM, customer_emails=("it@univ.example", contact)), replace(PARTNER, email=requester)
    if not refused:
        assert len(read_form(form, caller, RULES, POLICY).addresses) == 2
        return
    with refuses(Problem.REQUESTER_CANNOT_APPROVE) as refusal:
        read_form(form, caller, RULES, POLICY)
    assert [one.pointer for one in refusal.value.errors] == ["/customer_emails/1"]


def test_dots_tell_people_apart_everywhere_but_at_gmail() -> None:
    emails = ("j.doe@univ.example", "jdoe@univ.example")
    assert [one.email for one in pending(customer_emails=emails).nominations] == list(emails)


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
def test_a_reviewer_looks_first_by_the_gate_and_the_match(
    case: tuple[str, tuple[str, ...], bool], gate: ReviewGate
) -> None:
    identifier, emails, matching = case
    form = replace(FORM, domain_identifier=identifier, customer_emails=emails)
    expected = {ReviewGate.ALWAYS: True, ReviewGate.NEVER: False, ReviewGate.ON_MISMATCH: not matching}[gate]
    assert goes_to_review(read_form(form, PARTNER, RULES, POLICY), gate) is expected


@pytest.mark.parametrize(("identifier", "gate"), list(product(["github.io", "ruhr-uni-bochum.de"], ReviewGate)))
def test_a_private_suffix_is_always_reviewed(identifier: str, gate: ReviewGate) -> None:
    form = Form("Some Organisation", identifier, (f"it@{identifier}",))
    assert goes_to_review(read_form(form, PARTNER, RULES, POLICY), gate)


def test_a_matching_request_is_pending_for_ninety_days_with_a_link_each() -> None:
    request = pending()
    assert request.status is RequestStatus.PENDING
    assert (request.pending_since, request.expires_at) == (START, START + timedelta(days=90))
    for one in request.nominations:
        assert (one.state, one.generation, one.link_key, one.hops) == (NominationState.WAITING, 1, KEY, 0)
        assert one.link_expires_at == START + timedelta(days=14)


def test_a_request_in_review_waits_fourteen_days_and_has_no_link() -> None:
    request = in_review()
    assert (request.status, request.pending_since) == (RequestStatus.PENDING_REVIEW, None)
    assert request.expires_at == START + timedelta(days=14)
    assert {(one.generation, one.link_expires_at) for one in request.nominations} == {(0, None)}


def test_a_link_never_outlives_its_request() -> None:
    short = replace(POLICY, request_length=timedelta(days=5))
    assert {one.link_expires_at for one in pending(policy=short).nominations} == {START + timedelta(days=5)}


def test_a_pending_request_is_mailed_to_all_sides() -> None:
    assert told(submission_step().mails) == [
        ("approval_needed", "it@univ.example"),
        ("approval_needed", "cio@univ.example"),
        ("request_sent", ME),
        ("administrators_notice", "administrators"),
    ]


def test_a_request_in_review_is_mailed_to_reviewers_alone() -> None:
    transition = submission_step(customer_emails=(OUTSIDER,))
    assert told(transition.mails) == [("review_needed", "reviewers")]


def test_each_mail_speaks_its_readers_language_and_carries_the_first_link() -> None:
    transition = submission_step(customer_language="en")
    assert [(one.language, one.generation) for one in transition.mails[:3]] == [("en", 1), ("en", 1), ("fr", 0)]

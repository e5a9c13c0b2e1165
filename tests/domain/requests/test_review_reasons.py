"""Why a request is in review, by the rules of today, and what an address says of its owner."""

import pytest

from chalicelib.domain.identity.domain_identifier import DomainDoubt
from chalicelib.domain.policy import Policy, ReviewGate
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.review_reasons import (
    AddressStanding,
    ReviewReason,
    checked_addresses,
    review_reasons,
)
from chalicelib.domain.requests.submission import read_form, submit
from tests.domain.requests.stories import FORM, IDS, KEY, PARTNER, POLICY, RULES, START
from tests.forms import with_fields

ALWAYS, NEVER = Policy(review_gate=ReviewGate.ALWAYS), Policy(review_gate=ReviewGate.NEVER)


def submitted(domain: str, *addresses: str, policy: Policy = POLICY) -> AccountRequest:
    form = with_fields(FORM, domain_identifier=domain, customer_emails=addresses)
    return submit(read_form(form, PARTNER, RULES, policy), PARTNER, IDS, policy, KEY, START).request


@pytest.mark.parametrize(
    ("domain", "address", "policy", "reasons"),
    [
        ("univ.example", "it@elsewhere.example", POLICY, ["address_outside_domain"]),
        ("univ.example", "it@gmail.com", POLICY, ["address_outside_domain"]),
        ("univ.example", "it@univ.example", ALWAYS, ["every_request"]),
        ("univ.example", "it@elsewhere.example", ALWAYS, ["address_outside_domain", "every_request"]),
        ("ruhr-uni-bochum.de", "it@ruhr-uni-bochum.de", NEVER, ["shared_suffix"]),
        ("ruhr-uni-bochum.de", "it@elsewhere.example", NEVER, ["shared_suffix"]),
        ("аррӏе.com", "it@аррӏе.com", POLICY, ["looks_like_latin"]),
    ],
)
def test_request_in_review_says_why(domain: str, address: str, policy: Policy, reasons: list[str]) -> None:
    request = submitted(domain, address, policy=policy)
    assert request.state.in_review
    assert list(review_reasons(request, RULES, policy)) == reasons


def test_every_reason_of_the_domain_is_a_reason_of_the_review() -> None:
    assert {one.value for one in DomainDoubt} <= set(ReviewReason)


def test_request_that_the_rules_of_today_would_let_pass_says_so() -> None:
    request = submitted("univ.example", "it@univ.example", policy=ALWAYS)
    assert review_reasons(request, RULES, POLICY) == (ReviewReason.EARLIER_RULES,)


def test_each_address_says_whether_it_fits_the_domain() -> None:
    request = submitted("labs.univ.example", "a@univ.example", "b@gmail.com", "c@elsewhere.example")
    assert [one.standing for one in checked_addresses(request)] == list(AddressStanding)

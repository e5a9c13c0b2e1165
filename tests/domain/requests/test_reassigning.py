"""Reassigning: the requester corrects or replaces an address within the accepted domain."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Problem
from chalicelib.domain.requests.nominations import reassign
from chalicelib.domain.requests.request import AccountRequest, NominationState, Transition
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    KEY,
    OUTSIDER,
    PARTNER,
    POLICY,
    REQUEST_IN,
    RULES,
    START,
    accepted,
    forwarded,
    kinds_and_recipients,
    nominated,
    pending,
    refuses,
    replacement,
)

LATER = START + timedelta(days=5)
DEAN = "dean@univ.example"


def reassigned(
    request: AccountRequest, email: str, nomination_id: str = "1", language: str | None = None
) -> Transition:
    return reassign(request, replacement(email, nomination_id, language), RULES, POLICY, KEY, LATER)


def test_reassigning_supersedes_the_old_link_and_mails_the_new_approver() -> None:
    transition = reassigned(pending(), DEAN)
    old, new = nominated(transition.request), nominated(transition.request, "3")
    assert (old.state, old.replaced_by) == (NominationState.SUPERSEDED, "3")
    assert (new.state, new.email, new.generation, new.hops) == (NominationState.WAITING, DEAN, 1, 0)
    assert new.link_expires_at == LATER + timedelta(days=14)
    assert kinds_and_recipients(transition.mails) == [("approval_needed", DEAN)]


def test_reassign_event_names_the_nomination_and_masks_the_address() -> None:
    event = reassigned(pending(), DEAN).event
    assert event.details == {"nomination": "1", "to": "d•••@univ.example"}
    assert event.actor.who == PARTNER.person_id


@pytest.mark.parametrize(("chosen", "language"), [(None, "en"), ("fr", "fr")])
def test_reassigning_keeps_the_language_unless_another_is_chosen(chosen: str | None, language: str) -> None:
    assert nominated(reassigned(pending(), DEAN, language=chosen).request, "3").language == language


@pytest.mark.parametrize("email", [PARTNER.email, "partner+x@reseller.example", "boss@reseller.example"])
def test_reassigning_to_the_requester_or_a_colleague_is_refused(email: str) -> None:
    with refuses(Problem.REQUESTER_CANNOT_APPROVE):
        reassigned(pending(), email)


@pytest.mark.parametrize("email", ["x@student.univ.example", OUTSIDER, "x@notuniv.example"])
def test_reassigning_to_an_address_outside_the_domain_is_refused(email: str) -> None:
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(pending(), email)


@pytest.mark.parametrize("back", [OUTSIDER, OUTSIDER.replace("holding", "HOLDING"), f" {OUTSIDER} "])
def test_reassigning_to_an_address_accepted_in_review_is_allowed(back: str) -> None:
    replaced = reassigned(accepted(), DEAN, "2").request
    assert nominated(reassigned(replaced, back, "3").request, "4").email == OUTSIDER


@pytest.mark.parametrize("mailbox", ["other", "Boss", "boss+x", "bo.ss"])
@pytest.mark.parametrize("domain", ["holding.example", "gmail.com", "emea.holding.example"])
def test_acceptance_in_review_allows_no_other_mailbox_of_that_domain(mailbox: str, domain: str) -> None:
    request = reassigned(accepted(customer_emails=(f"boss@{domain}",)), DEAN).request
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(request, f"{mailbox}@{domain}", "2")


@given(st.from_regex(r"[a-z][a-z0-9]{0,20}", fullmatch=True))
def test_only_the_accepted_mailbox_is_allowed_outside_the_domain(mailbox: str) -> None:
    request = reassigned(accepted(), DEAN, "2").request
    with nullcontext() if f"{mailbox}@holding.example" == OUTSIDER else refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(request, f"{mailbox}@holding.example", "3")


def test_matching_domain_is_still_allowed_after_a_review() -> None:
    assert nominated(reassigned(accepted(), DEAN, "2").request, "3").email == DEAN


def test_request_accepted_by_an_earlier_release_is_reassigned_within_its_domain_only() -> None:
    earlier = replace(accepted(), accepted_addresses=())
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(reassigned(earlier, DEAN, "2").request, OUTSIDER, "3")


def test_address_reached_by_forwarding_does_not_count_as_accepted() -> None:
    request = forwarded(pending(), OUTSIDER, outside_domain_confirmed=True).request
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(request, "other@holding.example", "2")
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(reassigned(request, DEAN, "3").request, OUTSIDER, "2")


def test_reassigning_to_a_person_who_already_waits_is_refused() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        reassigned(pending(), "CIO+x@univ.example")
    fault = refusal.value.errors[0]
    assert (fault.pointer, fault.code.value) == ("/email", "address-already-asked")


def test_replaced_approver_can_be_nominated_again() -> None:
    corrected_by_mistake = reassigned(pending(), DEAN).request
    assert nominated(reassigned(corrected_by_mistake, "it@univ.example", "3").request, "4").is_waiting


def test_spelling_of_an_address_can_be_corrected() -> None:
    assert nominated(reassigned(pending(), "IT@univ.example").request, "3").email == "IT@univ.example"


def test_reassigning_to_the_identical_address_is_refused() -> None:
    with refuses(Problem.VALIDATION_FAILED):
        reassigned(pending(), "it@univ.example")


@pytest.mark.parametrize("nomination_id", ["1", "9"])
def test_only_a_waiting_approver_can_be_replaced(nomination_id: str) -> None:
    request = forwarded(pending(), DEAN).request
    with refuses(Problem.VALIDATION_FAILED):
        reassigned(request, "rector@univ.example", nomination_id)


def test_request_has_at_most_fifty_nominations() -> None:
    request = pending()
    for number in range(3, 51):
        before = str(number - 1) if number > 3 else "1"
        request = reassigned(request, f"person{number}@univ.example", before).request
    assert len(request.nominations) == 50
    with refuses(Problem.ACTION_NOT_ALLOWED):
        reassigned(request, DEAN, "50")
    assert len(forwarded(request, DEAN, by="50").request.nominations) == 51


def test_refusal_at_the_maximum_of_nominations_contains_the_status() -> None:
    full = pending(customer_emails=tuple(f"person{number}@univ.example" for number in range(5)))
    for number in range(45):
        full = reassigned(full, f"next{number}@univ.example", "1" if not number else str(number + 5)).request
    with refuses(Problem.ACTION_NOT_ALLOWED) as refusal:
        reassigned(full, DEAN, "50")
    assert refusal.value.facts == {"current_status": "pending", "action": "reassign"}


def test_address_outside_the_domain_is_reported_before_the_state() -> None:
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(REQUEST_IN[RequestStatus.WITHDRAWN](), OUTSIDER)

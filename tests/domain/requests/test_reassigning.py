"""Reassigning: the requester corrects or replaces an address, within the domain that was agreed on."""

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
    nominated,
    pending,
    refuses,
    replacement,
    told,
)

LATER = START + timedelta(days=5)
DEAN = "dean@univ.example"


def reassigned(
    request: AccountRequest, email: str, nomination_id: str = "1", language: str | None = None
) -> Transition:
    return reassign(request, replacement(email, nomination_id, language), RULES, POLICY, KEY, LATER)


def test_the_old_link_is_superseded_and_the_new_person_gets_one() -> None:
    transition = reassigned(pending(), DEAN)
    old, new = nominated(transition.request), nominated(transition.request, "3")
    assert (old.state, old.replaced_by) == (NominationState.SUPERSEDED, "3")
    assert (new.state, new.email, new.generation, new.hops) == (NominationState.WAITING, DEAN, 1, 0)
    assert new.link_expires_at == LATER + timedelta(days=14)
    assert told(transition.mails) == [("approval_needed", DEAN)]


def test_the_event_names_the_nomination_and_masks_the_address() -> None:
    event = reassigned(pending(), DEAN).event
    assert event.details == {"nomination": "1", "to": "d•••@univ.example"}
    assert event.actor.who == PARTNER.person_id


@pytest.mark.parametrize(("chosen", "spoken"), [(None, "en"), ("fr", "fr")])
def test_the_language_is_the_old_persons_unless_chosen(chosen: str | None, spoken: str) -> None:
    assert nominated(reassigned(pending(), DEAN, language=chosen).request, "3").language == spoken


@pytest.mark.parametrize("email", [PARTNER.email, "partner+x@reseller.example", "boss@reseller.example"])
def test_never_to_the_requester_or_a_colleague(email: str) -> None:
    with refuses(Problem.REQUESTER_CANNOT_APPROVE):
        reassigned(pending(), email)


@pytest.mark.parametrize("email", ["x@student.univ.example", OUTSIDER, "x@notuniv.example"])
def test_the_new_address_must_match_the_identifier(email: str) -> None:
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(pending(), email)


@pytest.mark.parametrize("back", [OUTSIDER, OUTSIDER.replace("holding", "HOLDING"), f" {OUTSIDER} "])
def test_or_be_an_address_that_a_reviewer_accepted(back: str) -> None:
    replaced = reassigned(accepted(), DEAN, "2").request
    assert nominated(reassigned(replaced, back, "3").request, "4").email == OUTSIDER


@pytest.mark.parametrize("mailbox", ["other", "Boss", "boss+x", "bo.ss"])
@pytest.mark.parametrize("domain", ["holding.example", "gmail.com", "emea.holding.example"])
def test_a_reviewers_acceptance_opens_no_other_mailbox_of_that_domain(mailbox: str, domain: str) -> None:
    request = reassigned(accepted(customer_emails=(f"boss@{domain}",)), DEAN).request
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(request, f"{mailbox}@{domain}", "2")


@given(st.from_regex(r"[a-z][a-z0-9]{0,20}", fullmatch=True))
def test_only_the_accepted_mailbox_passes_outside_the_domain(mailbox: str) -> None:
    request = reassigned(accepted(), DEAN, "2").request
    with nullcontext() if f"{mailbox}@holding.example" == OUTSIDER else refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(request, f"{mailbox}@holding.example", "3")


def test_a_matching_domain_stays_open_after_a_review() -> None:
    assert nominated(reassigned(accepted(), DEAN, "2").request, "3").email == DEAN


def test_a_request_that_an_earlier_release_accepted_is_reassigned_within_its_domain_only() -> None:
    earlier = replace(accepted(), accepted_addresses=())
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(reassigned(earlier, DEAN, "2").request, OUTSIDER, "3")


def test_an_address_reached_by_forwarding_was_accepted_by_nobody() -> None:
    request = forwarded(pending(), OUTSIDER, outside_domain_confirmed=True).request
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(request, "other@holding.example", "2")
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(reassigned(request, DEAN, "3").request, OUTSIDER, "2")


def test_nobody_waits_twice() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        reassigned(pending(), "CIO+x@univ.example")
    fault = refusal.value.errors[0]
    assert (fault.pointer, fault.code.value) == ("/email", "address-already-asked")


def test_a_person_who_no_longer_waits_may_be_asked_again() -> None:
    corrected_by_mistake = reassigned(pending(), DEAN).request
    assert nominated(reassigned(corrected_by_mistake, "it@univ.example", "3").request, "4").is_waiting


def test_the_spelling_of_an_address_may_be_corrected() -> None:
    assert nominated(reassigned(pending(), "IT@univ.example").request, "3").email == "IT@univ.example"


def test_the_very_same_address_is_no_correction() -> None:
    with refuses(Problem.VALIDATION_FAILED):
        reassigned(pending(), "it@univ.example")


@pytest.mark.parametrize("nomination_id", ["1", "9"])
def test_only_somebody_who_waits_is_replaced(nomination_id: str) -> None:
    request = forwarded(pending(), DEAN).request
    with refuses(Problem.VALIDATION_FAILED):
        reassigned(request, "rector@univ.example", nomination_id)


def test_a_request_holds_fifty_nominations_at_most() -> None:
    request = pending()
    for number in range(3, 51):
        before = str(number - 1) if number > 3 else "1"
        request = reassigned(request, f"person{number}@univ.example", before).request
    assert len(request.nominations) == 50
    with refuses(Problem.ACTION_NOT_ALLOWED):
        reassigned(request, DEAN, "50")
    assert len(forwarded(request, DEAN, by="50").request.nominations) == 51


def test_the_refusal_at_the_most_nominations_tells_the_status() -> None:
    full = pending(customer_emails=tuple(f"person{number}@univ.example" for number in range(5)))
    for number in range(45):
        full = reassigned(full, f"next{number}@univ.example", "1" if not number else str(number + 5)).request
    with refuses(Problem.ACTION_NOT_ALLOWED) as refusal:
        reassigned(full, DEAN, "50")
    assert refusal.value.facts == {"current_status": "pending", "action": "reassign"}


def test_an_address_outside_the_domain_is_named_before_the_state() -> None:
    with refuses(Problem.REASSIGN_OUTSIDE_DOMAIN):
        reassigned(REQUEST_IN[RequestStatus.WITHDRAWN](), OUTSIDER)

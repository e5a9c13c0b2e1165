"""Forwarding: replaced nominations, mails, refusals and their precedence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.requests.forwarding import forward, read_forwarding
from chalicelib.domain.requests.request import AccountRequest, NominationState
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    KEY,
    PARTNER,
    POLICY,
    REQUEST_IN,
    RULES,
    START,
    accepted,
    expired,
    forwarded,
    forwarding_input,
    kinds_and_recipients,
    nominated,
    pending,
    refuses,
)

LATER = START + timedelta(days=13)
DEAN = "dean@univ.example"
STRANGER = "stranger@elsewhere.example"


def test_forward_replaces_the_nomination_with_a_waiting_one() -> None:
    request = forwarded(pending(), DEAN).request
    old, new = nominated(request), nominated(request, "3")
    assert (old.state, old.replaced_by) == (NominationState.FORWARDED, "3")
    assert (new.state, new.email, new.generation, new.hops) == (NominationState.WAITING, DEAN, 1, 1)
    assert [nomination.email for nomination in request.waiting()] == ["cio@univ.example", DEAN]


def test_forward_extends_neither_the_link_nor_the_request() -> None:
    before = pending()
    after = forwarded(before, DEAN, now=LATER).request
    assert nominated(after, "3").link_expires_at == nominated(before).link_expires_at
    assert after.expires_at == before.expires_at


def test_new_approver_gets_the_chosen_language_and_the_message() -> None:
    transition = forwarded(pending(), DEAN, language="fr", message="Yours?")
    new = nominated(transition.request, "3")
    assert (new.language, new.message) == ("fr", "Yours?")
    assert [mail.language for mail in transition.mails] == ["fr", "en", "fr"]


def test_forward_mails_the_new_approver_the_forwarder_and_the_requester() -> None:
    transition = forwarded(pending(), DEAN)
    assert kinds_and_recipients(transition.mails) == [
        ("forwarded_to_you", DEAN),
        ("you_forwarded", "it@univ.example"),
        ("request_forwarded", PARTNER.email),
    ]
    assert [mail.nomination_id for mail in transition.mails] == ["3", "1", "1"]


def test_forward_event_masks_both_addresses() -> None:
    event = forwarded(pending(), DEAN).event
    assert event.actor.who == "i•••@univ.example"
    assert event.details == {"nomination": "1", "generation": 1, "to": "d•••@univ.example"}


@pytest.mark.parametrize("target", [PARTNER.email, "Partner+x@reseller.example", "boss@emea.reseller.example"])
def test_forward_to_the_requester_or_a_colleague_is_refused(target: str) -> None:
    with refuses(Problem.FORWARD_TO_REQUESTER):
        forwarded(pending(), target, outside_domain_confirmed=True)


@pytest.mark.parametrize("target", ["it@univ.example", "IT+later@univ.example"])
def test_forward_to_oneself_is_refused(target: str) -> None:
    with refuses(Problem.FORWARD_TO_SELF):
        forwarded(pending(), target)


@pytest.mark.parametrize("by", ["2", "3"])
def test_forward_to_an_earlier_approver_is_refused(by: str) -> None:
    with refuses(Problem.FORWARD_LOOP):
        forwarded(forwarded(pending(), DEAN).request, "It@univ.example", by=by)


def after_five_hops() -> tuple[AccountRequest, str]:
    request, holder = pending(), "1"
    for hop in range(5):
        request = forwarded(request, f"hop{hop}@univ.example", by=holder).request
        holder = request.nominations[-1].nomination_id
    return request, holder


def test_sixth_hop_is_refused() -> None:
    request, holder = after_five_hops()
    assert nominated(request, holder).hops == 5
    with refuses(Problem.FORWARD_LIMIT):
        forwarded(request, DEAN, by=holder)


def test_hops_are_counted_per_chain() -> None:
    request, _ = after_five_hops()
    assert forwarded(request, DEAN, by="2").request.nominations[-1].hops == 1


def test_forward_outside_the_domain_needs_a_confirmation() -> None:
    with refuses(Problem.CONFIRM_OUTSIDE_DOMAIN):
        forwarded(pending(), STRANGER)
    confirmed = forwarded(pending(), STRANGER, outside_domain_confirmed=True)
    assert confirmed.request.nominations[-1].email == STRANGER


def test_forward_needs_a_confirmation_despite_an_acceptance_in_review() -> None:
    with refuses(Problem.CONFIRM_OUTSIDE_DOMAIN):
        forwarded(accepted(), "another@holding.example")


def test_forward_refusals_have_a_fixed_precedence() -> None:
    request, holder = after_five_hops()
    own_request = replace(request, requester=replace(PARTNER, email="hop4@univ.example"))
    outside = replace(request, nominations=(replace(nominated(request), email=STRANGER), *request.nominations[1:]))
    with refuses(Problem.FORWARD_TO_REQUESTER):
        forwarded(own_request, "hop4@univ.example", by=holder)
    with refuses(Problem.FORWARD_TO_SELF):
        forwarded(request, "hop4@univ.example", by=holder)
    with refuses(Problem.FORWARD_LOOP):
        forwarded(outside, STRANGER, by=holder)
    with refuses(Problem.FORWARD_LIMIT):
        forwarded(request, STRANGER, by=holder)


def test_expired_request_cannot_be_forwarded() -> None:
    request = pending()
    for now, ended in [(request.expires_at, request), (START, expired(request))]:
        with refuses(Problem.ACTION_NOT_ALLOWED):
            forwarded(ended, DEAN, now=now)


@pytest.mark.parametrize("status", [status for status in RequestStatus if status is not RequestStatus.PENDING])
def test_only_a_pending_request_can_be_forwarded(status: RequestStatus) -> None:
    request = REQUEST_IN[status]()
    with refuses(Problem.ACTION_NOT_ALLOWED):
        forward(request, nominated(request), forwarding_input(DEAN), RULES, POLICY, KEY, START)


def test_every_invalid_forwarding_field_is_reported() -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        read_forwarding("nobody", "see www.evil.example", "tlh", outside_domain_confirmed=False)
    assert {error.pointer: error.code.value for error in refusal.value.errors} == {
        "/email": "address-malformed",
        "/message": "contains-link",
        "/language": "not-one-of",
    }

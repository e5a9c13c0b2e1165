"""Decisions about requests for accounts: submitting, reviewing, approving and declining."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.policy import ReviewGate
from chalicelib.domain.requests import approval, review, submission
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import (
    FORM,
    KEY,
    OUTSIDER,
    PARTNER,
    POLICY,
    REVIEWER,
    RULES,
    START,
    approved,
    forwarded,
    in_review,
    nominated,
    pending,
    submission_transition,
)

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
PROPOSED = {"proposed_viewers": ("vi@univ.example",), "proposed_users": ("us@univ.example", "us2@univ.example")}
OWN_REVIEWER = replace(REVIEWER, email=MailAddress.parse("Pat+x@reseller.example"))


def proposing() -> AccountRequest:
    """Return a pending request that proposes access."""
    return pending(proposed=PROPOSED)


SUBMITTED: Mapping[str, Decision[Any]] = {
    "submit": created(submission_transition),
    "submit with everything": created(lambda: submission_transition(proposed=PROPOSED, customer_language="fr")),
    "submit into review": created(lambda: submission_transition(customer_emails=("it@univ.example", OUTSIDER))),
    "submit where all is reviewed": created(
        lambda: submission_transition(replace(POLICY, review_gate=ReviewGate.ALWAYS)).request.status
    ),
    "submit where nothing is reviewed": created(
        lambda: (
            submission_transition(
                replace(POLICY, review_gate=ReviewGate.NEVER), customer_emails=(OUTSIDER,)
            ).request.status
        )
    ),
    "submit nothing": created(lambda: submission_transition(account_name="", domain_identifier="", customer_emails=())),
    "submit too many addresses": created(
        lambda: submission_transition(customer_emails=tuple(f"a{one}@univ.example" for one in range(6)))
    ),
    "submit an address twice": created(
        lambda: submission_transition(customer_emails=("it@univ.example", "IT+x@univ.example", "nobody"))
    ),
    "submit for a holding": created(lambda: submission_transition(account_type="holding")),
    "submit of an unknown type": created(lambda: submission_transition(account_type="x", customer_language="xx")),
    "submit to oneself": created(lambda: submission_transition(customer_emails=("pat@reseller.example",))),
    "submit to a colleague and nobody": created(
        lambda: submission_transition(customer_emails=("sam@reseller.example", ""))
    ),
    "propose too many": created(
        lambda: submission_transition(proposed={"proposed_users": tuple(f"p{one}@univ.example" for one in range(6))})
    ),
    "propose who is asked": created(
        lambda: submission_transition(
            proposed={"proposed_viewers": ("it@univ.example", "x"), "proposed_users": ("us@univ.example",) * 2}
        )
    ),
    "refuse members of the team": created(
        lambda: submission.refuse_members(
            submission.read_form(FORM, PARTNER, RULES, POLICY), frozenset({"cio@univ.example"})
        )
    ),
}

REVIEWED: Mapping[str, Decision[Any]] = {
    "accept": Decision(in_review, lambda one: review.accept(one, REVIEWER, POLICY, KEY, START + DAY)),
    "accept as requester": Decision(in_review, lambda one: review.accept(one, OWN_REVIEWER, POLICY, KEY, START)),
    "accept what is pending": Decision(pending, lambda one: review.accept(one, REVIEWER, POLICY, KEY, START)),
    "accept just before the end": Decision(
        in_review, lambda one: review.accept(one, REVIEWER, POLICY, KEY, one.expires_at - INSTANT).request.status
    ),
    "accept at the end": Decision(in_review, lambda one: review.accept(one, REVIEWER, POLICY, KEY, one.expires_at)),
    "decline as reviewer": Decision(
        in_review, lambda one: review.decline(one, REVIEWER, " No such firm. ", START + DAY)
    ),
    "decline what is pending as reviewer": Decision(pending, lambda one: review.decline(one, REVIEWER, "No.", START)),
    "decline as reviewer without a reason": Decision(in_review, lambda one: review.decline(one, REVIEWER, " ", START)),
    "decline as reviewer at length": Decision(in_review, lambda one: review.decline(one, REVIEWER, "x" * 5000, START)),
    "decline as requester": Decision(
        in_review, lambda one: review.decline(one, replace(REVIEWER, person_id="person-1"), "No.", START)
    ),
    "decline what is closed as reviewer": Decision(
        lambda: approved(pending()), lambda one: review.decline(one, REVIEWER, "No.", START)
    ),
}


def approve(
    request: AccountRequest, *granted: str, by: str = "1", confirmed: bool = True, after: timedelta = DAY
) -> object:
    """Approve by a nomination's link."""
    return approval.approve(request, nominated(request, by), confirmed, START + after, granted)


def decline(request: AccountRequest, code: str, reason: str = "", after: timedelta = DAY) -> object:
    """Decline by the first link."""
    return approval.decline(request, nominated(request), code, reason, START + after)


DECIDED: Mapping[str, Decision[Any]] = {
    "approve": Decision(pending, approve),
    "approve and grant": Decision(proposing, lambda one: approve(one, "1", "3")),
    "approve and grant what is unknown": Decision(proposing, lambda one: approve(one, "1", "7", "8")),
    "approve without authority": Decision(pending, lambda one: approve(one, confirmed=False)),
    "approve in review": Decision(in_review, approve),
    "approve just before the end": Decision(
        pending, lambda one: approval.approve(one, nominated(one), True, one.expires_at - INSTANT).request.status
    ),
    "approve at the end": Decision(pending, lambda one: approval.approve(one, nominated(one), True, one.expires_at)),
    "approve what was forwarded": Decision(lambda: forwarded(pending(), "dean@univ.example").request, approve),
    "decline": Decision(pending, lambda one: decline(one, "not_needed", "We have one. ")),
    "decline for another reason": Decision(pending, lambda one: decline(one, "other", "Not this year.")),
    "decline for another reason without it": Decision(pending, lambda one: decline(one, "other", " ")),
    "decline without a code": Decision(pending, lambda one: decline(one, "")),
    "decline with an unknown code": Decision(pending, lambda one: decline(one, "x", "y" * 5000)),
    "decline what is closed": Decision(lambda: approved(pending()), lambda one: decline(one, "not_needed")),
}

OF_SUBMISSIONS = {**SUBMITTED, **REVIEWED, **DECIDED}

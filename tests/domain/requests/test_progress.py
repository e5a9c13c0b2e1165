"""The steps of a request from sent to active: what is done, what waits, and where it ended."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.requests import approval, review
from chalicelib.domain.requests.closing import withdraw
from chalicelib.domain.requests.progress import steps_of
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.requests.stories import KEY, POLICY, REVIEWER, START, approved, in_review, nominated, pending

LATER, END = START + timedelta(days=3), START + timedelta(days=90)


def states(request: AccountRequest, now: datetime = LATER) -> list[str]:
    return [f"{one.step} {one.state}" for one in steps_of(request, now)]


def accepted() -> AccountRequest:
    return review.accept(in_review(), REVIEWER, POLICY, KEY, LATER).request


def declined() -> AccountRequest:
    request = pending()
    return approval.decline(request, nominated(request), "not_needed", "", LATER).request


CASES: dict[str, tuple[Callable[[], AccountRequest], list[str]]] = {
    "in review": (in_review, ["sent done", "review current", "decision to_come", "active to_come"]),
    "pending": (pending, ["sent done", "decision current", "active to_come"]),
    "accepted": (accepted, ["sent done", "review done", "decision current", "active to_come"]),
    "approved": (lambda: approved(pending()), ["sent done", "decision done", "active done"]),
    "declined": (declined, ["sent done", "decision ended"]),
    "withdrawn": (lambda: withdraw(pending(), "", LATER).request, ["sent done", "decision ended"]),
    "declined in review": (
        lambda: review.decline(in_review(), REVIEWER, "No.", LATER).request,
        ["sent done", "review ended"],
    ),
    "withdrawn in review": (lambda: withdraw(in_review(), "", LATER).request, ["sent done", "review ended"]),
    "declined by a reviewer without a review": (
        lambda: review.decline(pending(), REVIEWER, "No.", LATER).request,
        ["sent done", "decision ended"],
    ),
    "accepted, its addresses erased": (
        lambda: replace(accepted(), accepted_addresses=()),
        ["sent done", "review done", "decision current", "active to_come"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_steps_lead_from_sent_to_active_or_to_where_it_ended(case: str) -> None:
    made, expected = CASES[case]
    assert states(made()) == expected


@pytest.mark.parametrize(
    ("made", "now", "expected"),
    [
        (pending, END, ["sent done", "decision ended"]),
        (in_review, START + POLICY.review_length, ["sent done", "review ended"]),
    ],
    ids=["pending", "in review"],
)
def test_request_whose_time_is_over_has_ended_announced_or_not(
    made: Callable[[], AccountRequest], now: datetime, expected: list[str]
) -> None:
    assert states(made(), now) == expected
    assert steps_of(made(), now)[-1].at == now


def test_each_step_has_its_time() -> None:
    assert [one.at for one in steps_of(accepted(), LATER)] == [START, LATER, LATER, None]
    assert [one.at for one in steps_of(in_review(), LATER)] == [START, START, None, None]

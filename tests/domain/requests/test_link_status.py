"""Opening a link: docs/design.md "Which answer a link gives" as a table, with links that fit two neighbouring rows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests import approval, closing, review
from chalicelib.domain.requests.link_status import Link, approver_actions, open_link
from chalicelib.domain.requests.nominations import reassign, resend
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import Action
from tests.domain.requests.stories import (
    KEY,
    MICROSECOND,
    POLICY,
    REVIEWER,
    RULES,
    START,
    approved,
    expired,
    forwarded,
    nominated,
    pending,
    replacement,
)

LINK_END = START + timedelta(days=14)
END = START + timedelta(days=90)
SHOWN = "shown"


def status_of_link(request: AccountRequest, now: datetime, generation: int = 1, nomination_id: str = "1") -> str:
    """Return the problem that the first approver's link meets, or that it shows its page."""
    try:
        opened = open_link(request, Link(request.request_id, nomination_id, generation), now)
    except Refused as refusal:
        return refusal.problem.value
    assert opened.nomination_id == nomination_id
    return SHOWN


def resent() -> AccountRequest:
    return resend(pending(), "1", POLICY, KEY, START).request


def forwarded_on(request: AccountRequest) -> AccountRequest:
    return forwarded(request, "dean@univ.example").request


def replaced(request: AccountRequest) -> AccountRequest:
    return reassign(request, replacement("dean@univ.example"), RULES, POLICY, KEY, START).request


def declined(request: AccountRequest, by: str = "2") -> AccountRequest:
    return approval.decline(request, nominated(request, by), "not_needed", "", START).request


def withdrawn(request: AccountRequest) -> AccountRequest:
    return closing.withdraw(request, "", START).request


# What happened, when and with which generation the link is opened, and the result; in the design's order, each
# block with the later results that would fit as well.
LINK_CASES: list[tuple[str, Callable[[], AccountRequest], datetime, int, str]] = [
    ("forwarded", lambda: forwarded_on(pending()), START, 1, "link-forwarded"),
    ("forwarded, then approved", lambda: approved(forwarded_on(pending()), "3"), START, 1, "link-forwarded"),
    ("forwarded, then withdrawn", lambda: withdrawn(forwarded_on(pending())), START, 1, "link-forwarded"),
    ("forwarded, then expired", lambda: expired(forwarded_on(pending())), END, 1, "link-forwarded"),
    ("an older generation of a forwarded one", lambda: forwarded_on(resent()), START, 1, "link-forwarded"),
    ("forwarded, and the link over", lambda: forwarded_on(pending()), LINK_END, 1, "link-forwarded"),
    ("reassigned", lambda: replaced(pending()), START, 1, "link-superseded"),
    ("reassigned, then declined", lambda: declined(replaced(pending())), START, 1, "link-superseded"),
    ("reassigned, then withdrawn", lambda: withdrawn(replaced(pending())), START, 1, "link-superseded"),
    ("reassigned, then expired", lambda: expired(replaced(pending())), END, 1, "link-superseded"),
    ("approved by this link", lambda: approved(pending()), START, 1, SHOWN),
    ("approved by another", lambda: approved(pending(), "2"), START, 1, SHOWN),
    ("declined by another", lambda: declined(pending()), START, 1, SHOWN),
    ("decided, and the request's time over", lambda: approved(pending()), END, 1, SHOWN),
    ("decided, by an older generation", lambda: approved(resent()), START, 1, SHOWN),
    ("decided, and the link over", lambda: approved(pending(), "2"), LINK_END, 1, SHOWN),
    ("withdrawn", lambda: withdrawn(pending()), START, 1, "request-withdrawn"),
    ("withdrawn, and the time over", lambda: withdrawn(pending()), END, 1, "request-withdrawn"),
    ("withdrawn, older generation", lambda: withdrawn(resent()), START, 1, "request-withdrawn"),
    ("withdrawn, and the link over", lambda: withdrawn(pending()), LINK_END, 1, "request-withdrawn"),
    ("expired and announced", lambda: expired(pending()), END, 1, "request-expired"),
    ("expired and not announced", pending, END, 1, "request-expired"),
    ("expired, older generation", resent, END, 1, "request-expired"),
    ("an older generation", resent, START, 1, "link-superseded"),
    ("an older generation, and over", resent, LINK_END, 1, "link-superseded"),
    ("the link over", pending, LINK_END, 1, "link-expired"),
    ("the last moment of the link", pending, LINK_END - MICROSECOND, 1, SHOWN),
    ("the last moment of the request's old link", pending, END - MICROSECOND, 1, "link-expired"),
    ("a newer generation, long after", resent, LINK_END - MICROSECOND, 2, SHOWN),
    ("pending", pending, START, 1, SHOWN),
]


@pytest.mark.parametrize(
    ("request_", "now", "generation", "expected"),
    [pytest.param(*row[1:], id=row[0]) for row in LINK_CASES],
)
def test_first_matching_link_status_applies(
    request_: Callable[[], AccountRequest], now: datetime, generation: int, expected: str
) -> None:
    assert status_of_link(request_(), now, generation) == expected


def test_decline_in_review_is_shown_as_an_outcome() -> None:
    assert status_of_link(review.decline(pending(), REVIEWER, "Unknown.", START).request, START) == SHOWN


def test_link_of_a_forward_has_the_lifetime_of_the_old_link() -> None:
    request = forwarded_on(pending())
    assert status_of_link(request, LINK_END - MICROSECOND, nomination_id="3") == SHOWN
    assert status_of_link(request, LINK_END, nomination_id="3") == "link-expired"


def test_link_of_an_unknown_nomination_is_unknown_in_every_state() -> None:
    for request in (pending(), approved(pending()), withdrawn(pending())):
        assert status_of_link(request, START, nomination_id="9") == Problem.LINK_UNKNOWN


def test_link_never_shows_a_request_in_review() -> None:
    in_review = pending(customer_emails=("boss@holding.example",))
    assert status_of_link(in_review, START, generation=0) == "link-expired"
    assert status_of_link(in_review, START, generation=1) == "link-superseded"


def test_open_link_offers_three_actions_and_a_decided_one_none() -> None:
    assert approver_actions(pending(), START) == (Action.APPROVE, Action.DECLINE, Action.FORWARD)
    assert approver_actions(pending(), END) == ()
    assert approver_actions(approved(pending()), START) == ()

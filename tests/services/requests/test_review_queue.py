"""The queue of the reviews: which request is next, and what is counted of its requester."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.review import next_in_review, requester_history, review_request
from chalicelib.services.unit_of_work.caller import Caller
from tests.backends.observable_table import calls_of
from tests.services.requests.listed_requests import submitted, withdrawn, world_of_many
from tests.world import PARTNER, REVIEWER, World, person


@pytest.fixture
def many() -> Iterator[World]:
    with world_of_many() as world:
        yield world


def following(world: World, after: AccountRequest | None = None) -> str | None:
    return next_in_review(world.ports, Caller(REVIEWER, ()), after.request_id if after else "")


def test_queue_begins_with_the_request_that_waits_longest_and_comes_round(many: World) -> None:
    oldest, middle, newest = submitted(many, 3, reviewed=True)
    assert following(many) == oldest.request_id
    assert following(many, oldest) == middle.request_id
    assert following(many, newest) == oldest.request_id


def test_next_one_is_found_from_a_request_that_is_decided(many: World) -> None:
    oldest, middle, newest = submitted(many, 3, reviewed=True)
    review_request(many.ports, REVIEWER, middle.request_id, True, "")
    assert following(many, middle) == newest.request_id
    withdrawn(many, [newest])
    assert following(many, middle) == oldest.request_id


def test_nothing_is_next_where_nothing_else_waits(many: World) -> None:
    (only,) = submitted(many, 1, reviewed=True)
    assert following(many, only) is None
    review_request(many.ports, REVIEWER, only.request_id, False, "No.")
    assert (following(many, only), following(many)) == (None, None)


def test_reviewers_own_request_and_expired_ones_are_never_next(many: World) -> None:
    own = many.submit(by=REVIEWER, domain_identifier="own.example", customer_emails=("it@else.example",))
    assert own.state.in_review
    assert following(many) is None
    submitted(many, 1, reviewed=True)
    many.clock.advance(days=15)
    assert following(many) is None


@pytest.mark.parametrize("after", ["nothing", "x" * 300, "../y", "#"])
def test_unknown_request_leads_to_the_one_that_waits_longest(many: World, after: str) -> None:
    oldest, _ = submitted(many, 2, reviewed=True)
    assert next_in_review(many.ports, Caller(REVIEWER, ()), after) == oldest.request_id


def test_next_of_fifty_takes_three_calls(many: World) -> None:
    made = submitted(many, 50, reviewed=True)
    with calls_of(many.table) as calls:
        assert following(many, made[7]) == made[8].request_id
    assert [call.verb for call in calls] == ["get", "query", "batch"]


def test_requesters_other_requests_are_counted_by_what_became_of_them(many: World) -> None:
    first, suspicious, approved, last = submitted(many, 4)
    link_actions.decline(many.ports, many.token(suspicious), "suspicious", "")
    link_actions.approve(many.ports, many.token(approved), True)
    many.submit(by=person("other@rival.example"), domain_identifier="o.example", customer_emails=("it@o.example",))
    with calls_of(many.table) as calls:
        found = requester_history(many.ports, last)
    assert dict(found.by_status) == {
        RequestStatus.PENDING: 1,
        RequestStatus.DECLINED: 1,
        RequestStatus.APPROVED: 1,
    }
    assert (found.suspicious, found.since, found.is_more) == (1, first.created_at, False)
    assert [call.verb for call in calls] == ["query", "batch"]


def test_first_request_has_no_history_and_of_many_the_newest_are_counted(many: World) -> None:
    (only,) = submitted(many, 1)
    assert (requester_history(many.ports, only).by_status, requester_history(many.ports, only).since) == ({}, None)
    others = submitted(many, 54, first=1)
    found = requester_history(many.ports, others[-1])
    assert (sum(found.by_status.values()), found.is_more) == (49, True)
    assert PARTNER.person_id == only.requester.person_id

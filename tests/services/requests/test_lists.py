"""Lists of requests: what each filter finds, newest first, on full pages, in at most three calls of the database."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.query import ROWS
from chalicelib.domain.requests.listing import RequestFilter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import own_requests
from chalicelib.services.requests.review import requests_in_review, review_request
from chalicelib.services.unit_of_work.paging import Page
from tests.backends.observable_table import calls_of
from tests.services.requests.listed_requests import as_earlier_release, submitted, withdrawn, world_of_many
from tests.world import PARTNER, REVIEWER, World, aws_world, counted_calls, person

PENDING, WITHDRAWN = frozenset({RequestStatus.PENDING}), frozenset({RequestStatus.WITHDRAWN})
List = Callable[..., Page[Any]]


@pytest.fixture
def many() -> Iterator[World]:
    with world_of_many() as world:
        yield world


def own(world: World, limit: int = 50, start: str | None = None, **wanted: Any) -> Page[Any]:
    return own_requests(world.ports, PARTNER, limit, start, RequestFilter(**wanted))


def reviews(world: World, limit: int = 50, start: str | None = None, **wanted: Any) -> Page[Any]:
    return requests_in_review(world.ports, limit, start, RequestFilter(**wanted))


def ids(found: Page[Any] | Sequence[AccountRequest]) -> list[str]:
    items = [one.request for one in found.items] if isinstance(found, Page) else found
    return [one.request_id for one in items]


def pages(world: World, listed: List, limit: int, **wanted: Any) -> list[list[str]]:
    found, start = [], None
    while True:
        page = listed(world, limit, start, **wanted)
        found.append(ids(page))
        start = page.next_start
        if start is None:
            return found


@pytest.mark.parametrize("wanted", [{}, {"statuses": PENDING}], ids=["all", "filtered"])
def test_fifty_requests_take_two_calls(many: World, wanted: dict[str, Any]) -> None:
    made = submitted(many, 51)
    many.work()
    with calls_of(many.table) as calls:
        found = own(many, **wanted)
    assert ids(found) == ids(made[:0:-1])
    assert [call.verb for call in calls] == ["query", "batch"]


def test_fifty_requests_among_thousands_of_others_take_three_calls(many: World) -> None:
    made, others = submitted(many, 50), submitted(many, 1, first=60)
    withdrawn(many, others)
    listed = many.table.get(keys.own_request(others[0]))
    assert listed is not None
    for number in range(ROWS + 500):
        many.table.put(replace(listed, sk=f"{keys.OWN_PREFIX}2027-01-01T00:00:00.{number:06}Z#{number}"))
    with calls_of(many.table) as calls:
        found = own(many, statuses=PENDING)
    assert ids(found) == ids(made[::-1])
    assert [call.verb for call in calls] == ["query", "query", "batch"]


def test_reviews_take_two_calls(many: World) -> None:
    made = submitted(many, 50, reviewed=True)
    with calls_of(many.table) as calls:
        assert ids(reviews(many)) == ids(made[::-1])
    assert [call.verb for call in calls] == ["query", "batch"]


@pytest.mark.aws
def test_the_calls_are_those_of_dynamodb() -> None:
    with aws_world() as world:
        made = submitted(world, 3)
        withdrawn(world, made[1:2])
        for wanted, count in ((frozenset(), 3), (PENDING, 2)):
            with counted_calls() as calls:
                found = own(world, statuses=wanted)
            assert calls == ["Query", "BatchGetItem"]
            assert len(found.items) == count


@pytest.mark.parametrize(("listed", "reviewed"), [(own, False), (reviews, True)], ids=["own", "reviews"])
def test_pages_are_full_and_hold_each_request_once_newest_first(many: World, listed: List, reviewed: bool) -> None:
    made = submitted(many, 12, reviewed=reviewed)
    withdrawn(many, made[::2])
    left = ids(made[::-2])
    assert pages(many, listed, 3, statuses=frozenset({made[0].status})) == [left[:3], left[3:]]
    assert sorted(chain(*pages(many, listed, 4))) == sorted(ids(made) if listed is own else left)


def test_what_fits_comes_first_however_many_do_not(many: World) -> None:
    oldest, *others = submitted(many, 15)
    withdrawn(many, others)
    (page,) = pages(many, own, 1, statuses=PENDING)
    assert page == [oldest.request_id]


def test_several_statuses_may_be_wanted(many: World) -> None:
    pending, taken_back, approved = submitted(many, 3)
    withdrawn(many, [taken_back])
    link_actions.approve(many.ports, many.token(approved), True)
    assert ids(own(many, statuses=PENDING | WITHDRAWN)) == ids([taken_back, pending])
    assert ids(own(many, statuses=frozenset({RequestStatus.APPROVED}))) == [approved.request_id]
    assert ids(own(many, statuses=frozenset(RequestStatus))) == ids([approved, taken_back, pending])


def test_an_expired_request_is_expired_at_once_in_every_list(many: World) -> None:
    made, in_review = submitted(many, 2), submitted(many, 2, reviewed=True, first=10)
    many.clock.advance(days=14)
    assert ids(reviews(many)) == []
    many.clock.advance(days=80)
    expired = frozenset({RequestStatus.EXPIRED})
    assert ids(own(many, statuses=expired)) == ids([*in_review[::-1], *made[::-1]])
    since = many.clock.now() - timedelta(days=10)
    assert ids(own(many, updated_since=since)) == ids(made[::-1])
    assert ids(own(many, statuses=PENDING)) == []


def test_each_filter_finds_what_fits_and_nothing_else(many: World) -> None:
    first, second, third = submitted(many, 3)
    assert ids(own(many, domain_identifier="customer1.example")) == [second.request_id]
    assert ids(own(many, reference=third.reference)) == [third.request_id]
    assert ids(own(many, order_reference="PO-0")) == [first.request_id]
    assert ids(own(many, order_reference="po-0")) == []
    assert ids(own(many, created_since=second.created_at)) == ids([third, second])
    assert ids(own(many, domain_identifier="customer1.example", reference=third.reference)) == []
    withdrawn(many, [first])
    assert ids(own(many, updated_since=many.clock.now())) == [first.request_id]
    assert ids(own(many, updated_since=many.clock.now() + timedelta(microseconds=1))) == []


def test_reviews_have_the_same_filters(many: World) -> None:
    first, second = submitted(many, 2, reviewed=True)
    assert ids(reviews(many, order_reference="PO-0")) == [first.request_id]
    assert ids(reviews(many, created_since=second.created_at)) == [second.request_id]
    assert ids(reviews(many, statuses=PENDING)) == []
    assert ids(reviews(many, statuses=frozenset(RequestStatus))) == ids([second, first])


def test_other_people_find_nothing(many: World) -> None:
    request = submitted(many, 1)[0]
    found = own_requests(
        many.ports, person("other@reseller.example"), 50, None, RequestFilter(reference=request.reference)
    )
    assert ids(found) == []


def test_rows_of_earlier_releases_are_found_by_every_filter(many: World) -> None:
    made, in_review = submitted(many, 12), submitted(many, 3, reviewed=True, first=20)
    many.work()
    withdrawn(many, made[1:])
    as_earlier_release(many, *made, *in_review)
    assert pages(many, own, 5, statuses=PENDING) == [[made[0].request_id]]
    assert ids(own(many, order_reference="PO-3")) == [made[3].request_id]
    assert ids(own(many)) == ids([*in_review[::-1], *made[::-1]])
    assert ids(reviews(many)) == ids(in_review[::-1])
    assert [len(one.deliveries) for one in own(many).items] == [0, 0, 0, *[2] * 12]


def test_a_decision_about_a_row_of_an_earlier_release_changes_its_entry(many: World) -> None:
    made, (in_review,) = submitted(many, 2), submitted(many, 1, reviewed=True, first=20)
    as_earlier_release(many, *made, in_review)
    withdrawn(many, made[:1])
    review_request(many.ports, REVIEWER, in_review.request_id, accepted=True, reason="")
    many.work()
    assert ids(own(many, statuses=WITHDRAWN)) == [made[0].request_id]
    assert ids(own(many, statuses=PENDING)) == ids([in_review, made[1]])
    assert [len(one.deliveries) for one in own(many).items] == [2, 2, 0]

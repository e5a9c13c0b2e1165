"""Reviewers list and search all that they may decide: reviews first, then what waits for its approvers."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.requests.listing import RequestFilter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import requests_in_review, review_request
from chalicelib.services.unit_of_work.caller import Caller
from infra.operate.listing import list_all
from tests.movable_clock import START
from tests.ses import report
from tests.world import PARTNER, REVIEWER, World, person

RIVAL = person("sales@rival.example", name="Riva Rival")
BOTH = frozenset({RequestStatus.PENDING_REVIEW, RequestStatus.PENDING})


@pytest.fixture
def made(world: World) -> list[AccountRequest]:
    """Two reviews, and three pending requests of two partners, of which one has bounced; a minute apart."""
    requests = []
    for number in range(5):
        domain = "elsewhere.example" if number < 2 else f"u{number}.example"
        by = RIVAL if number == 4 else PARTNER
        addresses = (f"it@{domain}",)
        requests.append(world.submit(by=by, domain_identifier=f"u{number}.example", customer_emails=addresses))
        world.clock.advance(minutes=1)
    world.work()
    file = world.ports.store.request_file(requests[3].request_id)
    assert file is not None
    report(world, next(mail for mail in file.mails if mail.draft.nomination_id == "1"), "Bounce")
    return requests


def found(world: World, limit: int = 25, **wanted: Any) -> list[str]:
    """The domains of all pages."""
    start: str | None = None
    domains: list[str] = []
    while True:
        page = requests_in_review(world.ports, limit, start, RequestFilter(statuses=BOTH, **wanted))
        domains += [one.request.domain_identifier.partition(".")[0] for one in page.items]
        start = page.next_start
        if start is None:
            return domains


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("limit", [1, 2, 3, 25])
def test_reviews_come_before_what_is_pending_whatever_the_size_of_a_page(world: World, limit: int) -> None:
    assert found(world, limit) == ["u1", "u0", "u4", "u3", "u2"]


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"partner": "rival.example"}, ["u4"]),
        ({"partner": "reseller.example"}, ["u1", "u0", "u3", "u2"]),
        ({"domain_identifier": "u2.example"}, ["u2"]),
        ({"bounced": True}, ["u3"]),
        ({"bounced": False}, ["u1", "u0", "u4", "u2"]),
        ({"created_until": START + timedelta(minutes=2)}, ["u1", "u0", "u2"]),
        ({"created_since": START + timedelta(minutes=4)}, ["u4"]),
    ],
    ids=str,
)
def test_reviewers_search_by_partner_domain_age_and_bounces(
    world: World, wanted: dict[str, Any], expected: list[str]
) -> None:
    assert found(world, **wanted) == expected


@pytest.mark.usefixtures("made")
def test_without_a_status_reviews_alone_are_listed(world: World) -> None:
    page = requests_in_review(world.ports, 25, None)
    assert [one.request.domain_identifier for one in page.items] == ["u1.example", "u0.example"]


def test_what_is_pending_is_seen_by_reviewers_and_leaves_the_list_with_its_end(
    world: World, made: list[AccountRequest]
) -> None:
    assert requester_actions.request_file(
        world.ports, Caller(REVIEWER, ()), made[2].request_id
    ).request == world.current(made[2])
    link_actions.decline(world.ports, world.token(made[2]), "not_needed", "")
    review_request(world.ports, REVIEWER, made[3].request_id, accepted=False, reason="Unknown.")
    review_request(world.ports, REVIEWER, made[0].request_id, accepted=True, reason="")
    world.clock.advance(days=1)
    requester_actions.resend(world.ports, world.caller(RIVAL), made[4].request_id, None)
    assert found(world) == ["u1", "u4", "u0"]
    listed = [row for row in world.rows() if row[0] == keys.PENDING]
    assert len(listed) == 2
    assert list_all(world.container) == 0


def test_requests_of_earlier_releases_are_listed_by_migrate(world: World, made: list[AccountRequest]) -> None:
    for one in made:
        world.table.delete(keys.pending(one))
    assert found(world) == ["u1", "u0"]
    list_all(world.container)
    assert found(world, bounced=True) == ["u3"]
    assert found(world) == ["u1", "u0", "u4", "u3", "u2"]

"""The largest transaction of each kind has at most 60 actions (docs/design.md "One decision, one transaction")."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.mapping import writes_of
from chalicelib.domain.policy import Policy, ReviewGate
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions, review
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.scheduled_job import process_due
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write
from tests.callers import caller_of
from tests.world import FORM, PARTNER, REVIEWER, SETTINGS, World
from tests.world import world as new_world

MOST = 60
WORST = replace(
    FORM,
    account_name=" ".join(f"wrd{number:02}" for number in range(30)),
    domain_identifier="a.b.c.d.e.f.univ.example",
    customer_emails=tuple(f"person{number}@univ.example" for number in range(5)),
)


class Counting:
    """The store, which remembers how many actions each commit came to."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.sizes: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, planned: Sequence[Write]) -> None:
        self.sizes.append(sum(1 for change in planned for _ in writes_of(change)))
        self._store.commit(planned)


def counting(world: World) -> tuple[Ports, Counting]:
    world.caller(PARTNER)
    store = Counting(world.ports.store)
    return replace(world.ports, store=store), store


def submit(ports: Ports) -> AccountRequest:
    return submit_request(ports, caller_of(ports, PARTNER), WORST, IdempotencyKey("key", "body")).request


@pytest.fixture
def reviewing_world() -> Iterator[World]:
    """A system where a reviewer sees every request."""
    with new_world(replace(SETTINGS, policy=Policy(review_gate=ReviewGate.ALWAYS))) as one:
        yield one


def test_the_largest_submission_and_its_approval_fit(world: World) -> None:
    ports, store = counting(world)
    request = submit(ports)
    link_actions.approve(ports, world.token(request), authority_confirmed=True)
    assert len(store.sizes) == 2
    assert max(store.sizes) <= MOST


def test_the_largest_review_fits(reviewing_world: World) -> None:
    ports, store = counting(reviewing_world)
    request = submit(ports)
    review.review_request(ports, REVIEWER, request.request_id, accepted=True, reason="")
    assert max(store.sizes) <= MOST
    assert reviewing_world.current(request).reviewed


def test_the_largest_decline_withdrawal_and_expiry_fit(world: World) -> None:
    ports, store = counting(world)
    link_actions.decline(ports, world.token(submit(ports)), "not_needed", "")
    withdrawn = submit_request(ports, caller_of(ports, PARTNER), WORST, IdempotencyKey("second", "body")).request
    requester_actions.withdraw(ports, caller_of(ports, PARTNER), withdrawn.request_id, "")
    world.clock.advance(days=1)
    expired = submit_request(ports, caller_of(ports, PARTNER), WORST, IdempotencyKey("third", "body")).request
    world.clock.advance(days=90)
    process_due(ports, expired.request_id)
    assert len(store.sizes) == 6
    assert max(store.sizes) <= MOST


def test_the_largest_resend_fits(world: World) -> None:
    ports, store = counting(world)
    requester_actions.resend(ports, caller_of(ports, PARTNER), submit(ports).request_id, None)
    assert len(store.sizes) == 2
    assert store.sizes[1] <= MOST

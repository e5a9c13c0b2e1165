"""Requesters with many requests, and rows as releases before lists were filtered left them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import requester_actions
from tests.world import PARTNER, REVIEWER, SETTINGS, World
from tests.world import world as new_world

MANY = Policy(open_requests=200, mails_per_requester=1_000, mails_per_recipient=1_000)


@contextmanager
def world_of_many() -> Iterator[World]:
    """The system with limits that nobody meets here."""
    with new_world(replace(SETTINGS, policy=MANY)) as world:
        yield world


def submitted(world: World, count: int, *, reviewed: bool = False, first: int = 0) -> list[AccountRequest]:
    """Submit so many requests, an hour apart, each to two people; oldest first."""
    found = []
    for number in range(first, first + count):
        domain = f"customer{number}.example"
        people = tuple(f"{one}@{'else' if reviewed else ''}{domain}" for one in ("it", "cio"))
        found.append(world.submit(domain_identifier=domain, customer_emails=people, order_reference=f"PO-{number}"))
        world.clock.advance(hours=1)
    return found


def withdrawn(world: World, requests: list[AccountRequest]) -> None:
    for request in requests:
        requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")


def as_earlier_release(world: World, *requests: AccountRequest) -> None:
    """Leave the rows of lists as earlier releases had them: they say which request it is, and nothing else."""
    for request in requests:
        for key in (keys.own_request(request), keys.in_review(request)):
            row = world.table.get(key)
            if row is not None:
                world.table.put(replace(row, document=None, deliveries=None, version=None))


READERS = {"own": PARTNER, "reviews": REVIEWER}

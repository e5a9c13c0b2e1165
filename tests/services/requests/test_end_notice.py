"""Whoever meets a pending request learns until when it may wait and, if they ask, once that it has ended."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.erased import without_addresses
from chalicelib.domain.requests.request import MOST_WATCHERS, AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.end_notice import ask_for_end_notice
from chalicelib.services.requests.review import review_request
from chalicelib.services.unit_of_work.writes import SaveUnlisted
from tests.domain.requests.stories import refuses
from tests.ses import text_of
from tests.world import PARTNER, REVIEWER, World, person

RIVAL = person("sales@rival.example", name="Riva Rival")
ENDS: dict[str, tuple[Callable[[World, AccountRequest], object], str]] = {
    "approved": (lambda world, one: link_actions.approve(world.ports, world.token(one), True), "exists now"),
    "declined": (lambda world, one: link_actions.decline(world.ports, world.token(one), "not_needed", ""), "is free"),
    "declined by a reviewer": (
        lambda world, one: review_request(world.ports, REVIEWER, one.request_id, accepted=False, reason="No."),
        "is free",
    ),
    "withdrawn": (
        lambda world, one: requester_actions.withdraw(world.ports, world.caller(PARTNER), one.request_id, ""),
        "is free",
    ),
    "expired": (lambda world, _: world.clock.advance(days=90), "is free"),
}


def to_rival(world: World) -> list[str]:
    return [text_of(mail) for mail in world.work() if mail["To"] == str(RIVAL.email)]


def test_conflict_says_until_when_the_request_may_wait(world: World) -> None:
    request = world.submit()
    with pytest.raises(Refused) as refused:
        world.submit(by=RIVAL)
    assert refused.value.problem is Problem.REQUEST_ALREADY_PENDING
    assert refused.value.facts["pending_until"] == request.expires_at.isoformat()


@pytest.mark.parametrize("name", ENDS)
def test_who_asked_is_told_once_of_the_end_and_of_nothing_else(world: World, name: str) -> None:
    end, words = ENDS[name]
    request = world.submit()
    for _ in range(2):
        ask_for_end_notice(world.ports, world.caller(RIVAL), request.account_id)
    assert to_rival(world) == []
    end(world, request)
    (text,) = to_rival(world)
    assert words in text
    assert not {"it@univ.example", str(PARTNER.email), "Needed for"} & set(text.split())
    world.clock.advance(days=200)
    assert to_rival(world) == []


def test_who_did_not_ask_and_the_requester_get_no_notice(world: World) -> None:
    request = world.submit()
    ask_for_end_notice(world.ports, world.caller(PARTNER), request.account_id)
    assert world.current(request).watchers == ()


def test_what_has_ended_cannot_be_waited_for(world: World) -> None:
    request = world.submit()
    world.clock.advance(days=90)
    with refuses(Problem.ACTION_NOT_ALLOWED):
        ask_for_end_notice(world.ports, world.caller(RIVAL), request.account_id)
    with refuses(Problem.ACCOUNT_UNKNOWN):
        ask_for_end_notice(world.ports, world.caller(RIVAL), "unknown")


def test_at_most_so_many_are_told_of_one_request(world: World) -> None:
    request = world.submit()
    for number in range(MOST_WATCHERS):
        ask_for_end_notice(world.ports, world.caller(person(f"p{number}@rival.example")), request.account_id)
    with refuses(Problem.LIMIT_REACHED):
        ask_for_end_notice(world.ports, world.caller(RIVAL), request.account_id)


def test_nobody_is_mailed_in_the_place_of_an_erased_watcher(world: World) -> None:
    request = world.submit()
    ask_for_end_notice(world.ports, world.caller(RIVAL), request.account_id)
    erased = replace(world.current(request), watchers=without_addresses(world.current(request).watchers))
    world.ports.store.commit([SaveUnlisted(erased)])
    link_actions.decline(world.ports, world.token(request), "not_needed", "")
    assert {str(mail["To"]) for mail in world.work()} == {"it@univ.example", str(PARTNER.email)}

"""One team sends and withdraws all day under one organisation: others go on, and withdrawing gives nothing back."""

import pytest

from chalicelib.domain.errors import LimitName, Problem, Refused
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.own_limits import own_standing
from chalicelib.services.requests.review import review_request
from tests.world import PARTNER, REVIEWER, World, person

ANOTHER, CUSTOMER = person("sam@another.example"), "dean@univ.example"
TIMES, SHARE, REVIEWS = 22, Policy().mails_per_team, 60


def asked(world: World, number: int, *people: str, by: object = PARTNER) -> AccountRequest:
    domain = f"d{number}.univ.example"
    emails = tuple(f"{one}@univ.example" for one in people) or (f"invented{number}@univ.example",)
    return world.submit(by=by, domain_identifier=domain, customer_emails=emails)  # type: ignore[arg-type]


@pytest.fixture
def abused(world: World) -> tuple[World, AccountRequest, AccountRequest, list[Refused]]:
    """Return the requests of another partner that wait for the customer and for a reviewer, and the refusals."""
    pending = asked(world, 900, "dean", by=ANOTHER)
    reviewed = world.submit(by=ANOTHER, domain_identifier="d901.univ.example", customer_emails=("x@private.example",))
    refusals = []
    for number in range(TIMES):
        try:
            request = asked(world, number)
        except Refused as refused:
            refusals.append(refused)
        else:
            requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")
    return world, pending, reviewed, refusals


def test_team_is_refused_after_its_share_though_it_withdraws_everything(
    abused: tuple[World, AccountRequest, AccountRequest, list[Refused]],
) -> None:
    _, _, _, refusals = abused
    assert len(refusals) == TIMES - SHARE
    assert {(one.problem, one.facts["limit_name"], one.facts["limit"]) for one in refusals} == {
        (Problem.MAIL_LIMIT, LimitName.MAILS_PER_TEAM, SHARE)
    }


def test_another_partner_the_customer_and_a_reviewer_go_on(
    abused: tuple[World, AccountRequest, AccountRequest, list[Refused]],
) -> None:
    world, pending, reviewed, _ = abused
    assert asked(world, 902, by=ANOTHER).pending_since
    to = read_forwarding("colleague@univ.example", "", "en", True)
    link_actions.forward(world.ports, world.token(pending), lambda _: to)
    review_request(world.ports, REVIEWER, reviewed.request_id, accepted=True, reason="")
    assert world.current(reviewed).pending_since


def test_forms_of_several_addresses_count_as_one_each(world: World) -> None:
    for number in range(SHARE):
        asked(world, number, *(f"p{number}-{place}" for place in range(5)))
    with pytest.raises(Refused, match="mail-limit"):
        asked(world, SHARE)
    assert asked(world, 900, by=ANOTHER).pending_since


def test_what_is_left_of_ones_limits_follows_from_what_was_sent(world: World) -> None:
    requests = [asked(world, number, "a", "b") if number == 0 else asked(world, number) for number in range(3)]
    requester_actions.withdraw(world.ports, world.caller(PARTNER), requests[0].request_id, "")
    standing = own_standing(world.ports, world.caller(PARTNER))
    assert {one.name: (one.limit, one.used, one.left) for one in standing.limits} == {
        LimitName.OPEN_REQUESTS: (25, 2, 23),
        LimitName.OPEN_ACCESS_REQUESTS: (25, 0, 25),
        LimitName.MAILS_PER_REQUESTER: (200, 4, 196),
        LimitName.INQUIRIES_PER_PERSON: (3, 0, 3),
    }
    world.clock.advance(days=1)
    left = {one.name: one.left for one in own_standing(world.ports, world.caller(PARTNER)).limits}
    assert left[LimitName.MAILS_PER_REQUESTER] == 200


def test_sixty_reviews_in_a_minute_are_few_mails_and_hold_nobody_up(world: World) -> None:
    """Across the end of an hour the reviewer gets the mails of one hour, and two digests."""
    pending = asked(world, 900, "dean", by=ANOTHER)
    world.work()
    world.clock.advance(minutes=59, seconds=30)
    reviews = []
    for number in range(REVIEWS):
        if number == REVIEWS // 2:
            world.work()
            world.clock.advance(seconds=59)
        domain, by = f"d{number}.other.example", person(f"p{number // 20}@many.example")
        reviews.append(world.submit(by=by, domain_identifier=domain, customer_emails=("x@private.example",)))
    world.work()
    assert asked(world, 901, by=ANOTHER).pending_since
    to = read_forwarding("colleague@univ.example", "", "en", True)
    link_actions.forward(world.ports, world.token(pending), lambda _: to)
    accepted = review_request(world.ports, REVIEWER, reviews[-1].request_id, accepted=True, reason="")
    assert accepted.pending_since
    world.clock.advance(hours=2)
    world.work()
    told = [mail for mail in world.mailbox() if mail["To"] == str(REVIEWER.email)]
    assert len(told) == world.ports.policy.mails_per_reviewer + 2 <= 12
    texts = "".join(str(mail.get_body(("plain",))) for mail in told).replace("\u200c", "")
    assert [texts.count(f": {one.domain_identifier}\n") for one in reviews] == [1] * REVIEWS

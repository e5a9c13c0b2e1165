"""The administrators are mailed two weeks before a program ends, once."""

from dataclasses import replace

import pytest

from chalicelib.domain.events import EventKind
from tests.services.programs.stories import FORM_OF_PROGRAM, HEAD, Partner, client
from tests.world import World


@pytest.fixture
def partner(world: World) -> Partner:
    return Partner.of(world)


def told(partner: Partner) -> list[str]:
    return [str(mail["subject"]) for mail in partner.world.work() if mail["to"] == str(HEAD.email)]


def test_administrators_are_mailed_two_weeks_before_the_end_once(partner: Partner) -> None:
    partner.bound()
    partner.world.clock.advance(days=351, seconds=-1)
    assert told(partner) == []
    partner.world.clock.advance(seconds=1)
    assert told(partner) == ["A program of Reseller ends soon"]
    partner.world.clock.advance(days=1)
    assert told(partner) == []
    events = partner.world.ports.store.account_events(partner.account_id)
    assert events[-1].kind is EventKind.PROGRAM_ENDS_SOON


def test_each_of_several_programs_is_told_of(partner: Partner) -> None:
    for name in ("first", "second"):
        partner.bound(client(name))
    partner.world.clock.advance(days=351)
    assert len(told(partner)) == 2


def test_nobody_is_told_of_what_is_revoked_not_bound_or_short(partner: Partner) -> None:
    partner.revoke(partner.bound())
    partner.invite()
    partner.bound(client("short"), replace(FORM_OF_PROGRAM, valid_days=14))
    partner.world.clock.advance(days=360)
    assert told(partner) == []

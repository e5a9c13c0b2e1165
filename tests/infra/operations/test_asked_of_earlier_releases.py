"""`migrate` notes with recipients which requests of earlier releases they were asked about: links are found again."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests.link_again import mail_link_again
from infra.operate.listing import note_asked
from tests.backends.observable_table import MOMENTS, WRITES, KilledError, calls_of, killed_at
from tests.infra.operations.test_listing import over
from tests.services.requests.listed_requests import MANY, submitted, withdrawn, world_of_many
from tests.world import World

PEOPLE = ("it", "cio")
Rows = Mapping[Any, dict[str, Any]]


@pytest.fixture(scope="module")
def earlier() -> tuple[Rows, list[AccountRequest]]:
    """Rows of which none knows who was asked, and two open requests; one more is withdrawn, one in review."""
    with world_of_many() as world:
        made = submitted(world, 3)
        submitted(world, 1, reviewed=True, first=10)
        withdrawn(world, made[:1])
        rows = {key: row for key, row in world.rows().items() if not key[0].startswith("TALLY#recipient#")}
        return rows, made[1:]


def mailed_again(world: World, request: AccountRequest) -> int:
    """How many of the people who were asked have their link mailed again."""
    before = len(world.ports.store.mails_of(request.request_id))
    for person in PEOPLE:
        mail_link_again(world.ports, request.reference, f"{person}@{request.domain_identifier}")
    return len(world.ports.store.mails_of(request.request_id)) - before


def test_links_of_earlier_releases_are_found_once_this_has_run(earlier: tuple[Rows, list[AccountRequest]]) -> None:
    world, (first, second) = over(earlier[0]), earlier[1]
    assert mailed_again(world, first) == 0
    assert note_asked(world.container) == 4
    assert [mailed_again(world, one) for one in (first, second)] == [2, 2]


def test_second_run_writes_nothing_and_limits_count_on(earlier: tuple[Rows, list[AccountRequest]]) -> None:
    world = over(earlier[0])
    note_asked(world.container)
    noted = world.rows()
    with calls_of(world.table) as calls:
        assert note_asked(world.container) == 0
    assert not WRITES & {call.verb for call in calls}
    assert world.rows() == noted


def test_killed_at_any_call_it_continues(earlier: tuple[Rows, list[AccountRequest]]) -> None:
    whole = over(earlier[0])
    with calls_of(whole.table) as calls:
        note_asked(whole.container)
    for number, call in enumerate(calls, start=1):
        for moment in MOMENTS if call.verb in WRITES else MOMENTS[:1]:
            world = over(earlier[0])
            with killed_at(world.table, number, moment), pytest.raises(KilledError):
                note_asked(world.container)
            note_asked(world.container)
            assert world.rows() == whole.rows()


def test_request_that_ended_meanwhile_is_not_noted(earlier: tuple[Rows, list[AccountRequest]]) -> None:
    world = over(earlier[0])
    world.clock.advance(days=MANY.request_length.days + 1)
    assert note_asked(world.container) == 0

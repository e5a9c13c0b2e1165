"""`migrate` lists the requests of earlier releases as this one does, killed at any call and resumed."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.requests.listing import RequestFilter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import own_requests
from infra.operate.listing import has_unlisted, is_needed, list_all
from tests.backends.backend import MemoryBackend
from tests.backends.observable_table import MOMENTS, WRITES, KilledError, acting_before, calls_of, killed_at
from tests.services.requests.listed_requests import as_earlier_release, submitted, withdrawn, world_of_many
from tests.unreadable_rows import put
from tests.world import PARTNER, SETTINGS, World, world_over

Rows = Mapping[Any, dict[str, Any]]
PENDING = RequestFilter(statuses=frozenset({RequestStatus.PENDING}))


@pytest.fixture(scope="module")
def lived() -> tuple[Rows, Rows, list[AccountRequest]]:
    """The rows as this release writes them, as earlier releases left them, and the requests, oldest first."""
    with world_of_many() as world:
        made = [*submitted(world, 4), *submitted(world, 2, reviewed=True, first=10)]
        world.work()
        withdrawn(world, made[:1])
        link_actions.decline(world.ports, world.token(made[1]), "not_needed", "")
        listed = world.rows()
        as_earlier_release(world, *made)
        return listed, world.rows(), made


def over(rows: Rows) -> World:
    backend = MemoryBackend()
    for row in rows.values():
        put(backend.table, row)
    return world_over(backend, SETTINGS)


def lists(rows: Rows) -> dict[Any, Any]:
    """What lists know, without how often it was written."""
    own = {key: row for key, row in rows.items() if key[0].startswith("PERSON#") and key[1].startswith("REQUEST#")}
    return {key: {name: value for name, value in row.items() if name != "version"} for key, row in own.items()}


def test_requests_of_earlier_releases_are_listed_as_this_one_lists_them(lived: tuple[Rows, Rows, list[Any]]) -> None:
    listed, earlier, made = lived
    one = over(earlier)
    before = own_requests(one.ports, PARTNER, 50, None)
    assert (is_needed(one.container), has_unlisted(one.container)) == (True, True)
    assert list_all(one.container) == len(made)
    assert lists(one.rows()) == lists(listed)
    assert (is_needed(one.container), has_unlisted(one.container)) == (False, False)
    with calls_of(one.table) as calls:
        assert own_requests(one.ports, PARTNER, 50, None) == before
    assert [call.verb for call in calls] == ["query", "batch"]


def test_second_run_writes_nothing(lived: tuple[Rows, Rows, list[Any]]) -> None:
    one = over(lived[1])
    list_all(one.container)
    with calls_of(one.table) as calls:
        assert list_all(one.container) == 0
    assert not WRITES & {call.verb for call in calls}


def test_killed_at_any_call_it_continues(lived: tuple[Rows, Rows, list[Any]]) -> None:
    whole = over(lived[1])
    with calls_of(whole.table) as calls:
        list_all(whole.container)
    for number, call in enumerate(calls, start=1):
        for moment in MOMENTS if call.verb in WRITES else MOMENTS[:1]:
            one = over(lived[1])
            with killed_at(one.table, number, moment), pytest.raises(KilledError):
                list_all(one.container)
            found = own_requests(one.ports, PARTNER, 50, None, PENDING)
            assert [one.request.request_id for one in found.items] == [one.request_id for one in lived[2][3:1:-1]]
            list_all(one.container)
            assert one.rows() == whole.rows()


@pytest.mark.parametrize("number", range(4))
def test_decision_in_the_meantime_is_listed(lived: tuple[Rows, Rows, list[Any]], number: int) -> None:
    one, request = over(lived[1]), lived[2][3]
    verbs = {"get", "query", "transact"}
    with acting_before(one.table, verbs, number, lambda: withdrawn(one, [request])) as met:
        list_all(one.container)
    assert met
    assert request.request_id not in [
        found.request.request_id for found in own_requests(one.ports, PARTNER, 50, None, PENDING).items
    ]
    assert list_all(one.container) == 0


def test_what_the_release_before_changed_after_a_rollback_is_listed_anew(lived: tuple[Rows, Rows, list[Any]]) -> None:
    one = over(lived[0])
    list_all(one.container)
    key = keys.own_request(lived[2][2])
    stale = one.table.get(key)
    assert stale is not None
    withdrawn(one, [lived[2][2]])
    one.table.put(stale)
    one.table.put(Row(*keys.LISTED, holder="the release before"))
    assert is_needed(one.container)
    assert list_all(one.container) == 1
    assert [found.request.request_id for found in own_requests(one.ports, PARTNER, 50, None, PENDING).items] == [
        lived[2][3].request_id
    ]


def test_request_that_cannot_be_read_is_passed_over(lived: tuple[Rows, Rows, list[Any]]) -> None:
    one = over(lived[1])
    key = keys.request(lived[2][0].request_id)
    put(one.table, {**one.rows()[key], "document": {"S": "{"}})
    assert list_all(one.container) == len(lived[2]) - 1


def test_empty_table_needs_no_waiting() -> None:
    one = over({})
    assert (is_needed(one.container), has_unlisted(one.container), list_all(one.container)) == (True, False, 0)
    assert list(one.rows()) == [keys.LISTED]

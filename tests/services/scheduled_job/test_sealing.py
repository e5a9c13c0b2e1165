"""The scheduled job seals how long each trail is: all of them, within bounds, whatever crashes or cannot be read."""

import logging
from collections.abc import Mapping
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import at_least
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.query import every
from chalicelib.adapters.dynamodb.record_types import DUE_SHARDS, UNCOUNTED_PREFIX, uncounted_shard
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.events import AuditEvent, stated_lengths
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.sealing import BATCH, MOST_SEALINGS, ROWS_WALKED, seal_trails
from infra.verify import verified
from tests.backends.observable_table import KilledError, Moment, killed_at
from tests.recorded_metrics import RecordedMetrics
from tests.services.feed.feeds import dispatch
from tests.services.scheduled_job.poisoned_minute import submitted as submit
from tests.services.unit_of_work.interrupted import interrupted
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.world import PARTNER, World, counted_calls


def sealings(one: World) -> list[AuditEvent]:
    return list(every(one.table, keys.SEALINGS_PARTITION, keys.EVENT_PREFIX, AuditEvent))


def lengths(one: World) -> Mapping[str, int]:
    """Return the length of each trail as the sealings state it, by its id."""
    return {trail.partition("#")[2]: number for found in sealings(one) for trail, number, _ in stated_lengths(found)}


def waiting(one: World) -> list[str]:
    """Return the partitions of events that no sealing has counted."""
    shards = [f"{UNCOUNTED_PREFIX}{number}" for number in range(DUE_SHARDS)]
    return [row.pk for shard in shards for row in one.table.due(shard, at_least("due_at", "2"), 10_000)]


def submitted(one: World, domain: str) -> AccountRequest:
    request = submit(one, domain)
    dispatch(one)
    return request


def seal(one: World) -> None:
    seal_trails(one.ports, one.container.mail_sender.outbox)


def without_sealing(one: World, request: AccountRequest) -> None:
    """Leave the events of a request as an earlier release would have."""
    for number in range(1, one.current(request).event_count + 1):
        item = item_of(one.table, keys.event(request.request_id, number))
        put(one.table, {name: item[name] for name in ("pk", "sk", "document")})


def test_each_sealing_states_the_trails_that_grew_since_the_last(world: World) -> None:
    first, second = (submitted(world, f"{name}.example") for name in ("one", "two"))
    seal(world)
    assert lengths(world) == {first.request_id: 1, second.request_id: 1}
    link_actions.approve(world.ports, world.token(first), True)
    dispatch(world)
    seal(world)
    seal(world)
    assert lengths(world) == {first.request_id: 2, second.request_id: 1}
    assert [len(one.details) for one in sealings(world)] == [2, 1]
    assert waiting(world) == []


def test_no_decision_writes_a_sealing(world: World) -> None:
    seal(world)
    known = stored(world.table, keys.sealings(), object)
    request = submitted(world, "one.example")
    link_actions.approve(world.ports, world.token(request), True)
    assert (stored(world.table, keys.sealings(), object), sealings(world)) == (known, [])


@pytest.mark.aws
def test_run_without_new_events_takes_nine_reads_and_no_write(world: World) -> None:
    submitted(world, "one.example")
    seal(world)
    with counted_calls() as calls:
        seal(world)
    assert sorted(calls) == ["GetItem", *["Query"] * DUE_SHARDS]


def test_one_run_counts_a_bounded_number_of_events_and_the_next_goes_on(world: World) -> None:
    seal(world)
    request = submitted(world, "one.example")
    (event,) = world.ports.store.events(request.request_id)
    most = BATCH * MOST_SEALINGS
    for number in range(most + 1):
        key = keys.event(f"copy-{number}", 1)
        world.table.put(Row(*key, encoded(event), due_at="2026-01-01", due_shard=uncounted_shard(key[0])))
    seal(world)
    assert len(waiting(world)) == 2
    assert [len(one.details) for one in sealings(world)] == [BATCH] * MOST_SEALINGS
    seal(world)
    assert len(lengths(world)) == most + 2
    assert waiting(world) == []


def test_events_of_earlier_releases_are_sealed_by_a_walk_of_bounded_steps(world: World) -> None:
    requests = [submitted(world, f"u{number}.example") for number in range(3)]
    for request in requests:
        without_sealing(world, request)
    for number in range(ROWS_WALKED):
        world.table.put(Row("P", f"{number:04}"))
    seal(world)
    assert len(lengths(world)) < len(requests)
    for _ in range(3):
        seal(world)
    assert lengths(world) == dict.fromkeys((request.request_id for request in requests), 1)
    assert world.ports.store.sealings().walked_at == world.clock.now()


def test_many_events_of_an_earlier_release_are_sealed_in_one_run(world: World) -> None:
    request = submitted(world, "one.example")
    (event,) = world.ports.store.events(request.request_id)
    for number in range(2 * BATCH):
        world.table.put(Row(*keys.event(f"copy-{number}", 1), encoded(event)))
    seal(world)
    assert len(lengths(world)) == 2 * BATCH + 1
    assert waiting(world) == []


def test_event_that_was_taken_off_the_index_is_sealed_by_the_walk_of_the_next_day(world: World) -> None:
    seal(world)
    request = submitted(world, "one.example")
    without_sealing(world, request)
    seal(world)
    assert lengths(world) == {}
    world.clock.advance(days=1)
    seal(world)
    assert lengths(world) == {request.request_id: 1}
    world.clock.advance(days=1)
    seal(world)
    assert len(sealings(world)) == 1


@pytest.mark.parametrize("made_up", [{"due_at": "9999-12-31"}, {"due_shard": "nowhere"}, {"due_at": "never"}])
def test_event_that_was_made_to_wait_elsewhere_is_sealed_by_the_walk_of_the_next_day(
    world: World, made_up: dict[str, str]
) -> None:
    seal(world)
    request = submitted(world, "one.example")
    item = item_of(world.table, keys.event(request.request_id, 1))
    put(world.table, {**item, **{name: {"S": value} for name, value in made_up.items()}})
    seal(world)
    assert lengths(world) == {}
    world.clock.advance(days=1)
    seal(world)
    assert lengths(world) == {request.request_id: 1}


def test_trail_of_an_earlier_release_that_grows_is_sealed_with_all_of_it(world: World) -> None:
    seal(world)
    request = submitted(world, "one.example")
    without_sealing(world, request)
    seal(world)
    assert lengths(world) == {}
    requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")
    dispatch(world)
    seal(world)
    assert lengths(world) == {request.request_id: 2}


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_event_is_set_aside_and_keeps_no_other_from_being_sealed(
    observed: World, metrics: RecordedMetrics, poison: str
) -> None:
    bad, good = (submitted(observed, f"{name}.example") for name in ("bad", "good"))
    with poisoned(observed.table, keys.event(bad.request_id, 1), poison):
        seal(observed)
        assert lengths(observed) == {good.request_id: 1}
        assert metrics.counts[Metric.ROW_SET_ASIDE] == 1
        assert item_of(observed.table, keys.event(bad.request_id, 1))["trouble"] == {"S": "record-unreadable"}
    seal(observed)
    assert lengths(observed) == {good.request_id: 1, bad.request_id: 1}


@pytest.mark.parametrize("change", ["a long seal", "another number", "another partition"])
def test_forged_event_is_set_aside_and_keeps_no_other_from_being_sealed(observed: World, change: str) -> None:
    seal(observed)
    bad, good = (submitted(observed, f"{name}.example") for name in ("bad", "good"))
    key = keys.event(bad.request_id, 1)
    event = stored(observed.table, key, AuditEvent)
    assert event is not None
    forged = {
        "a long seal": replace(event, seal="0" * 300_000),
        "another number": replace(event, sequence=9),
        "another partition": event,
    }[change]
    at = ("ELSEWHERE#1", key[1]) if change == "another partition" else key
    observed.table.delete(key)
    observed.table.put(Row(*at, encoded(forged), due_at="2026-01-01", due_shard=uncounted_shard(at[0])))
    seal(observed)
    assert lengths(observed) == {good.request_id: 1}


def test_entry_of_the_index_whose_event_is_gone_is_passed_over(world: World) -> None:
    request = submitted(world, "one.example")
    ports = interrupted(world.ports, lambda: world.table.delete(keys.event(request.request_id, 1)))
    seal_trails(ports, world.container.mail_sender.outbox)
    assert lengths(world) == {}
    seal(world)
    assert waiting(world) == []


def test_of_two_runs_at_once_one_seals(world: World) -> None:
    submitted(world, "one.example")
    seal_trails(interrupted(world.ports, lambda: seal(world)), world.container.mail_sender.outbox)
    assert len(sealings(world)) == 1
    assert all(verdict.is_intact and verdict.is_sealed for verdict in verified(world.container))


def test_unreadable_end_of_the_sealings_stops_neither_mails_nor_later_runs(
    observed: World, caplog: pytest.LogCaptureFixture
) -> None:
    seal(observed)
    submitted(observed, "one.example")
    with poisoned(observed.table, keys.sealings(), "broken"), caplog.at_level(logging.ERROR):
        observed.minute()
    assert "the audit trails could not be sealed: record-unreadable" in caplog.text
    assert [str(mail["To"]) for mail in observed.mailbox()]
    seal(observed)
    assert waiting(observed) == []


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 14))
def test_run_that_dies_at_any_call_leaves_intact_trails_and_the_next_seals_all(
    world: World, call: int, moment: Moment
) -> None:
    request = submitted(world, "one.example")
    try:
        with killed_at(world.table, call, moment):
            seal(world)
    except KilledError:
        assert all(verdict.is_intact for verdict in verified(world.container))
    seal(world)
    assert lengths(world) == {request.request_id: 1}
    assert waiting(world) == []
    assert all(verdict.is_intact and verdict.is_sealed for verdict in verified(world.container))

"""Every event of a team is put on the bus at least once, and trouble there delays neither mails nor feeds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.conditions import at_least
from chalicelib.adapters.dynamodb.feed import keys
from chalicelib.adapters.dynamodb.record_types import BUS_PREFIX, DUE_SHARDS
from chalicelib.services.feed.bus import LONGEST_PAUSE, SECONDS, put_due_events
from chalicelib.services.unit_of_work.metrics import Metric
from tests.backends.observable_table import KilledError, Moment, busy_at, killed_at
from tests.recorded_metrics import RecordedMetrics
from tests.services.feed.feeds import TEAM, dispatch, feed
from tests.services.feed.memory_bus import MemoryBus
from tests.services.scheduled_job.poisoned_minute import submitted
from tests.services.unit_of_work.interrupted import interrupted
from tests.unreadable_rows import POISONS, poisoned
from tests.world import World


@pytest.fixture
def bus() -> MemoryBus:
    return MemoryBus()


@pytest.fixture
def on_bus(observed: World, bus: MemoryBus) -> World:
    """A world with a bus."""
    ports = replace(observed.ports, bus=bus)
    return replace(observed, container=replace(observed.container, ports=ports))


def placed(world: World, count: int = 1) -> list[str]:
    """Have so many events wait for the bus; return their ids."""
    for number in range(count):
        submitted(world, f"u{number}.example")
    dispatch(world)
    return [event.event_id for event in feed(world)]


def put(world: World) -> None:
    put_due_events(world.ports, world.container.mail_sender.outbox, lambda: 0.0)


def waiting(world: World) -> int:
    shards = [f"{BUS_PREFIX}{number}" for number in range(DUE_SHARDS)]
    return sum(len(list(world.table.due(shard, at_least("due_at", "2"), 10_000))) for shard in shards)


def test_each_event_is_put_once_ten_in_a_call(on_bus: World, bus: MemoryBus) -> None:
    ids = placed(on_bus, 12)
    put(on_bus)
    put(on_bus)
    assert ([len(call) for call in bus.calls], sorted(bus.ids), waiting(on_bus)) == ([10, 2], sorted(ids), 0)


def test_the_schedule_puts_what_was_caused_in_its_minute(on_bus: World, bus: MemoryBus) -> None:
    submitted(on_bus, "one.example")
    on_bus.minute()
    assert bus.ids == [event.event_id for event in feed(on_bus)]


def test_without_a_bus_nothing_waits_for_one(observed: World) -> None:
    placed(observed)
    put(observed)
    assert waiting(observed) == 0


def test_only_what_is_refused_is_put_again_later_and_less_often(
    on_bus: World, bus: MemoryBus, metrics: RecordedMetrics
) -> None:
    ids = placed(on_bus, 3)
    bus.refuses = lambda event: event.event_id == ids[1]
    put(on_bus)
    assert (sorted(bus.ids), waiting(on_bus)) == (sorted({*ids} - {ids[1]}), 1)
    tries: list[int] = []
    for minute in range(180):
        on_bus.clock.advance(minutes=1)
        put(on_bus)
        tries += [minute + 1] * (metrics.counts[Metric.EVENT_REFUSED] - 1 - len(tries))
    assert tries == [1, 3, 7, 15, 31, 63, 123]
    bus.refuses = lambda _: False
    on_bus.clock.advance(hours=LONGEST_PAUSE / timedelta(hours=1))
    put(on_bus)
    assert (bus.ids[-1], len(bus.ids), waiting(on_bus)) == (ids[1], 3, 0)


def test_what_may_have_been_taken_is_put_again_under_the_same_id(on_bus: World, bus: MemoryBus) -> None:
    ids = placed(on_bus, 2)
    bus.loses_answers = True
    put(on_bus)
    bus.loses_answers = False
    on_bus.clock.advance(minutes=1)
    put(on_bus)
    assert (sorted(bus.ids), waiting(on_bus)) == (sorted([*ids, *ids]), 0)


def test_a_bus_that_is_down_delays_neither_mails_nor_feeds(on_bus: World, bus: MemoryBus) -> None:
    bus.is_down = True
    submitted(on_bus, "one.example")
    on_bus.minute()
    assert "it@one.example" in [str(mail["To"]) for mail in on_bus.mailbox()]
    assert (len(feed(on_bus)), waiting(on_bus)) == (1, 1)


@pytest.mark.parametrize("poison", [one for one in POISONS if one != "without_a_field"])
def test_an_event_that_cannot_be_read_is_set_aside_and_stops_no_other(
    on_bus: World, bus: MemoryBus, metrics: RecordedMetrics, poison: str
) -> None:
    ids = placed(on_bus, 2)
    with poisoned(on_bus.table, keys.position(TEAM, 1), poison):
        put(on_bus)
    assert (bus.ids, metrics.counts[Metric.ROW_SET_ASIDE]) == (ids[1:], 1)
    on_bus.clock.advance(hours=1)
    put(on_bus)
    assert (bus.ids, waiting(on_bus)) == ([ids[1], ids[0]], 0)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 11))
def test_a_run_that_dies_at_any_call_loses_no_event(on_bus: World, bus: MemoryBus, call: int, moment: Moment) -> None:
    ids = placed(on_bus, 2)
    try:
        with killed_at(on_bus.table, call, moment):
            put(on_bus)
    except KilledError:
        pass
    put(on_bus)
    assert ({*bus.ids}, waiting(on_bus)) == ({*ids}, 0)


def test_two_runs_at_once_lose_nothing(on_bus: World, bus: MemoryBus) -> None:
    ids = placed(on_bus, 2)
    ports = interrupted(on_bus.ports, lambda: put(on_bus))
    put_due_events(ports, on_bus.container.mail_sender.outbox, lambda: 0.0)
    assert (sorted(bus.ids), waiting(on_bus)) == (sorted([*ids, *ids]), 0)


def test_a_run_ends_in_time_and_a_busy_table_leaves_events_to_the_next(on_bus: World, bus: MemoryBus) -> None:
    ids = placed(on_bus, 12)
    with busy_at(on_bus.table, lambda call: call.verb == "due"):
        put(on_bus)
    assert bus.calls == []
    times = iter([0.0, 0.0, SECONDS])
    put_due_events(on_bus.ports, on_bus.container.mail_sender.outbox, lambda: next(times))
    assert (len(bus.ids), waiting(on_bus)) == (10, 2)
    put(on_bus)
    assert sorted(bus.ids) == sorted(ids)

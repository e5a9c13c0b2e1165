"""The feed under eight writers and two dispatchers, read by two: each event once to each reader, and none missed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.bootstrap import Container
from chalicelib.domain.errors import Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.services.feed.dispatch import dispatch_due_events, dispatch_event
from chalicelib.services.unit_of_work.commit import sealed
from chalicelib.services.unit_of_work.feed.writes import EventKey
from chalicelib.services.unit_of_work.writes import AppendEvent

pytestmark = pytest.mark.races

# Its trails are events alone, without the record of a request.
FEED_TRAIL = "feed-"
TEAM, WRITERS, EVENTS, PAGE = "team-of-races", 8, 25, 7
EARLY = datetime(2026, 11, 1, tzinfo=UTC)


def write(container: Container, writer: int) -> None:
    """Append the events of one trail. Their times run against the order of the commits; each second one is nudged."""
    ports, trail = container.ports, f"{FEED_TRAIL}{writer}"
    for number in range(1, EVENTS + 1):
        at = EARLY - timedelta(minutes=number)
        event = sealed(ports, trail, EventDraft(EventKind.RESENT, Actor(Role.SYSTEM)), number - 1, "", at)
        told = TeamEvent(f"evt_{trail}_{number}", event.kind, at, number, TEAM, TEAM, "pending", request_id=trail)
        ports.store.commit([AppendEvent(event, told)])
        if number % 2:
            with suppress(Refused):
                dispatch_event(ports, EventKey(trail, number))


def dispatch(container: Container, written: Event) -> None:
    """Dispatch what waits until all is written, and once more."""
    outbox, ends = DynamoOutbox(container.table), False
    while not ends:
        ends = written.is_set()
        dispatch_due_events(container.ports, outbox, lambda: 0.0)


def read(container: Container, dispatched: Event) -> Sequence[TeamEvent]:
    """Follow the feed from its first event on, until nothing comes any more."""
    found: list[TeamEvent] = []
    after, ends = 0, False
    while not ends:
        ends = dispatched.is_set()
        page = container.ports.store.feed_page(TEAM, after, PAGE)
        found += page.items
        after, ends = page.end, ends and not page.items
    return found


def test_each_of_two_readers_gets_each_event_once_and_misses_none(container: Container) -> None:
    written, dispatched = Event(), Event()

    def all_of(work: Callable[..., object], arguments: Sequence[object], done: Event) -> None:
        with ThreadPoolExecutor(len(arguments)) as pool:
            list(pool.map(work, [container] * len(arguments), arguments))
        done.set()

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read, container, dispatched) for _ in range(2)]
        writing = pool.submit(all_of, write, range(WRITERS), written)
        dispatching = pool.submit(all_of, dispatch, [written] * 2, dispatched)
        writing.result()
        dispatching.result()
        first, second = (reader.result() for reader in readers)
    ids = [event.event_id for event in first]
    assert ids == [event.event_id for event in second]
    assert len(ids) == len(set(ids)) == WRITERS * EVENTS == container.ports.store.feed_end(TEAM)
    for trail in {event.request_id for event in first}:
        told = sorted(event.sequence for event in first if event.request_id == trail)
        assert told == list(range(1, EVENTS + 1))

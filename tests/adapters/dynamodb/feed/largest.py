"""The use cases of feeds at their largest."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS
from chalicelib.services.feed.bus import AT_ONCE, put_events
from chalicelib.services.feed.dispatch import dispatch_event
from chalicelib.services.unit_of_work.feed.writes import EventKey
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.feed.memory_bus import MemoryBus
from tests.services.scheduled_job.poisoned_minute import submitted
from tests.services.webhooks.hooks import made
from tests.world import World


def dispatching(world: World) -> Callable[[], object]:
    """A request of a team with as many webhooks as it may have."""
    for number in range(MOST_WEBHOOKS):
        made(world, webhook_id=f"w{number}")
    request = world.submit()
    return lambda: dispatch_event(world.ports, EventKey(request.request_id, 1))


def putting(world: World) -> Callable[[], object]:
    """As many events as one call takes."""
    bus = MemoryBus()
    ports = replace(world.ports, bus=bus)
    for number in range(AT_ONCE):
        request = submitted(world, f"u{number}.example")
        dispatch_event(ports, EventKey(request.request_id, 1))
    waiting = world.ports.store.due_for_bus(world.clock.now(), AT_ONCE)
    return lambda: put_events(ports, bus, waiting)


ABOUT_FEEDS: Mapping[str, Prepare] = {
    "feed.bus.put_events": putting,
    "feed.dispatch.dispatch_event": dispatching,
}

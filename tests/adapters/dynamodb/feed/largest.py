"""The use case of feeds at its largest, which is its only size."""

from collections.abc import Callable, Mapping

from chalicelib.services.feed.dispatch import dispatch_event
from chalicelib.services.unit_of_work.feed.writes import EventKey
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.world import World


def dispatching(world: World) -> Callable[[], object]:
    request = world.submit()
    return lambda: dispatch_event(world.ports, EventKey(request.request_id, 1))


ABOUT_FEEDS: Mapping[str, Prepare] = {"feed.dispatch.dispatch_event": dispatching}

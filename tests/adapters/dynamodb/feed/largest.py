"""The use case of feeds at its largest, which is its only size."""

from collections.abc import Callable, Mapping

from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS
from chalicelib.services.feed.dispatch import dispatch_event
from chalicelib.services.unit_of_work.feed.writes import EventKey
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.webhooks.hooks import made
from tests.world import World


def dispatching(world: World) -> Callable[[], object]:
    """A request of a team with as many webhooks as it may have."""
    for number in range(MOST_WEBHOOKS):
        made(world, webhook_id=f"w{number}")
    request = world.submit()
    return lambda: dispatch_event(world.ports, EventKey(request.request_id, 1))


ABOUT_FEEDS: Mapping[str, Prepare] = {"feed.dispatch.dispatch_event": dispatching}

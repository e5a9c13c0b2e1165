"""The use cases of webhooks at their largest."""

from collections.abc import Callable, Mapping

from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.services.webhooks.due import tell_of_end
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.access.stories import Account
from tests.services.webhooks.hooks import made
from tests.world import World


def ended(world: World) -> Callable[[], object]:
    account_id, now = Account.of(world).account_id, world.clock.now()
    made(world, account_id=account_id, status=WebhookStatus.ENDED, notice_due_at=now)
    return lambda: tell_of_end(world.ports, account_id, "w1")


ABOUT_WEBHOOKS: Mapping[str, Prepare] = {"webhooks.due.tell_of_end": ended}

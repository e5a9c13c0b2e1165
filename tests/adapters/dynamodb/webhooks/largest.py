"""The use cases of webhooks at their largest."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.services.webhooks import administration
from chalicelib.services.webhooks.due import tell_of_end
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.webhooks.hooks import URL, logged, made, with_receivers
from tests.world import World


def ended(world: World) -> Callable[[], object]:
    account_id, now = Account.of(world).account_id, world.clock.now()
    made(world, account_id=account_id, status=WebhookStatus.ENDED, notice_due_at=now)
    return lambda: tell_of_end(world.ports, account_id, "w1")


def by_administrator(act: Callable[..., object], *given: Any, means: bool = False, sent: bool = False) -> Prepare:
    """Return a preparation of a use case about a webhook."""

    def prepare(world: World) -> Callable[[], object]:
        account = Account.of(world)
        with_receivers(world)
        (delivery,) = logged(world, account.account_id)
        caller, own = account.caller(ADMINISTRATOR), world.container.webhook_deliverer.means
        more = (*given, *((delivery.delivery_id,) if sent else ()))
        return lambda: act(world.ports, *((own,) if means else ()), caller, account.account_id, *more)

    return prepare


FORM = WebhookForm(URL, ("approved",))
ABOUT_WEBHOOKS: Mapping[str, Prepare] = {
    "webhooks.due.tell_of_end": ended,
    "webhooks.administration.make_webhook": by_administrator(administration.make_webhook, FORM, means=True),
    "webhooks.administration.change_webhook": by_administrator(administration.change_webhook, "w1", FORM, means=True),
    "webhooks.administration.rotate_secret": by_administrator(administration.rotate_secret, "w1", means=True),
    "webhooks.administration.remove_webhook": by_administrator(administration.remove_webhook, "w1"),
    "webhooks.administration.send_test": by_administrator(administration.send_test, "w1"),
    "webhooks.administration.redeliver": by_administrator(administration.redeliver, "w1", sent=True),
}

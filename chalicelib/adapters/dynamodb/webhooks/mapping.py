"""What changes of webhooks mean for the table. Completes the functions of `mapping`."""

from collections.abc import Iterator

from chalicelib.adapters.dynamodb.conditions import at_version
from chalicelib.adapters.dynamodb.deliveries import keys
from chalicelib.adapters.dynamodb.feed.mapping import writes_of
from chalicelib.adapters.dynamodb.record_types import next_version
from chalicelib.adapters.dynamodb.table import Delete, Operation
from chalicelib.services.unit_of_work.webhooks.writes import RemoveWebhook, SaveDelivery, SaveWebhook

__all__ = ["writes_of"]


@writes_of.register(SaveWebhook)
def _(change: SaveWebhook) -> Iterator[Operation]:
    yield next_version(change.webhook)


@writes_of.register(RemoveWebhook)
def _(change: RemoveWebhook) -> Iterator[Operation]:
    webhook = change.webhook
    yield Delete(keys.webhook(webhook.account_id, webhook.webhook_id), at_version(webhook.version))


@writes_of.register(SaveDelivery)
def _(change: SaveDelivery) -> Iterator[Operation]:
    yield next_version(change.delivery)

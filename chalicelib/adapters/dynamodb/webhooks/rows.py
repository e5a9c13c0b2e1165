"""The rows of webhooks, one by one, for the function that sends."""

from chalicelib.adapters.dynamodb.deliveries import keys
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.record_types import next_version
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey


class DynamoWebhookRows:
    """Implementation of the port `WebhookRows`.

    Single-row writes are not retry-safe when a reply is lost: a claim lost so simply falls due again.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def webhook(self, account_id: str, webhook_id: str) -> Webhook | None:
        """One webhook, in one get."""
        return stored(self._table, keys.webhook(account_id, webhook_id), Webhook)

    def delivery(self, key: DeliveryKey) -> Delivery | None:
        """One delivery, in one get."""
        return stored(self._table, keys.delivery(key.account_id, key.webhook_id, key.delivery_id), Delivery)

    def record(self, row: Webhook | Delivery) -> None:
        """One put."""
        anew = next_version(row)
        self._table.put(anew.row, anew.condition)

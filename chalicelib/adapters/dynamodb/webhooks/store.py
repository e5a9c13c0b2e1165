"""The part of the store for webhooks and their deliveries. Completes the one for feeds, whose events they get."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.conditions import at_most, begins_with
from chalicelib.adapters.dynamodb.deliveries import keys
from chalicelib.adapters.dynamodb.documents import instant_of, stamp
from chalicelib.adapters.dynamodb.feed.store import DynamoFeedStore
from chalicelib.adapters.dynamodb.get import readable, stored
from chalicelib.adapters.dynamodb.query import every, in_shard
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey, DueDelivery


class DynamoWebhookStore(DynamoFeedStore):
    """Every read is one get or one query."""

    def webhooks(self, account_id: str) -> Sequence[Webhook]:
        """The webhooks of an account, in one query; their ids are random."""
        found = every(self._table, keys.partition(account_id), keys.WEBHOOK_PREFIX, Webhook)
        return sorted(found, key=lambda webhook: (webhook.created_at, webhook.webhook_id))

    def webhook(self, account_id: str, webhook_id: str) -> Webhook | None:
        """One webhook, in one get."""
        return stored(self._table, keys.webhook(account_id, webhook_id), Webhook)

    def deliveries(self, account_id: str, webhook_id: str, limit: int, start: str | None) -> Page[Delivery]:
        """A page of a webhook's deliveries, in one query. Raises `invalid-cursor` for a start outside the list."""
        prefix = keys.deliveries(webhook_id)
        if start is not None and not start.startswith(prefix):
            raise Refused(Problem.INVALID_CURSOR)
        found = self._table.query(
            keys.partition(account_id), begins_with("sk", prefix), limit=limit, start=start, newest_first=True
        )
        return Page(list(readable(found.items, Delivery)), found.next_start)

    def delivery(self, key: DeliveryKey) -> Delivery | None:
        """One delivery, in one get."""
        return stored(self._table, keys.delivery(key.account_id, key.webhook_id, key.delivery_id), Delivery)

    def due_deliveries(self, now: datetime, limit: int) -> Sequence[DueDelivery]:
        """By the due index, whose entries may be sent by now."""
        due = self._table.due(keys.DUE_DELIVERIES, at_most("due_at", stamp(now)), limit)
        return list(_deliveries(due))

    def due_webhooks(self, now: datetime, limit: int) -> Sequence[DueRow[Webhook]]:
        """In a query of the index, and one batch if there are any."""
        return in_shard(self._table, keys.DUE_WEBHOOKS, at_most("due_at", stamp(now)), limit, Webhook)


def _deliveries(rows: Iterator[Row]) -> Iterator[DueDelivery]:
    for row in rows:
        prefix, *ids = row.sk.split("#")
        if f"{prefix}#" == keys.DELIVERY_PREFIX and len(ids) == len(("webhook_id", "delivery_id")):
            yield DueDelivery(DeliveryKey(row.pk.removeprefix(keys.PARTITIONS), *ids), instant_of(str(row.due_at)))

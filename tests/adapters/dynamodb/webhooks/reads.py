"""The table of reads of webhooks: what each makes of a row that it cannot read, and why that is safe."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.adapters.dynamodb.deliveries import keys
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey
from tests.adapters.dynamodb.kept_rows import A_LIST, BY_KEY, LEFT_OUT, RAISES, THE_ROW, Kept, Read

LATER = timedelta(days=1)
# Of `Kept.in_`.
WEBHOOK, DELIVERY = "w1", "00000000000000d1"


def _webhook(kept: Kept) -> tuple[str, str]:
    return keys.webhook(kept.account_id, WEBHOOK)


def _delivery(kept: Kept) -> tuple[str, str]:
    return keys.delivery(kept.account_id, WEBHOOK, DELIVERY)


READS_OF_WEBHOOKS: Mapping[str, Read] = {
    "webhooks": Read(LEFT_OUT, A_LIST, _webhook, lambda one: one.store.webhooks(one.account_id)),
    "webhook": Read(RAISES, THE_ROW, _webhook, lambda one: one.store.webhook(one.account_id, WEBHOOK)),
    "deliveries": Read(
        LEFT_OUT, A_LIST, _delivery, lambda one: one.store.deliveries(one.account_id, WEBHOOK, 10, None).items
    ),
    "delivery": Read(
        RAISES, THE_ROW, _delivery, lambda one: one.store.delivery(DeliveryKey(one.account_id, WEBHOOK, DELIVERY))
    ),
    "due_deliveries": Read(
        BY_KEY,
        "only the key is read",
        _delivery,
        lambda one: one.store.due_deliveries(one.world.clock.now() + LATER, 10),
    ),
    "due_webhooks": Read(
        LEFT_OUT,
        "the caller is told of the row, and sets it aside",
        _webhook,
        lambda one: [due for due in one.store.due_webhooks(one.world.clock.now() + LATER, 10) if due.record],
    ),
}

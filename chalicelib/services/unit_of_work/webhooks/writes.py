"""Writes of a commit that concern webhooks."""

from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import Webhook


@value_class
class SaveWebhook:
    """Write the webhook if it is still at the version that was read (0: if there is none)."""

    webhook: Webhook


@value_class
class RemoveWebhook:
    """Remove the webhook if it is still at the version that was read. Its deliveries stay until they are forgotten."""

    webhook: Webhook


@value_class
class SaveDelivery:
    """Write the delivery if it is still at the version that was read (0: if there is none)."""

    delivery: Delivery


WebhookWrite = SaveWebhook | RemoveWebhook | SaveDelivery

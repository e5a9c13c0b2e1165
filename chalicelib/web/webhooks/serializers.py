"""Webhooks and their deliveries as they go over the wire."""

from typing import Any

from chalicelib.domain.webhooks.delivery import Attempt, Delivery
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.web.schemas.webhooks import AttemptView, DeliveryView, WebhookView, WebhookWithSecret


def webhook_view(webhook: Webhook) -> WebhookView:
    """Return the webhook."""
    return WebhookView(**_shown(webhook))


def webhook_with_secret(webhook: Webhook) -> WebhookWithSecret:
    """Return the webhook as an answer that is kept: without its secret."""
    return WebhookWithSecret(**_shown(webhook), secret=None)


def delivery_view(delivery: Delivery) -> DeliveryView:
    """Return the delivery."""
    return DeliveryView(
        delivery_id=delivery.delivery_id,
        event_id=delivery.event_id,
        kind=delivery.kind,
        status=delivery.status.value,
        created_at=delivery.created_at,
        due_at=delivery.due_at,
        attempts=[_attempt_view(attempt) for attempt in delivery.attempts],
    )


def _attempt_view(attempt: Attempt) -> AttemptView:
    answer = attempt.answer
    trouble = answer.trouble.value if answer.trouble else None
    return AttemptView(at=attempt.at, answered_status=answer.status, trouble=trouble, excerpt=answer.excerpt)


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {
        "webhook_id": webhook.webhook_id,
        "account_id": webhook.account_id,
        "url": webhook.url,
        "kinds": [kind.value for kind in webhook.kinds],
        "status": webhook.status.value,
        "created_at": webhook.created_at,
        "failing_since": webhook.failing_since,
        "former_secret_until": webhook.former_secret_until,
    }

"""Schemas of webhooks."""

from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.web.schemas.feed import TeamEventView


class NewWebhookBody(msgspec.Struct, kw_only=True):
    """A webhook to be made; without `kinds` it gets all events."""

    url: str
    kinds: list[str] = []


class ChangeWebhookBody(msgspec.Struct, kw_only=True):
    """What is to change; what is left out stays."""

    url: str | msgspec.UnsetType = msgspec.UNSET
    kinds: list[str] | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET


class WebhookView(msgspec.Struct, kw_only=True):
    """A webhook. An empty list of kinds stands for all of them."""

    webhook_id: str
    account_id: str
    url: str
    kinds: list[str]
    status: Literal["active", "disabled", "ended"]
    created_at: datetime
    failing_since: datetime | None
    former_secret_until: datetime | None


class WebhookWithSecret(WebhookView, kw_only=True):
    """A webhook with its secret, which is null in an answer that is repeated for an idempotency key."""

    secret: str | None


class WebhookList(msgspec.Struct, kw_only=True):
    """The webhooks of an account, in the order in which they were made."""

    items: list[WebhookView]
    unreadable: int


class AttemptView(msgspec.Struct, kw_only=True):
    """An attempt: the status of the answer with its first bytes, or why there was none."""

    at: datetime
    answered_status: int | None
    trouble: str | None
    excerpt: str


class DeliveryView(msgspec.Struct, kw_only=True):
    """An event for a webhook, with the last ten attempts to send it."""

    delivery_id: str
    event_id: str
    kind: str
    status: Literal["due", "delivered", "failed", "dropped"]
    created_at: datetime
    due_at: datetime | None
    attempts: list[AttemptView]


class DeliveryPage(msgspec.Struct, kw_only=True):
    """The deliveries of the last 30 days, the newest event first."""

    items: list[DeliveryView]
    next_cursor: str | None
    unreadable: int


class WebhookEvent(msgspec.Struct, kw_only=True):
    """What is posted to a webhook, signed as Standard Webhooks describes. A test has the kind `test` and no request."""

    type: str
    timestamp: datetime
    data: TeamEventView

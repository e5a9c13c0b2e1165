"""The deliveries of an event, which are written in the transaction that gives the event its position in the feed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.webhooks.delivery import Delivery, delivery_id_of
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery


def deliveries_of(ports: Ports, event: TeamEvent) -> Sequence[SaveDelivery]:
    """Return a delivery for each webhook of the team that wants the event."""
    now, body = ports.clock.now(), body_of(event.kind, event.at, told(event))
    return [
        SaveDelivery(delivery_to(webhook, event.event_id, event.kind, body, event.at, now))
        for webhook in ports.store.webhooks(event.team_account_id)
        if webhook.wants(event.kind)
    ]


def delivery_to(webhook: Webhook, event_id: str, kind: str, body: str, at: datetime, now: datetime) -> Delivery:
    """Return a new delivery, which is due."""
    return Delivery(
        delivery_id=delivery_id_of(event_id, at),
        webhook_id=webhook.webhook_id,
        account_id=webhook.account_id,
        event_id=event_id,
        kind=kind,
        body=body,
        created_at=at,
        series_at=now,
        due_at=now,
    )


def told(event: TeamEvent) -> Mapping[str, str | int | None]:
    """Return the event as `GET /v1/events` lists it."""
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    return {**values, "at": written(event.at)}


def body_of(kind: str, at: datetime, data: Mapping[str, str | int | None]) -> str:
    """Return what is sent, in the shape that Standard Webhooks recommends."""
    return json.dumps({"type": kind, "timestamp": written(at), "data": data}, separators=(",", ":"))


def written(at: datetime) -> str:
    """Return the time as the API writes it."""
    return at.isoformat().replace("+00:00", "Z")

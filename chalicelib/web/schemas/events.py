"""Schemas of audit events, of requests and of accounts."""

from datetime import datetime

import msgspec


class EventActor(msgspec.Struct, kw_only=True):
    """Who did it: a role, and a person id or a masked address."""

    role: str
    who: str


class EventView(msgspec.Struct, kw_only=True):
    """One event of the audit trail."""

    event_id: str
    at: datetime
    kind: str
    actor: EventActor
    details: dict[str, str | int]


class EventList(msgspec.Struct, kw_only=True):
    """The audit trail, oldest first."""

    items: list[EventView]
    unreadable: int


class EventPage(msgspec.Struct, kw_only=True):
    """A page of an audit trail, oldest first."""

    items: list[EventView]
    next_cursor: str | None
    unreadable: int

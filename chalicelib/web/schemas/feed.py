"""Schemas of the feed."""

from datetime import datetime

import msgspec


class TeamEventView(msgspec.Struct, kw_only=True):
    """What a team is told of one audit event; the ids are those of what it is about, the others are null.

    `sequence` orders the events of one request. `status` is that after the event.
    """

    event_id: str
    kind: str
    at: datetime
    sequence: int
    team_account_id: str
    account_id: str
    status: str
    request_id: str | None
    access_request_id: str | None
    domain_proof_id: str | None
    recovery_id: str | None
    reference: str | None
    order_reference: str | None


class TeamEventPage(msgspec.Struct, kw_only=True):
    """The events of a team after a cursor, and the cursor to go on from, which is there in an empty page too."""

    items: list[TeamEventView]
    next_after: str
    has_more: bool
    unreadable: int

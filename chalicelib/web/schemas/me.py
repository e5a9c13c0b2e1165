"""Schemas of what a caller is told about themselves."""

from datetime import datetime

import msgspec


class OwnRole(msgspec.Struct, kw_only=True):
    """A role of the caller."""

    account_id: str
    role: str
    virtual_account_id: str | None
    granted_at: datetime


class TeamView(msgspec.Struct, kw_only=True):
    """An account whose team may have a new request of the caller."""

    account_id: str
    account_name: str
    domain_identifier: str


class LimitLeft(msgspec.Struct, kw_only=True):
    """How much of a limit the caller has used, how much is left now, and when the first of it is free again."""

    limit_name: str
    limit: int
    used: int
    left: int
    renews_at: datetime | None


class Me(msgspec.Struct, kw_only=True):
    """What the caller has here."""

    email: str
    reviewer: bool
    roles: list[OwnRole]
    teams: list[TeamView]
    limits: list[LimitLeft]

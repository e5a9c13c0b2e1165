"""Schemas of programs."""

from datetime import datetime
from typing import Literal

import msgspec


class InvitationBody(msgspec.Struct, kw_only=True):
    """A program that is invited to act for the account."""

    label: str
    scopes: list[str]
    team_email: str
    valid_days: int


class ConfirmationBody(msgspec.Struct, kw_only=True):
    """The code that an administrator was shown."""

    code: str


class ProgramView(msgspec.Struct, kw_only=True):
    """An invitation or a program. `client_id` is null until a client has confirmed the code."""

    program_id: str
    account_id: str
    account_name: str
    label: str
    scopes: list[str]
    team_email: str
    status: Literal["invited", "active", "expired", "revoked"]
    client_id: str | None
    invited_at: datetime
    code_ends_at: datetime
    ends_at: datetime
    bound_at: datetime | None
    revoked_at: datetime | None


class AdministeredProgram(ProgramView, kw_only=True):
    """A program as administrators of its account see it."""

    last_used_at: datetime | None


class InvitedProgram(ProgramView, kw_only=True):
    """A new invitation. The code is shown once: it is null in an answer that is repeated for an idempotency key."""

    code: str | None


class ProgramList(msgspec.Struct, kw_only=True):
    """The programs of an account, the newest first; of those that have ended the last 20."""

    items: list[AdministeredProgram]
    unreadable: int

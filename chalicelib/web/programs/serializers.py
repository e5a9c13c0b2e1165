"""Serialize programs to the schemas of the API."""

from datetime import datetime
from typing import Any

from chalicelib.domain.programs.program import Program
from chalicelib.web.schemas import programs


def program_view(program: Program, now: datetime) -> programs.ProgramView:
    """Serialize a program for itself."""
    return programs.ProgramView(**_members(program, now))


def administered_program(program: Program, used_at: datetime | None, now: datetime) -> programs.AdministeredProgram:
    """Serialize a program for administrators of its account."""
    return programs.AdministeredProgram(**_members(program, now), last_used_at=used_at)


def invited_program(program: Program, now: datetime) -> programs.InvitedProgram:
    """Serialize a new invitation, without its code."""
    return programs.InvitedProgram(**_members(program, now), code=None)


def _members(program: Program, now: datetime) -> dict[str, Any]:
    return {
        "program_id": program.program_id,
        "account_id": program.account_id,
        "account_name": program.account_name,
        "label": program.label,
        "scopes": [scope.value for scope in program.scopes],
        "team_email": program.team_email,
        "status": program.status_at(now).value,
        "client_id": program.client_id or None,
        "invited_at": program.invited_at,
        "code_ends_at": program.code_ends_at,
        "ends_at": program.ends_at,
        "bound_at": program.bound_at,
        "revoked_at": program.revoked_at,
    }

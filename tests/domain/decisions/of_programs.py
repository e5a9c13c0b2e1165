"""Decisions about programs of an account."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.programs import changes
from chalicelib.domain.programs.changes import Invitation, InvitationForm, Invited
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.programs.program import MOST_ENDED, MOST_PROGRAMS, AccountPrograms, Program, acting
from chalicelib.domain.validation import FieldChecks
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import ADMINISTRATOR, START

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
FORM = InvitationForm(" Order   tool ", ("events.read", "accounts.read", "events.read"), "Orders@Univ.Example", 100)
SCOPES = (ProgramScope.ACCOUNTS_READ, ProgramScope.EVENTS_READ)
WANTED = Invitation("Order tool", SCOPES, "orders@univ.example", 100 * DAY)
CLIENT = ClientIdentity("https://sign-in.vendor.example", "order-tool", frozenset(SCOPES))
NO_PROGRAMS = AccountPrograms("account-2", version=3)


def read(**typed: Any) -> Invitation:
    """Read a form."""
    return changes.read_invitation(replace(FORM, **typed), FieldChecks())


def invited(number: int = 1, before: AccountPrograms = NO_PROGRAMS, **wanted: Any) -> AccountPrograms:
    """Return the programs with another one that was invited."""
    made = Invited("University of Example", ADMINISTRATOR, f"program-{number}", f"code-{number}")
    return changes.invited(before, replace(WANTED, **wanted), made, START).programs


def bound(length: timedelta = 100 * DAY, before: AccountPrograms = NO_PROGRAMS) -> AccountPrograms:
    """Return the programs with one that was bound a day after its invitation."""
    programs = invited(before=before, length=length)
    return changes.confirmed(programs, programs.programs[0], CLIENT, START + DAY).programs


def many(count: int, **changed: Any) -> AccountPrograms:
    """Return so many programs, each with these changes."""
    return replace(NO_PROGRAMS, programs=tuple(_program(str(number), **changed) for number in range(count)))


def _program(program_id: str, **changed: Any) -> Program:
    return replace(invited().programs[0], program_id=program_id, **changed)


def invite(before: AccountPrograms, after: timedelta = DAY) -> changes.ProgramChange:
    """Invite one more."""
    made = Invited("University of Example", ADMINISTRATOR, "program-9", "code-9")
    return changes.invited(before, WANTED, made, START + after)


def confirm(before: AccountPrograms, after: timedelta) -> changes.ProgramChange:
    """Confirm the newest one."""
    return changes.confirmed(before, before.programs[0], CLIENT, START + after)


def revoke(before: AccountPrograms, after: timedelta) -> changes.ProgramChange:
    """Revoke the newest one."""
    return changes.revoked(before, before.programs[0], ADMINISTRATOR, START + after)


CHANGES: Mapping[str, Decision[Any]] = {
    "read an invitation": created(read),
    "read a faulty invitation": created(
        lambda: read(label="", scopes=("accounts.read", "all", *["events.read"] * 3), team_email="orders", valid_days=0)
    ),
    "read an invitation without scopes": created(lambda: read(scopes=())),
    "read an invitation with each scope": created(lambda: read(scopes=tuple(ProgramScope))),
    "read an invitation for a day": created(lambda: read(valid_days=1).length),
    "read an invitation for a year": created(lambda: read(valid_days=365).length),
    "read an invitation for longer": created(lambda: read(valid_days=366)),
    "read a label at its longest": created(lambda: read(label="x" * 60).label),
    "read a label that is too long": created(lambda: read(label="x" * 61)),
    "read a label with an address": created(lambda: read(label="it@univ.example")),
    "invite": Decision(lambda: NO_PROGRAMS, invite),
    "invite the tenth": Decision(lambda: many(MOST_PROGRAMS - 1), lambda one: len(invite(one).programs.programs)),
    "invite once too often": Decision(lambda: many(MOST_PROGRAMS), invite),
    "invite when the codes have expired": Decision(
        lambda: many(MOST_PROGRAMS), lambda one: len(invite(one, 7 * DAY).programs.programs)
    ),
    "invite and leave out the oldest that have ended": Decision(
        lambda: replace(NO_PROGRAMS, programs=_ended_and_live()),
        lambda one: [program.program_id for program in invite(one).programs.programs],
    ),
    "find an invitation by its code": Decision(
        lambda: invited(2, invited()),
        lambda one: [
            found.program_id if (found := changes.invitation_of(one, code)) else None
            for code in ("code-1", "code-2", "code-3")
        ],
    ),
    "confirm": Decision(lambda: invited(2, invited()), lambda one: confirm(one, DAY)),
    "confirm just before the code expires": Decision(
        invited, lambda one: confirm(one, 7 * DAY - INSTANT).program.bound_at
    ),
    "confirm when the code has expired": Decision(invited, lambda one: confirm(one, 7 * DAY)),
    "confirm when the program has ended": Decision(lambda: invited(length=2 * DAY), lambda one: confirm(one, 2 * DAY)),
    "confirm twice": Decision(bound, lambda one: confirm(one, 2 * DAY)),
    "revoke an invitation": Decision(lambda: invited(2, invited()), lambda one: revoke(one, DAY)),
    "revoke an invitation that has expired": Decision(invited, lambda one: revoke(one, 7 * DAY)),
    "revoke a program": Decision(bound, lambda one: revoke(one, 100 * DAY - INSTANT)),
    "revoke a program that has ended": Decision(bound, lambda one: revoke(one, 100 * DAY)),
    "revoke twice": Decision(lambda: revoke(bound(), 2 * DAY).programs, lambda one: revoke(one, 3 * DAY)),
    "tell of an end just before 14 days": Decision(
        bound, lambda one: changes.ends_soon(one, START + 86 * DAY - INSTANT)
    ),
    "tell of an end": Decision(bound, lambda one: changes.ends_soon(one, START + 86 * DAY)),
    "tell of an end twice": Decision(
        bound, lambda one: changes.ends_soon(_told(one, 86 * DAY).programs, START + 90 * DAY)
    ),
    "tell of the end of an invitation": Decision(invited, lambda one: changes.ends_soon(one, START + 86 * DAY)),
    "tell of the end of what was revoked": Decision(
        lambda: revoke(bound(), 2 * DAY).programs, lambda one: changes.ends_soon(one, START + 86 * DAY)
    ),
    "tell of an end that was near when it was bound": Decision(
        lambda: bound(15 * DAY), lambda one: changes.ends_soon(one, START + 2 * DAY)
    ),
    "tell of an end that was a microsecond too far when it was bound": Decision(
        lambda: bound(15 * DAY + INSTANT), lambda one: changes.ends_soon(one, START + 2 * DAY)
    ),
    "tell of the first of two ends": Decision(
        lambda: replace(NO_PROGRAMS, programs=_two_ends()),
        lambda one: _told(one, 300 * DAY).program.program_id,
    ),
}


def _ended_and_live() -> tuple[Program, ...]:
    ended = (_program(str(number), revoked_at=START) for number in range(MOST_ENDED + 1))
    return (*ended, _program("live"))


def _told(programs: AccountPrograms, after: timedelta) -> changes.ProgramChange:
    told = changes.ends_soon(programs, START + after)
    assert told is not None
    return told


def _two_ends() -> tuple[Program, ...]:
    return (_program("late", bound_at=START, ends_at=START + 200 * DAY), _program("soon", bound_at=START))


WHENS = (timedelta(), 7 * DAY - INSTANT, 7 * DAY, 100 * DAY - INSTANT, 100 * DAY)
OF_STATES: Mapping[str, Decision[Any]] = {
    "have a status while it is invited": created(lambda: _statuses(invited())),
    "have a status while it is bound": created(lambda: _statuses(bound())),
    "have a status once it is revoked": created(lambda: _statuses(revoke(bound(), 2 * DAY).programs)),
    "be due": created(
        lambda: [one.due_at for one in (NO_PROGRAMS, invited(), bound(), replace(NO_PROGRAMS, programs=_two_ends()))]
    ),
    "have a revision of its own in each state": created(
        lambda: len({one.programs[0].revision for one in (invited(), bound(), revoke(bound(), 2 * DAY).programs)})
    ),
    "find a program": created(
        lambda: [one and one.label for one in map(invited().program, ("program-1", "program-2"))]
    ),
    "be of a client": created(
        lambda: [
            bound().programs[0].is_of(CLIENT),
            bound().programs[0].is_of(replace(CLIENT, issuer="https://other.example")),
            bound().programs[0].is_of(replace(CLIENT, client_id="other")),
            invited().programs[0].is_of(replace(CLIENT, issuer="", client_id="")),
        ]
    ),
    "have a client": created(lambda: bound().programs[0].client),
    "act": created(lambda: acting(bound().programs[0])),
}


def _statuses(programs: AccountPrograms) -> list[str]:
    return [f"{programs.programs[0].status_at(START + after)} {programs.live_at(START + after)}" for after in WHENS]


OF_PROGRAMS = {**CHANGES, **OF_STATES}

"""Programs of an account: invited, bound to a client, and ended. All of an account's are one record."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.revisions import revision_of
from chalicelib.domain.value_classes import value_class

# Invited or active ones of an account.
MOST_PROGRAMS = 10
# Those that have ended and are still listed, newest first.
MOST_ENDED = 20
CODE_LENGTH = timedelta(days=7)
# How long before its end the administrators are mailed, unless it was bound later. No row of `TIMETABLES`: its rows
# count the days of a wait from its beginning, and are settings; this one counts back from an end that was chosen.
NOTICE_LENGTH = timedelta(days=14)


class ProgramStatus(StrEnum):
    """Status of a program. An invitation whose code was not confirmed in time has expired, as a program at its end."""

    INVITED = "invited"
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


LIVE = (ProgramStatus.INVITED, ProgramStatus.ACTIVE)


@value_class
class Program:
    """An invitation and, once a client has confirmed its code, the program. Only the code's hash is kept.

    `bound_at` is when the client was bound, `notified_at` when the administrators were told that the end is near.
    Replies to its requests go to `team_email`.
    """

    program_id: str
    account_id: str
    account_name: str
    label: str
    scopes: tuple[ProgramScope, ...]
    team_email: str
    language: str
    invited_by: str
    invited_at: datetime
    code_hash: str
    ends_at: datetime
    issuer: str = ""
    client_id: str = ""
    bound_at: datetime | None = None
    revoked_at: datetime | None = None
    notified_at: datetime | None = None

    @property
    def code_ends_at(self) -> datetime:
        """When the code can no longer be confirmed."""
        return min(self.invited_at + CODE_LENGTH, self.ends_at)

    def status_at(self, now: datetime) -> ProgramStatus:
        """Return the status at this time."""
        if self.revoked_at:
            return ProgramStatus.REVOKED
        if now >= (self.ends_at if self.bound_at else self.code_ends_at):
            return ProgramStatus.EXPIRED
        return ProgramStatus.ACTIVE if self.bound_at else ProgramStatus.INVITED

    def is_live_at(self, now: datetime) -> bool:
        """Whether it is invited or active."""
        return self.status_at(now) in LIVE

    @property
    def notice_at(self) -> datetime | None:
        """When the administrators are to be told that the end is near; None if they are not, or know."""
        notice_at = self.ends_at - NOTICE_LENGTH
        is_to_tell = self.bound_at and self.bound_at < notice_at and not self.revoked_at and not self.notified_at
        return notice_at if is_to_tell else None

    @property
    def revision(self) -> str:
        """Differs when it was bound or revoked."""
        return revision_of(self.program_id, self.bound_at, self.revoked_at)

    @property
    def client(self) -> ClientIdentity:
        """The client that is bound to it, which may be granted less by its provider."""
        return ClientIdentity(self.issuer, self.client_id, frozenset(self.scopes))

    @property
    def shown_name(self) -> str:
        """The account and the label: the name under which its requests are made."""
        return f"{self.account_name}: {self.label}"

    def is_of(self, client: ClientIdentity) -> bool:
        """Whether this client is bound to it."""
        return bool(self.client_id) and (self.issuer, self.client_id) == (client.issuer, client.client_id)


@value_class
class AccountPrograms:
    """All programs of an account, the newest first."""

    account_id: str
    programs: tuple[Program, ...] = ()
    version: int = 0

    @property
    def due_at(self) -> datetime | None:
        """When the schedule has to tell of one of them next."""
        return min(filter(None, (one.notice_at for one in self.programs)), default=None)

    def program(self, program_id: str) -> Program | None:
        """Return the program with this id."""
        return next((one for one in self.programs if one.program_id == program_id), None)

    def live_at(self, now: datetime) -> int:
        """Return how many are invited or active."""
        return sum(one.is_live_at(now) for one in self.programs)

    def with_new(self, program: Program, now: datetime) -> "AccountPrograms":
        """Return them with a new one; of those that have ended the oldest are left out."""
        return replace(self, programs=tuple(_kept((program, *self.programs), now)))

    def with_changed(self, program: Program) -> "AccountPrograms":
        """Return them with this one in the place of the one with its id."""
        changed = (program if one.program_id == program.program_id else one for one in self.programs)
        return replace(self, programs=tuple(changed))


@value_class
class ProgramUse:
    """When the program of a client was used last, to the hour."""

    program_id: str
    used_at: datetime


def acting(program: Program) -> Person:
    """Return the program as the rules see who acts: under its own id, for its account alone."""
    email = MailAddress.parse(program.team_email)
    return Person(program.program_id, email, program.shown_name, program.language, frozenset(), program.account_id)


def _kept(programs: Iterable[Program], now: datetime) -> Iterable[Program]:
    ended = 0
    for program in programs:
        ended += not program.is_live_at(now)
        if ended <= MOST_ENDED or program.is_live_at(now):
            yield program

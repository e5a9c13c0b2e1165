"""What happens to a program: it is invited, bound to a client, and revoked. Each change is an event of the account."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain import text
from chalicelib.domain.errors import Facts, FieldCode, Invalid, LimitName, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.pasted import AT_SIGNS
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.programs.program import MOST_PROGRAMS, AccountPrograms, Program, ProgramStatus
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

LONGEST_LABEL = 60
# For programs that check before they send.
LABEL_PATTERN = rf"^(?![\s\S]*[{''.join(sorted(AT_SIGNS))}]){text.NAME_PATTERN.removeprefix('^')}"
MOST_DAYS = 365


@value_class
class InvitationForm:
    """Unvalidated input for an invitation."""

    label: str
    scopes: Sequence[str]
    team_email: str
    valid_days: int


@value_class
class Invitation:
    """What an administrator invites a program to."""

    label: str
    scopes: tuple[ProgramScope, ...]
    team_email: str
    length: timedelta


@value_class
class Invited:
    """Where and by whom an invitation is made, under which id, with the code that is shown once."""

    account_name: str
    by: Person
    program_id: str
    code: str


@value_class
class ProgramChange:
    """The programs of the account as they are now, the one that has changed, and the event."""

    programs: AccountPrograms
    program: Program
    event: EventDraft


def read_invitation(form: InvitationForm, checks: FieldChecks) -> Invitation:
    """Validate the form. Raises `validation-failed`."""
    name = checks.read("/label", label, form.label)
    if not form.scopes:
        checks.fault("/scopes", FieldCode.REQUIRED)
    if len(form.scopes) > len(ProgramScope):
        checks.fault("/scopes", FieldCode.TOO_MANY, limit=len(ProgramScope))
    known = ", ".join(ProgramScope)
    for index, scope in enumerate(form.scopes):
        if scope not in tuple(ProgramScope):
            checks.fault(f"/scopes/{index}", FieldCode.NOT_ONE_OF, choices=known)
    address = checks.read("/team_email", MailAddress.parse, form.team_email)
    if not 1 <= form.valid_days <= MOST_DAYS:
        checks.fault("/valid_days", FieldCode.NOT_ONE_OF, choices=f"1–{MOST_DAYS}")
    checks.done()
    scopes = tuple(scope for scope in ProgramScope if scope in form.scopes)
    return Invitation(name, scopes, str(address), timedelta(days=form.valid_days))


def hash_of(code: str) -> str:
    """Return what is kept of a code, which has 256 random bits."""
    return hashlib.sha256(code.encode()).hexdigest()


def invited(before: AccountPrograms, wanted: Invitation, made: Invited, now: datetime) -> ProgramChange:
    """Invite a program. Raises `too-many-programs`."""
    if before.live_at(now) >= MOST_PROGRAMS:
        facts: Facts = {"limit_name": LimitName.PROGRAMS_PER_ACCOUNT, "limit": MOST_PROGRAMS}
        raise Refused(Problem.TOO_MANY_PROGRAMS, facts=facts)
    program = Program(
        program_id=made.program_id,
        account_id=before.account_id,
        account_name=made.account_name,
        label=wanted.label,
        scopes=wanted.scopes,
        team_email=wanted.team_email,
        language=made.by.language,
        invited_by=made.by.person_id,
        invited_at=now,
        code_hash=hash_of(made.code),
        ends_at=now + wanted.length,
    )
    by = Actor(Role.ADMINISTRATOR, made.by.person_id)
    details = {**told(program), "scopes": " ".join(program.scopes), "ends_at": program.ends_at.isoformat()}
    event = EventDraft(EventKind.PROGRAM_INVITED, by, details)
    return ProgramChange(before.with_new(program, now), program, event)


def invitation_of(programs: AccountPrograms, code: str) -> Program | None:
    """Return the program whose code this is, in whatever status."""
    found = hash_of(code)
    return next((one for one in programs.programs if hmac.compare_digest(one.code_hash, found)), None)


def confirmed(before: AccountPrograms, program: Program, client: ClientIdentity, now: datetime) -> ProgramChange:
    """Bind the client. Raises `program-code-unknown` unless the invitation is open."""
    if program.status_at(now) is not ProgramStatus.INVITED:
        raise Refused(Problem.PROGRAM_CODE_UNKNOWN)
    bound = replace(program, issuer=client.issuer, client_id=client.client_id, bound_at=now)
    event = EventDraft(EventKind.PROGRAM_CONFIRMED, Actor(Role.PROGRAM, program.program_id), told(bound))
    return ProgramChange(before.with_changed(bound), bound, event)


def revoked(before: AccountPrograms, program: Program, by: Person, now: datetime) -> ProgramChange:
    """Revoke an invitation or a program. Raises `action-not-allowed` if it has ended."""
    status = program.status_at(now)
    if not program.is_live_at(now):
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"program_status": status.value})
    ended = replace(program, revoked_at=now)
    event = EventDraft(EventKind.PROGRAM_REVOKED, Actor(Role.ADMINISTRATOR, by.person_id), told(ended))
    return ProgramChange(before.with_changed(ended), ended, event)


def ends_soon(before: AccountPrograms, now: datetime) -> ProgramChange | None:
    """Tell the administrators that a program ends soon: the one that ends first; None if there is nothing to tell."""
    due = [one for one in before.programs if one.notice_at and one.notice_at <= now]
    if not due:
        return None
    program = replace(min(due, key=lambda one: one.ends_at), notified_at=now)
    details = {**told(program), "ends_at": program.ends_at.isoformat()}
    event = EventDraft(EventKind.PROGRAM_ENDS_SOON, Actor(Role.SYSTEM), details)
    return ProgramChange(before.with_changed(program), program, event)


def told(program: Program) -> Facts:
    """Return what the audit trail says of a program. A label holds no address."""
    return {"program_id": program.program_id, "label": program.label}


def label(typed: str) -> str:
    """Return the label on one line. It becomes part of a name, so it may hold neither an address nor a link."""
    name = text.account_name(typed)
    if len(name) > LONGEST_LABEL:
        raise Invalid(FieldCode.TOO_LONG, limit=LONGEST_LABEL)
    if any(sign in name for sign in AT_SIGNS):
        raise Invalid(FieldCode.CONTAINS_LINK)
    return name

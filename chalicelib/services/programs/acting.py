"""Who acts by the access token of a client: its program, within the scopes of the invitation and of the token."""

from contextlib import suppress
from datetime import timedelta

from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.programs.program import Program, ProgramUse, acting
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.caller import Caller, active_program
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.programs.ports import BoundProgram

# How exact the last use is told.
USE_INTERVAL = timedelta(hours=1)


@value_class
class ActingProgram:
    """A program that calls: who it is to use cases, and what it was granted."""

    bound: BoundProgram
    scopes: frozenset[ProgramScope]

    @property
    def caller(self) -> Caller:
        """The program as somebody with a role on its account alone."""
        program = self.bound.program
        return Caller(acting(program), (_role(program, self.scopes),), program)

    def refuse_without(self, scope: ProgramScope | None) -> None:
        """Raise `person-required` for what no program may do, `scope-required` for what this one may not."""
        if scope is None:
            raise Refused(Problem.PERSON_REQUIRED)
        if scope not in self.scopes:
            raise Refused(Problem.SCOPE_REQUIRED, facts={"scope": scope.value})


def acting_program(ports: Ports, client: ClientIdentity) -> ActingProgram:
    """Return the program of a client, in one read. Raises `program-required`."""
    bound = active_program(ports, client)
    return ActingProgram(bound, client.scopes & frozenset(bound.program.scopes))


def note_use(ports: Ports, acted: ActingProgram) -> None:
    """Keep that the program was used, once an hour. A busy database is let pass: what the program did is done."""
    now, program = ports.clock.now(), acted.bound.program
    if acted.bound.used_at is None or now >= acted.bound.used_at + USE_INTERVAL:
        with suppress(Refused):
            ports.store.save_program_use(program, ProgramUse(program.program_id, now))


def _role(program: Program, scopes: frozenset[ProgramScope]) -> Grant:
    """Return the role that stands for the scopes: who may not write requests sees those of its account."""
    writes = ProgramScope.REQUESTS_WRITE in scopes
    return Grant(
        grant_id=program.program_id,
        account_id=program.account_id,
        email=program.team_email,
        role=AccessRole.SMART_ACCOUNT_USER if writes else AccessRole.SMART_ACCOUNT_VIEWER,
        origin=GrantOrigin.ADMINISTRATOR,
        granted_at=program.bound_at or program.invited_at,
        claimed_by=program.program_id,
        name=program.label,
    )

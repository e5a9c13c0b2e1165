"""The caller with all their roles, and commits that depend on those roles."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import TypeVar

from chalicelib.domain.accounts.account import GATE_ROLES, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.client import ClientIdentity
from chalicelib.domain.programs.program import Program, ProgramStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.access_writes import RequireRole
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.programs.ports import BoundProgram
from chalicelib.services.unit_of_work.programs.writes import RequireProgram
from chalicelib.services.unit_of_work.writes import Write

T = TypeVar("T")


@value_class
class Caller:
    """A person and the roles that were read for this call, or a program that acts for its account.

    To use cases a program is a person with a role on its account. That role is stored nowhere: it lasts as long as the
    program does.
    """

    person: Person
    grants: Sequence[Grant]
    program: Program | None = None

    def rights_on(self, account_id: str) -> Rights:
        """Return their rights on an account."""
        return Rights.of(self.grants, account_id)

    def gate_grant(self, account_id: str = "") -> Grant:
        """Return a role that allows them to use the product, on this account if possible. Raises `role-required`."""
        found = [grant for grant in self.grants if grant.role in GATE_ROLES]
        if not found:
            raise Refused(Problem.ROLE_REQUIRED)
        return next((grant for grant in found if grant.account_id == account_id), found[0])

    def reread(self, ports: Ports) -> "Caller":
        """Return the same person with their current roles. Raises `program-required` if the program has ended."""
        if self.program is not None:
            active_program(ports, self.program.client)
            return self
        return Caller(self.person, ports.store.grants(self.person.person_id, str(self.person.email)))

    def require(self, grants: Iterable[Grant]) -> Iterable[Write]:
        """Return conditions that make the commit fail if one of these roles was withdrawn, or the program revoked."""
        return require(grants) if self.program is None else [RequireProgram(self.program)]


def active_program(ports: Ports, client: ClientIdentity) -> BoundProgram:
    """Return the program of a client. Raises `program-required` if it is bound to none, or to one that has ended."""
    bound = ports.store.program_of(client)
    if bound is None or bound.program.status_at(ports.clock.now()) is not ProgramStatus.ACTIVE:
        raise Refused(Problem.PROGRAM_REQUIRED)
    return bound


def run_transaction_for(ports: Ports, caller: Caller, attempt: Callable[[Caller], tuple[T, Sequence[Write]]]) -> T:
    """Call `run_transaction` for a use case that depends on the caller's roles.

    The first attempt uses the roles that were read with the call, each further one reads them again. Every attempt
    must `require` the grants that it depends on, because they can be withdrawn until the commit.
    """
    askers = chain([caller], (caller.reread(ports) for _ in repeat(None)))
    return run_transaction(ports, lambda: attempt(next(askers)))


def require(grants: Iterable[Grant]) -> Iterable[RequireRole]:
    """Return conditions that make the commit fail if one of these roles was withdrawn; each role at most once."""
    return [RequireRole(grant) for grant in {(one.account_id, one.grant_id): one for one in grants}.values()]

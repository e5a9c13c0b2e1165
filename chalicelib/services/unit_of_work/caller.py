"""Who calls, with every role they have anywhere; and commits that depend on those roles."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TypeVar

from chalicelib.domain.accounts.account import GATE_ROLES, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.services.unit_of_work.access_writes import RequireRole
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

T = TypeVar("T")


@dataclass(frozen=True)
class Caller:
    """The person and their roles, as they were read for this call."""

    person: Person
    grants: Sequence[Grant]

    def rights_on(self, account_id: str) -> Rights:
        """What they may do on an account."""
        return Rights.of(self.grants, account_id)

    def gate_grant(self) -> Grant:
        """A grant that opens the product to them. Raises `role-required`."""
        found = next((grant for grant in self.grants if grant.role in GATE_ROLES), None)
        if found is None:
            raise Refused(Problem.ROLE_REQUIRED)
        return found

    def reread(self, ports: Ports) -> "Caller":
        """The same person with the roles they have now."""
        return Caller(self.person, ports.store.grants(self.person.person_id, self.person.email.key))


def run_transaction_for(ports: Ports, caller: Caller, attempt: Callable[[Caller], tuple[T, Sequence[Write]]]) -> T:
    """`committed`, for what somebody does by a role.

    The first attempt goes by the roles that were read with the call, each further one reads them again. Every
    attempt must `require` the grants that it depends on, since they can be withdrawn until the commit.
    """
    askers = chain([caller], (caller.reread(ports) for _ in repeat(None)))
    return run_transaction(ports, lambda: attempt(next(askers)))


def require(grants: Iterable[Grant]) -> Iterable[RequireRole]:
    """Conditions that make the commit fail once one of these roles was withdrawn; each grant at most once."""
    return [RequireRole(grant) for grant in {(one.account_id, one.grant_id): one for one in grants}.values()]

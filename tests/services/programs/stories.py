"""An account of a partner, its administrator, and programs that act for it."""

from dataclasses import dataclass

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.programs.changes import InvitationForm
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope
from chalicelib.domain.programs.program import Program
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.programs.acting import acting_program
from chalicelib.services.programs.administration import NewProgram, invite_program, revoke_program
from chalicelib.services.programs.confirming import confirm_program
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.unit_of_work.caller import Caller
from tests.world import FORM, World, person

HEAD = person("head@reseller.example", name="Hedy Head")
MEMBER = person("member@agency.example", name="Mel Member")
TEAM = "orders@reseller.example"
EVERY_SCOPE = tuple(scope.value for scope in ProgramScope)
FORM_OF_PROGRAM = InvitationForm("Order tool", EVERY_SCOPE, TEAM, 365)


def client(client_id: str = "order-tool", scopes: tuple[str, ...] = EVERY_SCOPE) -> ClientIdentity:
    """Return a client whose token has these scopes."""
    return ClientIdentity("https://sign-in.vendor.example", client_id, frozenset(map(ProgramScope, scopes)))


@dataclass
class Partner:
    """The account of a reseller with an administrator."""

    world: World
    account_id: str

    @classmethod
    def of(cls, world: World, domain: str = "reseller.example") -> "Partner":
        """Import the account."""
        world.import_account("Reseller", domain, (str(HEAD.email),))
        return cls(world, world.ports.store.locks_on([(domain, domain)])[domain].account_id)

    def caller(self, by: Person = HEAD) -> Caller:
        """Return the person with the roles that they have."""
        return Caller(by, self.world.ports.store.grants(by.person_id, str(by.email)))

    def invite(self, form: InvitationForm = FORM_OF_PROGRAM, by: Person = HEAD) -> NewProgram:
        """Invite a program."""
        return invite_program(self.world.ports, self.caller(by), self.account_id, form)

    def bound(self, by: ClientIdentity | None = None, form: InvitationForm = FORM_OF_PROGRAM) -> Program:
        """Invite a program and bind the client."""
        return confirm_program(self.world.ports, by or client(), self.invite(form).code)

    def acting(self, by: ClientIdentity | None = None) -> Caller:
        """Return the client's program as a caller."""
        return acting_program(self.world.ports, by or client()).caller

    def revoke(self, program: Program) -> Program:
        """Revoke it as the administrator."""
        return revoke_program(self.world.ports, self.caller(), self.account_id, program.program_id)

    def submit(self, by: Caller, key: str = "a-key") -> AccountRequest:
        """Submit a request as the program."""
        return submit_request(self.world.ports, by, FORM, IdempotencyKey(key, "fingerprint")).request

    def give_role(self, to: Person) -> None:
        """Give somebody a role on the account."""
        self.world.give_role(str(to.email), self.account_id, AccessRole.SMART_ACCOUNT_VIEWER)

    def confirming(self, code: str, by: ClientIdentity | None = None) -> Problem | None:
        """Return the problem for which a code is refused."""
        try:
            confirm_program(self.world.ports, by or client(), code)
        except Refused as refused:
            return refused.problem
        return None

"""An account with Virtual Accounts and people of every role on it, and what they ask for."""

from dataclasses import dataclass

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin, SmartAccount, VirtualAccount
from chalicelib.domain.accounts.administration import NewVirtualAccount
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from chalicelib.services.accounts import administration
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from tests.world import World, person

ADMINISTRATOR = person("admin@univ.example", name="Ada Administrator")
COLLEAGUE = person("colleague@univ.example", name="Cal Colleague")


@dataclass
class Account:
    """An account of its own, run by `ADMINISTRATOR`, with the Virtual Accounts Lab and Office."""

    world: World
    account_id: str
    lab: str
    office: str

    @classmethod
    def of(cls, world: World, visibility: str = "", domain: str = "univ.example") -> "Account":
        """Imported, with both parts made."""
        world.import_account("University of Example", domain, (str(ADMINISTRATOR.email),), visibility)
        lock = world.ports.store.locks_on([(domain, domain)])[domain]
        one = cls(world, lock.account_id, "", "")
        one.lab, one.office = (one.part(name).virtual_account_id for name in ("Lab", "Office"))
        return one

    def part(self, name: str, parent_id: str | None = None, visibility: str = "unrestricted") -> VirtualAccount:
        """A new Virtual Account."""
        wanted = NewVirtualAccount(name, parent_id, visibility)
        return administration.create_part(self.world.ports, self.caller(ADMINISTRATOR), self.account_id, wanted)

    def caller(self, one: Person) -> Caller:
        """The person with the roles they have now."""
        return Caller(one, self.world.ports.store.grants(one.person_id, one.email.key))

    def give(self, one: Person, role: AccessRole | None, part: str | None = None) -> Caller:
        """The person, given the role by hand, or none."""
        if role is not None:
            grant_id = f"{role}-{part or 'all'}-of-{one.email.local}"
            origin, now = GrantOrigin.IMPORT, self.world.clock.now()
            grant = Grant(grant_id, self.account_id, str(one.email), role, origin, now, part)
            self.world.ports.store.commit([GiveRole(grant)])
        return self.caller(one)

    def ask(self, by: Person, role: AccessRole, *parts: str, note: str = "") -> AccessRequest:
        """A request for access to the account or, where parts are named, to those."""
        scope = "virtual_accounts" if parts else "account"
        wish = AccessRequestForm(scope, role.value, parts, note)
        return requests.ask(self.world.ports, self.world.caller(by), self.account_id, wish)

    @property
    def row(self) -> SmartAccount:
        """The account as it is stored."""
        found = self.world.ports.store.account(self.account_id)
        assert found is not None
        return found

    def roles_of(self, one: Person) -> set[tuple[AccessRole, str | None]]:
        """What they have on the account."""
        own = [grant for grant in self.caller(one).grants if grant.account_id == self.account_id]
        return {(grant.role, grant.virtual_account_id) for grant in own}

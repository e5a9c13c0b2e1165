"""An account with Virtual Accounts, people with each role on it, and their requests for access."""

from dataclasses import dataclass

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin, SmartAccount, VirtualAccount
from chalicelib.domain.accounts.administration import NewVirtualAccount
from chalicelib.domain.identity.person import Person, requester_of
from chalicelib.services.access import requests
from chalicelib.services.access.roles import give_role
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.audit import giving
from chalicelib.services.unit_of_work.access_writes import CloseOffer, GiveRole, OfferRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from tests.world import World, person

ADMINISTRATOR = person("admin@univ.example", name="Ada Administrator")
COLLEAGUE = person("colleague@univ.example", name="Cal Colleague")


@dataclass
class Account:
    """An account administered by `ADMINISTRATOR`, with the Virtual Accounts Lab and Office."""

    world: World
    account_id: str
    lab: str
    office: str

    @classmethod
    def of(cls, world: World, visibility: str = "", domain: str = "univ.example") -> "Account":
        """Import the account and create both Virtual Accounts."""
        world.import_account("University of Example", domain, (str(ADMINISTRATOR.email),), visibility)
        lock = world.ports.store.locks_on([(domain, domain)])[domain]
        account = cls(world, lock.account_id, "", "")
        account.lab, account.office = (account.virtual_account(name).virtual_account_id for name in ("Lab", "Office"))
        return account

    def virtual_account(
        self, name: str, parent_id: str | None = None, visibility: str = "unrestricted"
    ) -> VirtualAccount:
        """Create a Virtual Account."""
        wanted = NewVirtualAccount(name, parent_id, visibility)
        return administration.create_part(self.world.ports, self.caller(ADMINISTRATOR), self.account_id, wanted)

    def caller(self, person: Person) -> Caller:
        """Return the person with their current roles."""
        return Caller(person, self.world.ports.store.grants(person.person_id, str(person.email)))

    def give(self, person: Person, role: AccessRole | None, virtual_account: str | None = None) -> Caller:
        """Grant the role directly, if there is one, and return the person."""
        if role is not None:
            grant_id = f"{role}-{virtual_account or 'all'}-of-{person.email.local}"
            origin, now = GrantOrigin.IMPORT, self.world.clock.now()
            grant = Grant(grant_id, self.account_id, str(person.email), role, origin, now, virtual_account)
            self.world.ports.store.commit([GiveRole(grant)])
        return self.caller(person)

    def ask(self, by: Person, role: AccessRole, *virtual_account_ids: str, note: str = "") -> AccessRequest:
        """Request access to the account or, if named, to Virtual Accounts."""
        scope = "virtual_accounts" if virtual_account_ids else "account"
        form = AccessRequestForm(scope, role.value, virtual_account_ids, note)
        return requests.ask(self.world.ports, self.world.caller(by), self.account_id, form)

    @property
    def row(self) -> SmartAccount:
        """The account as it is stored."""
        found = self.world.ports.store.account(self.account_id)
        assert found is not None
        return found

    def roles_of(self, person: Person) -> set[tuple[AccessRole, str | None]]:
        """Return the person's roles on the account."""
        own = [grant for grant in self.caller(person).grants if grant.account_id == self.account_id]
        return {(grant.role, grant.virtual_account_id) for grant in own}


def stated(ports: Ports, by: Caller, account_id: str, form: RoleForm) -> Grant:
    """Grant a role that nobody has claimed yet, as releases before offers and imports do."""
    given = give_role(ports, by, account_id, form)
    if isinstance(given, Grant):
        return given
    account = ports.store.account(account_id)
    assert account is not None
    outright = giving(ports, by.person, account, [given.grant], "", ports.clock.now())
    ports.store.commit([CloseOffer(given, is_accepted=True), *outright])
    return given.grant


def offered(
    world: World,
    receiver: Person,
    account_id: str,
    role_id: str = "offered",
    role: AccessRole = AccessRole.SMART_ACCOUNT_VIEWER,
) -> str:
    """Offer a role on an account, whether or not there is one, and return its id."""
    now = world.clock.now()
    grant = Grant(role_id, account_id, str(receiver.email), role, GrantOrigin.ADMINISTRATOR, now)
    offer = Offer(grant, "Far University", "far.example", requester_of(ADMINISTRATOR), 0)
    world.ports.store.commit([OfferRole(offer, now)])
    return role_id

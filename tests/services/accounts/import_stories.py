"""An account that is imported repeatedly, and what its administrators change between the imports."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.accounts.importing import read_row
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import roles
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.accounts.importing import RowResult, import_batch
from infra.verify import all_trail_ids, holds
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account, stated
from tests.world import World

NAME, DOMAIN = "University of Example", "univ.example"
ADMIN, CAL = str(ADMINISTRATOR.email), str(COLLEAGUE.email)
ROLE = AccessRole.SMART_ACCOUNT_ADMINISTRATOR


def the_account(world: World) -> Account:
    """Return the imported account."""
    (lock,) = world.ports.store.locks(DOMAIN)
    return Account(world, lock.account_id, "", "")


def again(world: World, name: str | None, visibility: str, people: Sequence[str]) -> RowResult:
    """Import the account again."""
    (result,) = import_batch(world.ports, [read_row(name, [DOMAIN], visibility, people, world.ports.rules)])
    return result


def withdraw(account: Account, email: str, by: Person = ADMINISTRATOR) -> None:
    """Withdraw the role of this address as an administrator."""
    (grant,) = [grant for grant in grants(account) if grant.email == email]
    roles.withdraw_role(account.world.ports, account.caller(by), account.account_id, grant.grant_id)


def give(account: Account, email: str) -> None:
    """Make another person an administrator."""
    ports = account.world.ports
    stated(ports, account.caller(ADMINISTRATOR), account.account_id, RoleForm(email, ROLE))


def moved(account: Account, person: Person, email: str) -> Person:
    """Sign the person in with another address."""
    moved_person = replace(person, email=MailAddress.parse(email))
    claim_at_sign_in(account.world.ports, moved_person)
    return moved_person


def grants(account: Account) -> Sequence[Grant]:
    """Return every role on the account."""
    return account.world.ports.store.account_grants(account.account_id)


def listed(account: Account) -> list[str]:
    """Return the administrators, who must be the same in the role list and in the account's row."""
    found = sorted({grant.email for grant in grants(account) if grant.role is ROLE})
    assert found == sorted(contact.email for contact in account.row.administrators)
    return found


def places(world: World) -> dict[str, set[str]]:
    """Return the stored documents of all roles by the kind of their partition."""
    found: dict[str, set[str]] = {}
    for record in world.table.scan(begins_with("sk", keys.GRANT_PREFIX)):
        found.setdefault(record.pk.partition("#")[0], set()).add(record.document or "")
    return found


def assert_consistent(world: World) -> None:
    """Assert that every role is stored with its account, its address and, once claimed, its person; trails hold."""
    at = places(world)
    on_accounts = at.get("ACCOUNT", set())
    assert at.get("ADDRESS", set()) == on_accounts
    assert at.get("PERSON", set()) == {doc for doc in on_accounts if decoded(doc, Grant).claimed_by}
    assert all(holds(world.container, trail) for trail in all_trail_ids(world.container))

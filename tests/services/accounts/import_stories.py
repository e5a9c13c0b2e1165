"""An account that is imported again and again, and what its administrators do with it between."""

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
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import TABLE, World

NAME, DOMAIN = "University of Example", "univ.example"
ADMIN, CAL = str(ADMINISTRATOR.email), str(COLLEAGUE.email)
ROLE = AccessRole.SMART_ACCOUNT_ADMINISTRATOR


def the_account(world: World) -> Account:
    """The account as it is found."""
    (lock,) = world.ports.store.locks(DOMAIN)
    return Account(world, lock.account_id, "", "")


def again(world: World, name: str | None, visibility: str, people: Sequence[str]) -> RowResult:
    """Imports the account once more."""
    (result,) = import_batch(world.ports, [read_row(name, [DOMAIN], visibility, people, world.ports.rules)])
    return result


def withdraw(account: Account, email: str, by: Person = ADMINISTRATOR) -> None:
    """The administrator takes this address's role away."""
    (grant,) = [one for one in grants(account) if one.email == email]
    roles.withdraw_role(account.world.ports, account.caller(by), account.account_id, grant.grant_id)


def give(account: Account, email: str) -> None:
    """The administrator makes somebody else one."""
    ports = account.world.ports
    roles.give_role(ports, account.caller(ADMINISTRATOR), account.account_id, RoleForm(email, ROLE))


def moved(account: Account, one: Person, email: str) -> Person:
    """The person, signed in with another address."""
    there = replace(one, email=MailAddress.parse(email))
    claim_at_sign_in(account.world.ports, there)
    return there


def grants(account: Account) -> Sequence[Grant]:
    """Every role on the account."""
    return account.world.ports.store.account_grants(account.account_id)


def listed(account: Account) -> list[str]:
    """Whom the role list and the account's own row show, which must be the same people."""
    found = sorted({one.email for one in grants(account) if one.role is ROLE})
    assert found == sorted(one.email for one in account.row.administrators)
    return found


def places() -> dict[str, set[str]]:
    """What is stored of each role, under the keys that hold it."""
    found: dict[str, set[str]] = {}
    for one in TABLE.scan(begins_with("sk", keys.GRANT_PREFIX)):
        found.setdefault(one.pk.partition("#")[0], set()).add(one.document or "")
    return found


def assert_sound(one: World) -> None:
    """Every role is with its address and, once claimed, with its person, as it is on the account; trails hold."""
    at = places()
    on_accounts = at.get("ACCOUNT", set())
    assert at.get("ADDRESS", set()) == on_accounts
    assert at.get("PERSON", set()) == {doc for doc in on_accounts if decoded(doc, Grant).claimed_by}
    assert all(holds(one.container, trail) for trail in all_trail_ids(one.container))

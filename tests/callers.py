"""People with a role, as the use cases take them."""

from chalicelib.domain.accounts.account import GATE_ROLES, AccessRole, Grant, GrantOrigin
from chalicelib.domain.identity.person import Person
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports

ELSEWHERE = "an-account-elsewhere"


def caller_of(ports: Ports, one: Person) -> Caller:
    """The person with the roles they have now; without one that lets them in, they are given one elsewhere."""
    grants = ports.store.grants(one.person_id, one.email.key)
    if any(grant.role in GATE_ROLES for grant in grants):
        return Caller(one, grants)
    let_in(ports, one)
    return caller_of(ports, one)


def let_in(ports: Ports, one: Person) -> Caller:
    """The person by a role on another account alone, which they are given."""
    role, origin = AccessRole.SMART_ACCOUNT_USER, GrantOrigin.ADMINISTRATOR
    given = Grant(f"grant-of-{one.email}", ELSEWHERE, str(one.email), role, origin, ports.clock.now())
    ports.store.commit([GiveRole(given)])
    return Caller(one, [given])

"""People with a role, as the use cases take them."""

from chalicelib.domain.account import GATE_ROLES, AccessRole, Grant, GrantOrigin
from chalicelib.domain.person import Person
from chalicelib.services.access_changes import GiveRole
from chalicelib.services.asker import Asker
from chalicelib.services.ports import Ports


def asker_of(ports: Ports, one: Person) -> Asker:
    """The person with the roles they have now; without one that lets them in, they are given one elsewhere."""
    grants = ports.store.grants(one.person_id, one.email.key)
    if any(grant.role in GATE_ROLES for grant in grants):
        return Asker(one, grants)
    elsewhere, now = "an-account-elsewhere", ports.clock.now()
    role, origin = AccessRole.SMART_ACCOUNT_USER, GrantOrigin.ADMINISTRATOR
    given = Grant(f"grant-of-{one.email}", elsewhere, str(one.email), role, origin, now)
    ports.store.commit([GiveRole(given)])
    return asker_of(ports, one)

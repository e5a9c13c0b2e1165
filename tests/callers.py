"""People with a role, as the use cases expect them."""

from chalicelib.domain.accounts.account import GATE_ROLES, AccessRole, Grant, GrantOrigin
from chalicelib.domain.identity.person import Person
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports


def caller_of(ports: Ports, person: Person) -> Caller:
    """Return the person as a caller; without a role that admits them, grant one on another account first."""
    grants = ports.store.grants(person.person_id, str(person.email))
    if any(grant.role in GATE_ROLES for grant in grants):
        return Caller(person, grants)
    with_role_elsewhere(ports, person)
    return caller_of(ports, person)


def with_role_elsewhere(ports: Ports, person: Person) -> Caller:
    """Return the person as a caller whose only role, granted here, is on another account."""
    role, origin = AccessRole.SMART_ACCOUNT_USER, GrantOrigin.ADMINISTRATOR
    # An account for each of them: people with a role on one account are a team.
    account_id = f"elsewhere-of-{person.email}"
    grant = Grant(f"grant-of-{person.email}", account_id, str(person.email), role, origin, ports.clock.now())
    ports.store.commit([GiveRole(grant)])
    return Caller(person, [grant])

"""Claim grants: a role granted to a mail address becomes the person's own when they sign in with it.

From then on the role follows the person to a new address, and not the next owner of the old address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chalicelib.domain.access.claiming import is_unclaimed
from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant, SmartAccount
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.services.accounts.audit import lost
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.writes import Write

# Limit per call. The remaining grants give their rights already and are claimed the next time.
MOST_AT_ONCE = 25


def claim_at_sign_in(ports: Ports, person: Person) -> None:
    """Claim the roles granted to the person's address, and move the roles claimed earlier to this address."""
    store = ports.store
    try:
        of_address = store.address_grants(person.person_id, str(person.email))
        grants = [*of_address, *store.claimed_grants(person.person_id)]
    except Refused:
        # A busy database must not make the sign-in fail.
        return
    claim_roles(ports, person, grants)


def claim_roles(ports: Ports, person: Person, grants: Iterable[Grant]) -> None:
    """Claim or move those of the grants that need it. If the database is busy, they stay for the next time."""
    for grant in [grant for grant in grants if is_unclaimed(grant, person)][:MOST_AT_ONCE]:
        try:
            ports.store.commit(_claim_writes(ports, person, grant))
        except (StaleState, Refused):
            # Changed concurrently, for example withdrawn: try again the next time.
            return


def _claim_writes(ports: Ports, person: Person, grant: Grant) -> Sequence[Write]:
    """Claim or move the grant. An administrator's contact data on the account is updated too.

    A claimed grant keeps its address as it was typed, because mail goes to it.
    """
    email, planned = grant.email, list[Write]()
    if grant.claimed_by is None:
        planned.append(access_writes.ClaimRole(grant, person.person_id, person.name, ports.clock.now()))
    else:
        email = str(person.email)
        planned += (access_writes.MoveRole(grant, email), *lost(grant))
    is_administrator = grant.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    account = ports.store.account(grant.account_id) if is_administrator else None
    if account is None:
        return planned
    contact = Administrator(email, person.name, person.language or DEFAULT_LANGUAGE)
    after = _with_contact(account, grant.email, contact)
    if after == account:
        return planned
    return (*planned, writes.SaveAccount(replace(after, version=account.version + 1), account))


def _with_contact(account: SmartAccount, email: str, contact: Administrator) -> SmartAccount:
    listed = (contact if known.email == email else known for known in account.administrators)
    return replace(
        account, administrators=tuple({administrator.email: administrator for administrator in listed}.values())
    )

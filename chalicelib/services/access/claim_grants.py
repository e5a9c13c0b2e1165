"""A role granted to an address becomes the person's own at their first sign-in with it, verified.

From then on it goes with the person, to whatever address they have, and not with whoever has the address next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant, SmartAccount
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.services.accounts.audit import lost
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.writes import Write

# What is left over works as it is, and is seen to the next time.
MOST_AT_ONCE = 25


def claim_at_sign_in(ports: Ports, person: Person) -> None:
    """Claims what the person's address holds, and has what they claimed before follow them to it."""
    store = ports.store
    try:
        of_address = store.address_grants(person.person_id, person.email.key)
        grants = [*of_address, *store.claimed_grants(person.person_id)]
    except Refused:
        # Who cannot be looked up at this moment has signed in all the same.
        return
    claim_roles(ports, person, grants)


def claim_roles(ports: Ports, person: Person, grants: Iterable[Grant]) -> None:
    """Makes those of the roles the person's own that are not; a busy database leaves them for the next time."""
    for grant in [one for one in grants if is_unclaimed(one, person)][:MOST_AT_ONCE]:
        try:
            ports.store.commit(_settled(ports, person, grant))
        except (StaleState, Refused):
            # Withdrawn, claimed or changed by somebody at this moment: the next time will tell.
            return


def is_unclaimed(grant: Grant, person: Person) -> bool:
    """Whether it is unclaimed, or claimed by the person under another address."""
    return grant.claimed_by is None or (grant.claimed_by == person.person_id and grant.email != str(person.email))


def _settled(ports: Ports, person: Person, grant: Grant) -> Sequence[Write]:
    """An administrator is known by name and address from now on, and mailed in their own language."""
    planned: Sequence[Write] = (
        (access_writes.ClaimRole(grant, person.person_id, person.name),)
        if grant.claimed_by is None
        else (access_writes.MoveRole(grant, str(person.email)), *lost(grant))
    )
    is_administrator = grant.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    account = ports.store.account(grant.account_id) if is_administrator else None
    if account is None:
        return planned
    after = _introduced(account, grant.email, person)
    if after == account:
        return planned
    return (*planned, writes.SaveAccount(replace(after, version=account.version + 1), account))


def _introduced(account: SmartAccount, email: str, person: Person) -> SmartAccount:
    known = Administrator(str(person.email), person.name, person.language or DEFAULT_LANGUAGE)
    people = (known if one.email == email else one for one in account.administrators)
    return replace(account, administrators=tuple({one.email: one for one in people}.values()))

"""A role granted to an address becomes the person's own at their first sign-in with it, verified.

From then on it goes with the person, whatever address they have, and not with whoever has the address next.
"""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.account import AccessRole, Administrator, Grant, SmartAccount
from chalicelib.domain.errors import Refused
from chalicelib.domain.person import Person
from chalicelib.services import access_changes, changes
from chalicelib.services.asker import Asker
from chalicelib.services.changes import Change
from chalicelib.services.ports import Ports, StaleState

# What is left over works as it is, and is claimed the next time.
MOST_AT_ONCE = 25


def claim_roles(ports: Ports, asker: Asker) -> None:
    """Binds what the person's address holds unclaimed to the person; a busy database leaves it for next time."""
    for grant in [one for one in asker.grants if one.claimed_by is None][:MOST_AT_ONCE]:
        try:
            ports.store.commit(_claimed(ports, asker.person, grant))
        except (StaleState, Refused):
            # Withdrawn, claimed or changed by somebody at this moment: the next time will tell.
            return


def _claimed(ports: Ports, person: Person, grant: Grant) -> Sequence[Change]:
    """An administrator is known by name from now on, and mailed in their own language."""
    claim = access_changes.ClaimRole(grant, person.person_id, person.name)
    is_administrator = grant.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    account = ports.store.account(grant.account_id) if is_administrator else None
    after = _introduced(account, grant.email, person) if account else None
    if account is None or after == account or after is None:
        return (claim,)
    return (claim, changes.SaveAccount(replace(after, version=account.version + 1), account))


def _introduced(account: SmartAccount, email: str, person: Person) -> SmartAccount:
    known = Administrator(email, person.name, person.language or "en")
    people = tuple(known if one.email == email else one for one in account.administrators)
    return replace(account, administrators=people)

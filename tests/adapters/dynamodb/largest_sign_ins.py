"""Each use case of signing in at its largest: the most accounts on which the claimed person has a role."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.identity.moved_identity import MOST_ACCOUNTS, MOST_OWN_ROLES, Issuers
from chalicelib.services.sign_in.claim_person import claim_person, record_holder
from chalicelib.services.unit_of_work.access_writes import GiveRole
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.world import PARTNER, World

FORMER, PRESENT = "https://former.example", "https://present.example"


def claiming_person(world: World) -> Callable[[], object]:
    """One account more than have an event, and as many roles of its own as an identity may bring."""
    now, administers = world.clock.now(), AccessRole.SMART_ACCOUNT_ADMINISTRATOR
    for number in range(MOST_ACCOUNTS + 1):
        domain = f"account{number}.example"
        world.import_account(f"Account {number}", domain)
        (lock,) = world.ports.store.locks(domain)
        address, claimed_by = str(PARTNER.email), "old"
        role = Grant("role", lock.account_id, address, administers, GrantOrigin.IMPORT, now, None, claimed_by)
        world.ports.store.commit([GiveRole(role)])
        if number < MOST_OWN_ROLES:
            own = replace(role, grant_id="own", claimed_by=PARTNER.person_id)
            world.ports.store.commit([GiveRole(own)])
    record_holder(world.ports, Issuers(FORMER), replace(PARTNER, person_id="old"), None)
    return lambda: claim_person(world.ports, Issuers(PRESENT, FORMER, now + timedelta(days=1)), PARTNER)


def recording_holder(world: World) -> Callable[[], object]:
    """An address that nobody has yet."""
    return lambda: record_holder(world.ports, Issuers(PRESENT), PARTNER, None)


ABOUT_SIGN_IN: Mapping[str, Prepare] = {
    "sign_in.claim_person.claim_person": claiming_person,
    "sign_in.claim_person.record_holder": recording_holder,
}

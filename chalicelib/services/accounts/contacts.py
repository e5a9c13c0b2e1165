"""The active accounts of an organisation domain, who administers an account, and who decides about access."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.accounts.account import (
    AccessRole,
    Administrator,
    Grant,
    SmartAccount,
    VirtualAccount,
    Visibility,
)
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.ports import NO_ACCOUNT, Ports


def shown_nearby(ports: Ports, locks: Sequence[DomainLock]) -> Sequence[SmartAccount]:
    """Return the active accounts under the organisation domain that everybody may see: no restricted ones.

    A read is made even if there are no accounts, so that the calls reveal nothing.
    """
    active = [lock.account_id for lock in locks if lock.ends_at is None]
    accounts = ports.store.accounts(active or [NO_ACCOUNT])
    return [one for one in accounts if one.search_visibility is Visibility.UNRESTRICTED]


def distinct_administrators(accounts: Sequence[SmartAccount]) -> Mapping[str, Administrator]:
    """Return the administrators of these accounts, each person once, by address."""
    return {person.email: person for account in accounts for person in account.administrators}


@value_class
class Contact:
    """Who administers the account or, if there is one, the Virtual Account."""

    name: str
    email: str
    virtual_account: VirtualAccount | None = None


def contacts_on(ports: Ports, account: SmartAccount, visible: Sequence[VirtualAccount]) -> Sequence[Contact]:
    """Return who administers the account, then who administers the `visible` Virtual Accounts, in one read."""
    places = {one.virtual_account_id: place for place, one in enumerate(visible)}
    found = [
        (places[grant.virtual_account_id], grant.email, grant.name)
        for grant in ports.store.account_grants(account.account_id)
        if grant.role is AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR and grant.virtual_account_id in places
    ]
    of_account = [Contact(one.name, one.email) for one in account.administrators]
    return [*of_account, *(Contact(name, email, visible[place]) for place, email, name in sorted(found))]


def deciders_of(ports: Ports, account: SmartAccount, asked: Access, requester_email: str) -> Sequence[Administrator]:
    """Return who may give this access: the account's administrators, and those of all of its Virtual Accounts.

    The requester is not among them, in whatever spelling. Takes a read only for Virtual Accounts.
    """
    found = {administrator.email: administrator for administrator in account.administrators}
    if asked.virtual_account_ids:
        grants = ports.store.account_grants(account.account_id)
        of_virtual_accounts = _virtual_account_administrators(grants, account.account_id, asked)
        found = {**{one.email: one for one in of_virtual_accounts}, **found}
    own = MailAddress.parse(requester_email).folded
    return [one for one in found.values() if MailAddress.parse(one.email).folded != own]


def _virtual_account_administrators(grants: Sequence[Grant], account_id: str, asked: Access) -> Sequence[Administrator]:
    by_email: dict[str, list[Grant]] = {}
    for grant in grants:
        if grant.role is AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR:
            by_email.setdefault(grant.email, []).append(grant)
    return [
        Administrator(email, own[0].name)
        for email, own in by_email.items()
        if Rights.of(own, account_id).may_give(asked)
    ]

"""The active accounts of an organisation domain, and their administrators."""

from collections.abc import Mapping, Sequence

from chalicelib.domain.accounts.account import Administrator, SmartAccount, Visibility
from chalicelib.domain.accounts.domain_lock import DomainLock
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

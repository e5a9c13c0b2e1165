"""The account whose identifier is the domain of an address."""

from collections.abc import Sequence

from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.identity.free_mail import identifies_nobody
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.unreadable import unless_unreadable


def own_domain(ports: Ports, domain: str) -> Sequence[tuple[str, str]]:
    """Return the organisation domain and the domain of an address; nothing where many organisations share it."""
    return () if identifies_nobody(domain) else ((ports.rules.organisation_of(domain), domain),)


def lock_on_own_domain(ports: Ports, domain: str) -> DomainLock | None:
    """Return the lock on the domain of an address, in one read. One that cannot be read is none."""
    wanted = own_domain(ports, domain)
    found = unless_unreadable(lambda: ports.store.locks_on(wanted)) if wanted else None
    return (found or {}).get(domain)

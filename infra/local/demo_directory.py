"""The accounts and roles of the demo."""

from chalicelib import bootstrap
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin, Visibility
from chalicelib.domain.accounts.importing import ImportRow, read_row
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.unit_of_work.access_writes import GiveRole
from chalicelib.services.unit_of_work.ports import Clock, Ports
from infra.rebuild_index import rebuild_if_needed

ACCOUNTS = (
    ("Acme", "acme.example", Visibility.UNRESTRICTED, "admin@acme.example"),
    ("Globex Secret", "globex.example", Visibility.RESTRICTED, "admin@globex.example"),
    ("Reseller Partners", "reseller.example", Visibility.UNRESTRICTED, "admin@reseller.example"),
    ("Acme Research Laboratories", "labs.acme.example", Visibility.UNRESTRICTED, "admin@acme.example"),
    ("Initech", "initech.example", Visibility.UNRESTRICTED, "it@initech.example"),
    ("Université de l'Exemple", "universite.example", Visibility.UNRESTRICTED, "dsi@universite.example"),
    ("Umbrella Health, Berkeley", "umbrella.example", Visibility.UNRESTRICTED, "it@umbrella.example"),
    ("Stark & Søns", "stark.example", Visibility.UNRESTRICTED, "it@stark.example"),
)
ROLE = AccessRole.SMART_ACCOUNT_USER
USERS = (("partner@reseller.example", "reseller.example"),)


def load(clock: Clock) -> None:
    """Load missing accounts and roles, and index what a release before has left; idempotent."""
    container = bootstrap.container()
    ports = container.ports
    import_batch(ports, [_row(ports, *account) for account in ACCOUNTS])
    rebuild_if_needed(container)
    for email, domain in USERS:
        (lock,) = [lock for lock in ports.store.locks(domain) if lock.domain_identifier == domain]
        grant = Grant("demo", lock.account_id, email, ROLE, GrantOrigin.ADMINISTRATOR, clock.now())
        if grant.grant_id not in {known.grant_id for known in ports.store.account_grants(lock.account_id)}:
            ports.store.commit([GiveRole(grant)])


def _row(ports: Ports, name: str, domain: str, visibility: Visibility, administrator: str) -> ImportRow:
    return read_row(name, [domain], visibility, [administrator], ports.rules)

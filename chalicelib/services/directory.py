"""The directory of one person: what concerns them, in three round trips beside the one for their roles."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.account import AccountStatus, Grant, SmartAccount, Visibility
from chalicelib.domain.account_request import AccountRequest
from chalicelib.domain.free_mail import is_free_mail
from chalicelib.domain.person import Person
from chalicelib.services.ports import Ports

MOST = 50


@dataclass(frozen=True)
class Directory:
    """The groups in the order of the page, each cut at 50; the page of the first that follows, if any."""

    accessible: Sequence[SmartAccount]
    creation_requested: Sequence[AccountRequest]
    same_domain: Sequence[SmartAccount]
    next_accessible: int | None
    more_requested: bool


def directory_of(ports: Ports, person: Person, grants: Sequence[Grant]) -> Directory:
    """Accounts they can access, accounts they asked for, and the account of their own mail domain."""
    listed = ports.store.request_ids_of(person.person_id, MOST)
    requests, locks = ports.store.requests_and_locks(listed.items, _own_domain(ports, person))
    own = [lock.account_id for lock in locks]
    ids = _accessible(grants)
    found = ports.store.accounts(dict.fromkeys([*ids[:MOST], *own]))
    accounts = {account.account_id: account for account in found}
    return Directory(
        accessible=[accounts[one] for one in ids[:MOST] if one in accounts],
        creation_requested=requests,
        same_domain=[accounts[one] for one in own if one in accounts and _is_shown(accounts[one])],
        next_accessible=MOST if len(ids) > MOST else None,
        more_requested=listed.next_start is not None,
    )


def more_accessible(ports: Ports, grants: Sequence[Grant], start: int) -> Directory:
    """A further page of the first group alone."""
    ids = _accessible(grants)
    accounts = ports.store.accounts(ids[start : start + MOST])
    following = start + MOST if len(ids) > start + MOST else None
    return Directory(accounts, (), (), following, more_requested=False)


def _accessible(grants: Sequence[Grant]) -> list[str]:
    return sorted({grant.account_id for grant in grants})


def _own_domain(ports: Ports, person: Person) -> Sequence[tuple[str, str]]:
    domain = person.email.domain
    return () if is_free_mail(domain) else ((ports.rules.organisation_of(domain), domain),)


def _is_shown(account: SmartAccount) -> bool:
    return account.search_visibility is Visibility.UNRESTRICTED and account.status is AccountStatus.ACTIVE

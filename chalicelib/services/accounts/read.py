"""Read accounts and check domain identifiers: who may see what, and the result of a check."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from chalicelib.domain.accounts.account import AccountStatus, Grant, SmartAccount, VirtualAccount, Visibility
from chalicelib.domain.accounts.administration import visible_virtual_accounts
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.identity.domain_identifier import DomainIdentifier, matching_mail_domains
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.team import team_ids
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.contacts import Contact, contacts_on, distinct_administrators, shown_nearby
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports


@value_class
class DomainChecked:
    """The result of checking a domain identifier; restricted accounts are neither shown nor counted."""

    identifier: DomainIdentifier
    taken: DomainLock | None
    administrators_to_be_told: int

    @property
    def status(self) -> Literal["pending", "active"]:
        """The status of the account that holds the identifier."""
        return "pending" if self.taken and self.taken.ends_at else "active"

    @property
    def matching_mail_domains(self) -> tuple[str, ...]:
        """The mail domains whose addresses need no review."""
        return matching_mail_domains(self.identifier.value, self.identifier.registrable_domain)


@value_class
class AccountFile:
    """An account with its hierarchy. The caller may see contacts and hierarchy only if `is_open`."""

    account: SmartAccount
    is_open: bool
    virtual_accounts: Sequence[VirtualAccount] = ()


@value_class
class VirtualAccountFile:
    """A Virtual Account with the hierarchy, as far as the caller may see it."""

    virtual_account: VirtualAccount
    hierarchy: Sequence[VirtualAccount]


def known_account(ports: Ports, person: Person, account_id: str, grants: Sequence[Grant] = ()) -> SmartAccount:
    """Return the account to any caller; until a reviewer accepts it, only to its requester, their team and reviewers.

    `grants` are the person's, where a team may see it.
    """
    account = ports.store.account(account_id)
    is_team = account is not None and account.requested_by_team in team_ids(grants)
    if account is None or (account.in_review and not is_team and not _sees_review(ports, person, account)):
        raise Refused(Problem.ACCOUNT_UNKNOWN)
    return account


def open_account(ports: Ports, caller: Caller, account_id: str) -> SmartAccount:
    """Return the account if it is open to the caller, in one read. Raises `account-unknown`, whatever closes it."""
    account = ports.store.account(account_id)
    if account is None or not is_open_to(caller, account, ports.clock.now()):
        raise Refused(Problem.ACCOUNT_UNKNOWN)
    return account


def is_open_to(caller: Caller, account: SmartAccount, now: datetime) -> bool:
    """Whether the caller has a role on it, or it is there for everybody: not restricted, in review or cancelled."""
    is_public = account.search_visibility is Visibility.UNRESTRICTED and is_there(account, now)
    return is_public or caller.rights_on(account.account_id).has_any_role


def is_there(account: SmartAccount, now: datetime) -> bool:
    """Whether there is such an account, for anybody who may know: neither in review nor cancelled."""
    return not account.in_review and account.status_at(now) is not AccountStatus.CANCELLED


def account_file(ports: Ports, caller: Caller, account_id: str) -> AccountFile:
    """Return the account and, if the caller may see them, its contacts and hierarchy."""
    account = known_account(ports, caller.person, account_id, caller.grants)
    rights = caller.rights_on(account_id)
    if not rights.sees_details_of(account):
        return AccountFile(account, is_open=False)
    shown = visible_virtual_accounts(ports.store.virtual_accounts(account_id), rights)
    return AccountFile(account, is_open=True, virtual_accounts=shown)


def contacts_of(ports: Ports, caller: Caller, account_id: str) -> Sequence[Contact]:
    """Return who administers the account and the Virtual Accounts that the caller may see.

    Raises `access-required` for a restricted account without access to it.
    """
    found = account_file(ports, caller, account_id)
    if not found.is_open:
        raise Refused(Problem.ACCESS_REQUIRED)
    return contacts_on(ports, found.account, found.virtual_accounts)


def virtual_accounts_of(ports: Ports, caller: Caller, account_id: str) -> Sequence[VirtualAccount]:
    """Return the hierarchy, as far as the caller may see it. Raises `access-required` like `contacts_of`."""
    found = account_file(ports, caller, account_id)
    if not found.is_open:
        raise Refused(Problem.ACCESS_REQUIRED)
    return found.virtual_accounts


def virtual_account_of(ports: Ports, caller: Caller, account_id: str, virtual_account_id: str) -> VirtualAccountFile:
    """Return one Virtual Account that the caller may see. Raises `virtual-account-unknown`, or as `contacts_of`."""
    return file_among(virtual_accounts_of(ports, caller, account_id), virtual_account_id)


def file_among(hierarchy: Sequence[VirtualAccount], virtual_account_id: str) -> VirtualAccountFile:
    """Return the Virtual Account with this id. Raises `virtual-account-unknown`."""
    found = next((one for one in hierarchy if one.virtual_account_id == virtual_account_id), None)
    if found is None:
        raise Refused(Problem.VIRTUAL_ACCOUNT_UNKNOWN)
    return VirtualAccountFile(found, hierarchy)


def check_domain(ports: Ports, typed: str) -> DomainChecked:
    """Check the domain identifier. Raises `Refused` with the code of the validation error."""
    try:
        identifier = ports.rules.parse(typed)
    except Invalid as fault:
        raise Refused(Problem(fault.code), facts=fault.facts) from None
    now = ports.clock.now()
    locks = [lock for lock in ports.store.locks(identifier.registrable_domain) if lock.holds_at(now)]
    nearby = shown_nearby(ports, locks)
    shown = {account.account_id for account in nearby}
    taken = next(
        (
            lock
            for lock in locks
            if lock.domain_identifier == identifier.value
            and not lock.in_review
            and (lock.ends_at or lock.account_id in shown)
        ),
        None,
    )
    return DomainChecked(identifier, taken, len(distinct_administrators(nearby)))


def _sees_review(ports: Ports, person: Person, account: SmartAccount) -> bool:
    if person.is_reviewer or account.requested_by:
        return person.is_reviewer or account.requested_by == person.person_id
    # Earlier releases did not store the requester. The lock names them, but is given up when the request ends.
    locks = ports.store.locks(account.registrable_domain)
    return any(lock.account_id == account.account_id and lock.person_id == person.person_id for lock in locks)

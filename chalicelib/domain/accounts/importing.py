"""Validate a row of an operator's import file, and make a new account from it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.account import (
    DEFAULT_VIRTUAL_ACCOUNT,
    MOST_ADMINISTRATORS,
    AccessRole,
    AccountStatus,
    Administrator,
    Grant,
    GrantOrigin,
    SmartAccount,
    VirtualAccount,
    Visibility,
)
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import FieldCode, FieldError, Invalid
from chalicelib.domain.identity.domain_identifier import DomainIdentifier, DomainRules
from chalicelib.domain.identity.mail_address import MailAddress, mailbox_key
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

# Account, lock, Virtual Accounts, grants and index entries take one transaction together. More roles take further ones.
ROLES_AT_ONCE = 6


@value_class
class ImportRow:
    """A valid row, before it is compared with stored accounts.

    An empty name and a visibility of None mean that an existing account keeps its own.
    """

    account_name: str
    identifier: DomainIdentifier
    visibility: Visibility | None
    administrators: tuple[str, ...]
    further_domains: int


@value_class
class LastImport:
    """What imports have set on an account so far. Differences to the account are later changes by people.

    Name and visibility are those of the last import that set them, None if unknown. `roles` are the ids of all
    roles that imports ever granted; an id is a hash of the address and does not reveal it. `passed_over` are the
    ids of roles that were not granted, because it was unknown whether their addresses had lost such a role.
    Accounts of earlier releases have no record; accounts created by a request have an empty one.
    """

    account_id: str
    account_name: str | None = None
    search_visibility: Visibility | None = None
    roles: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    version: int = 0


def read_row(
    name: str | None,
    domains: Sequence[str],
    visibility: str,
    administrators: Sequence[str],
    rules: DomainRules,
    faults: Sequence[FieldError] = (),
) -> ImportRow:
    """Validate a row. Raises `validation-failed` with all errors, including the `faults` found before.

    The first domain is the identifier; further ones are ignored. The name is None if the row has none.
    """
    checks = FieldChecks(tuple(faults))
    account_name = "" if name is None else checks.read("/account_name", text.account_name, name)
    identifier = checks.read("/domains/0", rules.parse, domains[0] if domains else "")
    parsed_visibility = checks.read("/visibility", _visibility, visibility) if visibility.strip() else None
    if len(administrators) > MOST_ADMINISTRATORS:
        checks.fault("/administrators", FieldCode.TOO_MANY, limit=MOST_ADMINISTRATORS)
    addresses = [
        checks.read(f"/administrators/{index}", MailAddress.parse, email)
        for index, email in enumerate(administrators[:MOST_ADMINISTRATORS])
    ]
    checks.done()
    return ImportRow(account_name, identifier, parsed_visibility, tuple(map(str, addresses)), len(domains) - 1)


def account_from_row(row: ImportRow, account_id: str, now: datetime) -> SmartAccount:
    """Make a new, active account from a row that has a name, with the first administrators of the row."""
    return SmartAccount(
        account_id=account_id,
        account_name=row.account_name,
        domain_identifier=row.identifier.value,
        registrable_domain=row.identifier.registrable_domain,
        status=AccountStatus.ACTIVE,
        created_at=now,
        search_visibility=row.visibility or Visibility.UNRESTRICTED,
        administrators=tuple(Administrator(email) for email in list(dict.fromkeys(row.administrators))[:ROLES_AT_ONCE]),
        activated_at=now,
        version=1,
    )


def first_import(account: SmartAccount) -> LastImport:
    """Return the record for an account that an import has just created."""
    roles = tuple(role_id(account.account_id, administrator.email) for administrator in account.administrators)
    return LastImport(account.account_id, account.account_name, account.search_visibility, roles)


def lock_for(account: SmartAccount) -> DomainLock:
    """Return the permanent lock of an imported account."""
    return DomainLock(account.domain_identifier, account.registrable_domain, account.account_id)


def default_virtual_account(account: SmartAccount) -> VirtualAccount:
    """Return the default Virtual Account of an imported account."""
    return VirtualAccount(
        account.account_id, account.account_id, DEFAULT_VIRTUAL_ACCOUNT, account.created_at, is_default=True
    )


def role_id(account_id: str, email: str) -> str:
    """Return the deterministic id of the administrator role that an import grants to this address."""
    return hashlib.sha256(f"{account_id} {email}".encode()).hexdigest()[:32]


def lost_role_id(account_id: str, email: str) -> str:
    """Return the id under which a lost administrator role is recorded: the same for all spellings of a mailbox."""
    return role_id(account_id, mailbox_key(email))


def grants_for(account: SmartAccount, administrators: Sequence[Administrator], now: datetime) -> tuple[Grant, ...]:
    """Return the grants of imported administrators."""
    return tuple(
        Grant(
            grant_id=role_id(account.account_id, administrator.email),
            account_id=account.account_id,
            email=administrator.email,
            role=AccessRole.SMART_ACCOUNT_ADMINISTRATOR,
            origin=GrantOrigin.IMPORT,
            granted_at=now,
        )
        for administrator in administrators
    )


def _visibility(value: str) -> Visibility:
    try:
        return Visibility(value.strip().casefold())
    except ValueError:
        raise Invalid(FieldCode.NOT_ONE_OF, choices=", ".join(Visibility)) from None

"""What an operator's file may say of an account, and what becomes of an account that nobody had yet."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.account import (
    DEFAULT_VIRTUAL_ACCOUNT,
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
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.validation import FieldChecks

# An account, its lock, parts, roles and index must fit into one transaction.
MOST_ADMINISTRATORS = 8


@dataclass(frozen=True)
class ImportRow:
    """A row that passed every rule that needs no look at what is there already.

    An empty name and a visibility of None are not stated: an account that is there keeps its own.
    """

    account_name: str
    identifier: DomainIdentifier
    visibility: Visibility | None
    administrators: tuple[str, ...]
    further_domains: int


@dataclass(frozen=True)
class LastImport:
    """What imports have given an account so far, which tells what was decided since.

    Name and visibility are those of the last import that gave one, None where none is known. `roles` are the
    ids of all roles that were ever given: an id follows from the address, and does not tell it. `passed_over`
    are the ids of roles that were not given, since it was not known whether their addresses had lost one.
    An account of an earlier release has no such record, and one that a request founded has one that is empty.
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
    """The row, or `Refused` with every fault, those included that are known already.

    The first domain is the identifier; further ones are ignored. A name of None is not stated.
    """
    checks = FieldChecks(tuple(faults))
    read_name = "" if name is None else checks.read("/account_name", text.account_name, name)
    identifier = checks.read("/domains/0", rules.parse, domains[0] if domains else "")
    seen = checks.read("/visibility", _visibility, visibility) if visibility.strip() else None
    if len(administrators) > MOST_ADMINISTRATORS:
        checks.fault("/administrators", FieldCode.TOO_MANY, limit=MOST_ADMINISTRATORS)
    people = [
        checks.read(f"/administrators/{index}", MailAddress.parse, one)
        for index, one in enumerate(administrators[:MOST_ADMINISTRATORS])
    ]
    checks.done()
    return ImportRow(read_name, identifier, seen, tuple(map(str, people)), len(domains) - 1)


def imported(row: ImportRow, account_id: str, now: datetime) -> SmartAccount:
    """The new, active account of a row that states a name."""
    return SmartAccount(
        account_id=account_id,
        account_name=row.account_name,
        domain_identifier=row.identifier.value,
        registrable_domain=row.identifier.registrable_domain,
        status=AccountStatus.ACTIVE,
        created_at=now,
        search_visibility=row.visibility or Visibility.UNRESTRICTED,
        administrators=tuple(Administrator(email) for email in dict.fromkeys(row.administrators)),
        activated_at=now,
        version=1,
    )


def first_import(account: SmartAccount) -> LastImport:
    """What the import gave that has made this account: all of it."""
    given = tuple(role_id(account.account_id, one.email) for one in account.administrators)
    return LastImport(account.account_id, account.account_name, account.search_visibility, given)


def lock_for(account: SmartAccount) -> DomainLock:
    """The lock of an account that no request founded: held for good."""
    return DomainLock(account.domain_identifier, account.registrable_domain, account.account_id)


def default_virtual_account(account: SmartAccount) -> VirtualAccount:
    """The default Virtual Account of an imported account."""
    return VirtualAccount(
        account.account_id, account.account_id, DEFAULT_VIRTUAL_ACCOUNT, account.created_at, is_default=True
    )


def role_id(account_id: str, email: str) -> str:
    """The id of the administrator's role that an import gives to this address: always the same."""
    return hashlib.sha256(f"{account_id} {email}".encode()).hexdigest()[:32]


def grants_for(account: SmartAccount, administrators: Sequence[Administrator], now: datetime) -> tuple[Grant, ...]:
    """The roles of imported administrators."""
    return tuple(
        Grant(
            grant_id=role_id(account.account_id, one.email),
            account_id=account.account_id,
            email=one.email,
            role=AccessRole.SMART_ACCOUNT_ADMINISTRATOR,
            origin=GrantOrigin.IMPORT,
            granted_at=now,
        )
        for one in administrators
    )


def _visibility(value: str) -> Visibility:
    try:
        return Visibility(value.strip())
    except ValueError:
        raise Invalid(FieldCode.NOT_ONE_OF, choices=", ".join(Visibility)) from None

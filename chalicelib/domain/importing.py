"""What an operator's file may say of an account, and what importing it comes to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.account import (
    AccessRole,
    AccountStatus,
    Administrator,
    Grant,
    GrantOrigin,
    SmartAccount,
    VirtualAccount,
    Visibility,
)
from chalicelib.domain.domain_identifier import DomainIdentifier, DomainRules
from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.fields import FieldChecks
from chalicelib.domain.founding import DEFAULT_VIRTUAL_ACCOUNT, DomainLock
from chalicelib.domain.mail_address import MailAddress

# An account, its lock, parts, roles and index must fit into one transaction.
MOST_ADMINISTRATORS = 8


@dataclass(frozen=True)
class ImportRow:
    """A row that passed every rule that needs no look at what is there already."""

    account_name: str
    identifier: DomainIdentifier
    visibility: Visibility
    administrators: tuple[str, ...]
    further_domains: int


def read_row(
    name: str, domains: Sequence[str], visibility: str, administrators: Sequence[str], rules: DomainRules
) -> ImportRow:
    """The row, or `Refused` with every fault. The first domain is the identifier; further ones are ignored."""
    checks = FieldChecks()
    read_name = checks.read("/account_name", text.account_name, name)
    identifier = checks.read("/domains/0", rules.parse, domains[0] if domains else "")
    seen = checks.read("/visibility", _visibility, visibility or Visibility.UNRESTRICTED)
    if len(administrators) > MOST_ADMINISTRATORS:
        checks.fault("/administrators", FieldCode.TOO_MANY, limit=MOST_ADMINISTRATORS)
    people = [
        checks.read(f"/administrators/{index}", MailAddress.parse, one) for index, one in enumerate(administrators)
    ]
    checks.done()
    return ImportRow(read_name, identifier, seen, tuple(dict.fromkeys(map(str, people))), len(domains) - 1)


def imported(row: ImportRow, account_id: str, now: datetime) -> SmartAccount:
    """The new, active account of a row."""
    return SmartAccount(
        account_id=account_id,
        account_name=row.account_name,
        domain_identifier=row.identifier.value,
        registrable_domain=row.identifier.registrable_domain,
        status=AccountStatus.ACTIVE,
        created_at=now,
        search_visibility=row.visibility,
        administrators=tuple(Administrator(email) for email in row.administrators),
        activated_at=now,
        version=1,
    )


def reimported(row: ImportRow, account: SmartAccount) -> SmartAccount:
    """The account with the row's name and visibility, and with administrators it did not have; none is lost."""
    known = {one.email for one in account.administrators}
    added = tuple(Administrator(email) for email in row.administrators if email not in known)
    changed = replace(
        account,
        account_name=row.account_name,
        search_visibility=row.visibility,
        administrators=(*account.administrators, *added),
    )
    return account if changed == account else replace(changed, version=account.version + 1)


def lock_for(account: SmartAccount) -> DomainLock:
    """The lock of an account that no request founded: held for good."""
    return DomainLock(account.domain_identifier, account.registrable_domain, account.account_id)


def default_part(account: SmartAccount) -> VirtualAccount:
    """The default Virtual Account of an imported account."""
    return VirtualAccount(
        account.account_id, account.account_id, DEFAULT_VIRTUAL_ACCOUNT, account.created_at, is_default=True
    )


def grants_for(account: SmartAccount, administrators: Sequence[Administrator], now: datetime) -> tuple[Grant, ...]:
    """The roles of imported administrators; the id follows from the address, so importing twice adds none."""
    return tuple(
        Grant(
            grant_id=hashlib.sha256(f"{account.account_id} {one.email}".encode()).hexdigest()[:32],
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
        return Visibility(value)
    except ValueError:
        raise Invalid(FieldCode.NOT_ONE_OF, choices=", ".join(Visibility)) from None

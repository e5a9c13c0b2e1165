"""Giving roles and taking them away; an account never loses its last administrator."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.accounts.account import (
    ACCOUNT_ROLES,
    MOST_ADMINISTRATORS,
    VIRTUAL_ACCOUNT_ROLES,
    AccessRole,
    Administrator,
    Grant,
    GrantOrigin,
    SmartAccount,
)
from chalicelib.domain.accounts.rights import Access
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.validation import FieldChecks


@dataclass(frozen=True)
class RoleForm:
    """A role to be given, as typed; a Virtual Account's role names the Virtual Account."""

    email: str
    role: str
    virtual_account_id: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The Virtual Accounts it is for."""
        return (self.virtual_account_id,) if self.virtual_account_id else ()


def new_grant(typed: RoleForm, account_id: str, parts: Collection[str], grant_id: str, now: datetime) -> Grant:
    """The role to be given by an administrator. `parts` are the account's ids. Raises `validation-failed`."""
    checks = FieldChecks()
    email = checks.read("/email", MailAddress.parse, typed.email)
    if typed.role not in tuple(AccessRole):
        checks.fault("/role", FieldCode.NOT_ONE_OF, choices=", ".join(AccessRole))
    elif typed.role in VIRTUAL_ACCOUNT_ROLES and not typed.parts:
        checks.fault("/virtual_account_id", FieldCode.REQUIRED)
    elif typed.role in ACCOUNT_ROLES and typed.parts:
        checks.fault("/role", FieldCode.NOT_ONE_OF, choices=", ".join(VIRTUAL_ACCOUNT_ROLES))
    elif not set(typed.parts) <= set(parts):
        checks.fault("/virtual_account_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)
    checks.done()
    return Grant(
        grant_id=grant_id,
        account_id=account_id,
        email=str(email),
        role=AccessRole(typed.role),
        origin=GrantOrigin.ADMINISTRATOR,
        granted_at=now,
        virtual_account_id=typed.virtual_account_id or None,
    )


def refuse_duplicate_grant(grant: Grant, present: Iterable[Grant]) -> None:
    """Raises `access-already-granted` where the address has this very role already."""
    wanted = (grant.email, grant.role, grant.virtual_account_id)
    if any((one.email, one.role, one.virtual_account_id) == wanted for one in present):
        raise Refused(Problem.ACCESS_ALREADY_GRANTED)


def access_of(grant: Grant) -> Access:
    """What a grant gives."""
    return Access(grant.role, (grant.virtual_account_id,) if grant.virtual_account_id else ())


def with_new_administrators(account: SmartAccount, grants: Sequence[Grant], language: str = "") -> SmartAccount:
    """The account with whoever was made an administrator listed on it. Raises `validation-failed` for too many."""
    known = {one.email for one in account.administrators}
    added = tuple(
        Administrator(one.email, one.name, language or DEFAULT_LANGUAGE)
        for one in grants
        if one.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR and one.email not in known
    )
    if len(known) + len(added) > MOST_ADMINISTRATORS:
        checks = FieldChecks()
        checks.fault("/role", FieldCode.TOO_MANY, limit=MOST_ADMINISTRATORS)
        checks.done()
    return replace(account, administrators=(*account.administrators, *added))


def without_role(account: SmartAccount, grant: Grant, present: Iterable[Grant]) -> SmartAccount:
    """The account once the role is taken away. Raises `last-administrator`."""
    if grant.role is not AccessRole.SMART_ACCOUNT_ADMINISTRATOR:
        return account
    still = {
        one.email
        for one in present
        if one.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR and one.grant_id != grant.grant_id
    }
    if not still:
        raise Refused(Problem.LAST_ADMINISTRATOR)
    if grant.email in still:
        return account
    left = tuple(one for one in account.administrators if one.email != grant.email)
    return replace(account, administrators=left)

"""Grant and withdraw roles. An account always keeps at least one administrator."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access.claiming import is_granted_again
from chalicelib.domain.accounts.account import (
    ACCOUNT_ROLES,
    GIVEN_ROLES,
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
from chalicelib.domain.value_classes import value_class


@value_class
class RoleForm:
    """Unvalidated input for granting a role. `virtual_account_id` is empty for a role on the whole account."""

    email: str
    role: str
    virtual_account_id: str = ""

    @property
    def virtual_account_ids(self) -> tuple[str, ...]:
        """The Virtual Account as a tuple of at most one id."""
        return (self.virtual_account_id,) if self.virtual_account_id else ()


def new_grant(form: RoleForm, account_id: str, known_ids: Collection[str], grant_id: str, now: datetime) -> Grant:
    """Make a grant. `known_ids` are the ids of the account's Virtual Accounts. Raises `validation-failed`."""
    checks = FieldChecks()
    email = checks.read("/email", MailAddress.parse, form.email)
    if form.role not in GIVEN_ROLES:
        checks.fault("/role", FieldCode.NOT_ONE_OF, choices=", ".join(GIVEN_ROLES))
    elif form.role in VIRTUAL_ACCOUNT_ROLES and not form.virtual_account_ids:
        checks.fault("/virtual_account_id", FieldCode.REQUIRED)
    elif form.role in ACCOUNT_ROLES and form.virtual_account_ids:
        checks.fault("/role", FieldCode.NOT_ONE_OF, choices=", ".join(VIRTUAL_ACCOUNT_ROLES))
    elif not set(form.virtual_account_ids) <= set(known_ids):
        checks.fault("/virtual_account_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)
    checks.done()
    return Grant(
        grant_id=grant_id,
        account_id=account_id,
        email=str(email),
        role=AccessRole(form.role),
        origin=GrantOrigin.ADMINISTRATOR,
        granted_at=now,
        virtual_account_id=form.virtual_account_id or None,
    )


def refuse_duplicate_grant(grant: Grant, present: Iterable[Grant]) -> None:
    """Raise `access-already-granted` if the mailbox already has this role in the same place."""
    if is_granted_again(grant, present):
        raise Refused(Problem.ACCESS_ALREADY_GRANTED)


def access_of(grant: Grant) -> Access:
    """Return the access that a grant gives."""
    return Access(grant.role, (grant.virtual_account_id,) if grant.virtual_account_id else ())


def with_new_administrators(account: SmartAccount, grants: Sequence[Grant], language: str = "") -> SmartAccount:
    """Return the account with new administrators listed. Raises `validation-failed` if there are too many."""
    known = {administrator.email for administrator in account.administrators}
    added = tuple(
        Administrator(grant.email, grant.name, language or DEFAULT_LANGUAGE)
        for grant in grants
        if grant.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR and grant.email not in known
    )
    if len(known) + len(added) > MOST_ADMINISTRATORS:
        checks = FieldChecks()
        checks.fault("/role", FieldCode.TOO_MANY, limit=MOST_ADMINISTRATORS)
        checks.done()
    return replace(account, administrators=(*account.administrators, *added))


def is_last_of_address(grant: Grant, present: Iterable[Grant]) -> bool:
    """Whether the address, in whatever spelling, has no other role on the account."""
    folded = MailAddress.parse(grant.email).folded
    others = (other for other in present if other.grant_id != grant.grant_id)
    return all(MailAddress.parse(other.email).folded != folded for other in others)


def without_role(account: SmartAccount, grant: Grant, present: Iterable[Grant]) -> SmartAccount:
    """Return the account after the role is withdrawn. Raises `last-administrator`."""
    if grant.role is not AccessRole.SMART_ACCOUNT_ADMINISTRATOR:
        return account
    remaining = {
        other.email
        for other in present
        if other.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR and other.grant_id != grant.grant_id
    }
    if not remaining:
        raise Refused(Problem.LAST_ADMINISTRATOR)
    if grant.email in remaining:
        return account
    listed = tuple(administrator for administrator in account.administrators if administrator.email != grant.email)
    return replace(account, administrators=listed)

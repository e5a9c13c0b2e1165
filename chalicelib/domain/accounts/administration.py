"""Change an account's name and visibility, and create and change its Virtual Accounts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, VirtualAccount, Visibility
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

MOST_VIRTUAL_ACCOUNTS = 500
DEEPEST = 8


@value_class
class Alteration:
    """Unvalidated new name and visibility; None keeps the present value."""

    name: str | None = None
    search_visibility: str | None = None


@value_class
class NewVirtualAccount:
    """Unvalidated input for creating a Virtual Account."""

    name: str
    parent_id: str | None = None
    search_visibility: str = Visibility.UNRESTRICTED.value


def refuse_unless_active(account: SmartAccount, now: datetime) -> None:
    """Raise `action-not-allowed` if the account is pending or cancelled."""
    status = account.status_at(now)
    if status is not AccountStatus.ACTIVE:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"account_status": status.value})


def changed_account(account: SmartAccount, wanted: Alteration) -> SmartAccount:
    """Return the account with the new name and visibility; the same object if nothing changes.

    Raises `validation-failed`.
    """
    checks = FieldChecks()
    name = account.account_name
    if wanted.name is not None:
        name = checks.read("/account_name", text.account_name, wanted.name)
    visibility = _changed_visibility(wanted, account.search_visibility, checks)
    checks.done()
    after = replace(account, account_name=name, search_visibility=visibility)
    return account if after == account else after


def new_virtual_account(
    wanted: NewVirtualAccount,
    account: SmartAccount,
    present: Sequence[VirtualAccount],
    virtual_account_id: str,
    now: datetime,
) -> VirtualAccount:
    """Make a Virtual Account; `present` are those that exist already. Raises `validation-failed`."""
    checks = FieldChecks()
    by_id = {virtual_account.virtual_account_id: virtual_account for virtual_account in present}
    name = checks.read("/name", text.account_name, wanted.name)
    visibility = _visibility(wanted.search_visibility, checks)
    parent = wanted.parent_id or None
    if parent and parent not in by_id:
        checks.fault("/parent_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)
    elif parent and _depth(by_id, parent) >= DEEPEST:
        checks.fault("/parent_id", FieldCode.TOO_DEEP, limit=DEEPEST)
    if len(present) >= MOST_VIRTUAL_ACCOUNTS:
        checks.fault("/name", FieldCode.TOO_MANY, limit=MOST_VIRTUAL_ACCOUNTS)
    _check_name(name, parent, present, checks)
    checks.done()
    return VirtualAccount(
        virtual_account_id, account.account_id, name, now, search_visibility=visibility, parent_id=parent
    )


def changed_virtual_account(
    virtual_account: VirtualAccount, wanted: Alteration, present: Sequence[VirtualAccount]
) -> VirtualAccount:
    """Return the Virtual Account with the new name and visibility. Raises `validation-failed`."""
    checks = FieldChecks()
    name = virtual_account.name if wanted.name is None else checks.read("/name", text.account_name, wanted.name)
    visibility = _changed_visibility(wanted, virtual_account.search_visibility, checks)
    others = [other for other in present if other.virtual_account_id != virtual_account.virtual_account_id]
    _check_name(name, virtual_account.parent_id, others, checks)
    checks.done()
    return replace(virtual_account, name=name, search_visibility=visibility)


def visible_virtual_accounts(virtual_accounts: Sequence[VirtualAccount], rights: Rights) -> Sequence[VirtualAccount]:
    """Return those that the person may see. The nearest visible ancestor becomes the parent."""
    by_id = {virtual_account.virtual_account_id: virtual_account for virtual_account in virtual_accounts}
    return [
        replace(virtual_account, parent_id=_visible_parent(virtual_account, by_id, rights))
        for virtual_account in virtual_accounts
        if rights.sees(virtual_account)
    ]


def _visible_parent(virtual_account: VirtualAccount, by_id: dict[str, VirtualAccount], rights: Rights) -> str | None:
    parent = by_id.get(virtual_account.parent_id or "")
    while parent is not None and not rights.sees(parent):
        parent = by_id.get(parent.parent_id or "")
    return parent.virtual_account_id if parent else None


def _depth(by_id: dict[str, VirtualAccount], virtual_account_id: str) -> int:
    depth, ancestor = 0, by_id.get(virtual_account_id)
    while ancestor is not None and depth < DEEPEST:
        depth, ancestor = depth + 1, by_id.get(ancestor.parent_id or "")
    return depth


def _check_name(name: str, parent: str | None, others: Sequence[VirtualAccount], checks: FieldChecks) -> None:
    taken = {other.name.casefold() for other in others if other.parent_id == parent}
    if name and name.casefold() in taken:
        checks.fault("/name", FieldCode.NAME_TAKEN)


def _changed_visibility(wanted: Alteration, present: Visibility, checks: FieldChecks) -> Visibility:
    return present if wanted.search_visibility is None else _visibility(wanted.search_visibility, checks)


def _visibility(value: str, checks: FieldChecks) -> Visibility:
    if value not in tuple(Visibility):
        checks.fault("/search_visibility", FieldCode.NOT_ONE_OF, choices=", ".join(Visibility))
        return Visibility.UNRESTRICTED
    return Visibility(value)

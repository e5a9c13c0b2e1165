"""Change an account's name and visibility, and create, change, move and remove its Virtual Accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, VirtualAccount, Visibility
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Facts, FieldCode, Problem, Refused
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

MOST_VIRTUAL_ACCOUNTS = 500
DEEPEST = 8


@value_class
class Move:
    """The unvalidated Virtual Account below which another one is to be; None for the top."""

    parent_id: str | None


@value_class
class Alteration:
    """Unvalidated new name, visibility and place; None keeps the present value. An account has no place."""

    name: str | None = None
    search_visibility: str | None = None
    move: Move | None = None


@value_class
class Uses:
    """What a Virtual Account is in use for: how many are below it, and what is granted, offered or asked for on it."""

    virtual_accounts_below: int = 0
    roles: int = 0
    offered_roles: int = 0
    access_requests: int = 0


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
    elif parent and len(_ancestry(by_id, parent)) >= DEEPEST:
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
    """Return the Virtual Account with the new name, visibility and place. Raises `validation-failed`."""
    checks = FieldChecks()
    name = virtual_account.name if wanted.name is None else checks.read("/name", text.account_name, wanted.name)
    visibility = _changed_visibility(wanted, virtual_account.search_visibility, checks)
    parent = _new_parent(virtual_account, wanted.move, present, checks) if wanted.move else virtual_account.parent_id
    others = [other for other in present if other.virtual_account_id != virtual_account.virtual_account_id]
    _check_name(name, parent, others, checks)
    checks.done()
    return replace(virtual_account, name=name, search_visibility=visibility, parent_id=parent)


def refuse_unless_removable(virtual_account: VirtualAccount, uses: Uses) -> None:
    """Raise `virtual-account-is-default`, or `virtual-account-in-use` with how many there are of each use."""
    if virtual_account.is_default:
        raise Refused(Problem.VIRTUAL_ACCOUNT_IS_DEFAULT)
    if uses != Uses():
        facts: Facts = {
            "virtual_accounts_below": uses.virtual_accounts_below,
            "roles": uses.roles,
            "offered_roles": uses.offered_roles,
            "access_requests": uses.access_requests,
        }
        raise Refused(Problem.VIRTUAL_ACCOUNT_IN_USE, facts=facts)


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


def _new_parent(
    virtual_account: VirtualAccount, move: Move, present: Sequence[VirtualAccount], checks: FieldChecks
) -> str | None:
    """Return the id of the new parent, which lies neither below the Virtual Account nor too deep for what does."""
    by_id = {one.virtual_account_id: one for one in present}
    own_id, parent = virtual_account.virtual_account_id, move.parent_id or None
    above = _ancestry(by_id, parent or "")
    deepest = max(len(_ancestry(by_id, one, up_to=own_id)) for one in by_id)
    if parent and parent not in by_id:
        checks.fault("/parent_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)
    elif own_id in above:
        checks.fault("/parent_id", FieldCode.BELOW_ITSELF)
    elif len(above) + deepest > DEEPEST:
        checks.fault("/parent_id", FieldCode.TOO_DEEP, limit=DEEPEST)
    return parent


def _ancestry(by_id: Mapping[str, VirtualAccount], virtual_account_id: str, up_to: str | None = None) -> Sequence[str]:
    """Return the ids from this one to the top; with `up_to`, those to that one, and none if it is not above."""
    found: list[str] = []
    ancestor = by_id.get(virtual_account_id)
    while ancestor is not None and len(found) < DEEPEST:
        found.append(ancestor.virtual_account_id)
        if ancestor.virtual_account_id == up_to:
            return found
        ancestor = by_id.get(ancestor.parent_id or "")
    return found if up_to is None else ()


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

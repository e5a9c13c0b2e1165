"""What administrators do with their account: its name, its visibility, its Virtual Accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, VirtualAccount, Visibility
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.domain.validation import FieldChecks

MOST_VIRTUAL_ACCOUNTS = 500
DEEPEST = 8


@dataclass(frozen=True)
class Alteration:
    """Another name or visibility, as typed; what is None stays as it is."""

    name: str | None = None
    search_visibility: str | None = None


@dataclass(frozen=True)
class NewVirtualAccount:
    """A Virtual Account to be made, as typed."""

    name: str
    parent_id: str | None = None
    search_visibility: str = Visibility.UNRESTRICTED.value


def refuse_unless_active(account: SmartAccount, now: datetime) -> None:
    """Raises `action-not-allowed`: nobody runs an account that is pending or cancelled."""
    status = account.status_at(now)
    if status is not AccountStatus.ACTIVE:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"account_status": status.value})


def changed(account: SmartAccount, wanted: Alteration) -> SmartAccount:
    """The account under another name or visibility; itself, where nothing is new. Raises `validation-failed`."""
    checks = FieldChecks()
    name = account.account_name
    if wanted.name is not None:
        name = checks.read("/account_name", text.account_name, wanted.name)
    seen = _other_visibility(wanted, account.search_visibility, checks)
    checks.done()
    after = replace(account, account_name=name, search_visibility=seen)
    return account if after == account else after


def new_virtual_account(
    wanted: NewVirtualAccount, account: SmartAccount, present: Sequence[VirtualAccount], part_id: str, now: datetime
) -> VirtualAccount:
    """The Virtual Account to be made. Raises `validation-failed`."""
    checks = FieldChecks()
    by_id = {one.virtual_account_id: one for one in present}
    name = checks.read("/name", text.account_name, wanted.name)
    seen = _visibility(wanted.search_visibility, checks)
    parent = wanted.parent_id or None
    if parent and parent not in by_id:
        checks.fault("/parent_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)
    elif parent and _depth(by_id, parent) >= DEEPEST:
        checks.fault("/parent_id", FieldCode.TOO_DEEP, limit=DEEPEST)
    if len(present) >= MOST_VIRTUAL_ACCOUNTS:
        checks.fault("/name", FieldCode.TOO_MANY, limit=MOST_VIRTUAL_ACCOUNTS)
    _check_name(name, parent, present, checks)
    checks.done()
    return VirtualAccount(part_id, account.account_id, name, now, search_visibility=seen, parent_id=parent)


def changed_virtual_account(
    part: VirtualAccount, wanted: Alteration, present: Sequence[VirtualAccount]
) -> VirtualAccount:
    """The Virtual Account under another name or visibility. Raises `validation-failed`."""
    checks = FieldChecks()
    name = part.name if wanted.name is None else checks.read("/name", text.account_name, wanted.name)
    seen = _other_visibility(wanted, part.search_visibility, checks)
    others = [one for one in present if one.virtual_account_id != part.virtual_account_id]
    _check_name(name, part.parent_id, others, checks)
    checks.done()
    return replace(part, name=name, search_visibility=seen)


def visible_virtual_accounts(parts: Sequence[VirtualAccount], rights: Rights) -> Sequence[VirtualAccount]:
    """Those the person may know of; one below a hidden one hangs from what lies above that."""
    by_id = {one.virtual_account_id: one for one in parts}
    return [replace(one, parent_id=_shown_parent(one, by_id, rights)) for one in parts if rights.sees(one)]


def _shown_parent(part: VirtualAccount, by_id: dict[str, VirtualAccount], rights: Rights) -> str | None:
    parent = by_id.get(part.parent_id or "")
    while parent is not None and not rights.sees(parent):
        parent = by_id.get(parent.parent_id or "")
    return parent.virtual_account_id if parent else None


def _depth(by_id: dict[str, VirtualAccount], part_id: str) -> int:
    depth, part = 0, by_id.get(part_id)
    while part is not None and depth < DEEPEST:
        depth, part = depth + 1, by_id.get(part.parent_id or "")
    return depth


def _check_name(name: str, parent: str | None, others: Sequence[VirtualAccount], checks: FieldChecks) -> None:
    taken = {one.name.casefold() for one in others if one.parent_id == parent}
    if name and name.casefold() in taken:
        checks.fault("/name", FieldCode.NAME_TAKEN)


def _other_visibility(wanted: Alteration, present: Visibility, checks: FieldChecks) -> Visibility:
    return present if wanted.search_visibility is None else _visibility(wanted.search_visibility, checks)


def _visibility(value: str, checks: FieldChecks) -> Visibility:
    if value not in tuple(Visibility):
        checks.fault("/search_visibility", FieldCode.NOT_ONE_OF, choices=", ".join(Visibility))
        return Visibility.UNRESTRICTED
    return Visibility(value)

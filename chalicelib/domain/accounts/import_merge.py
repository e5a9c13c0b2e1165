"""Merge an import row into an existing account without undoing later changes.

Name and visibility are merged three-way: the value in the row, in the account, and in the last import.
"""

from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, Administrator, SmartAccount
from chalicelib.domain.accounts.importing import ROLES_AT_ONCE, ImportRow, LastImport, lost_role_id, role_id
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.value_classes import value_class

T = TypeVar("T")
# Fields of an account that an import sets.
FIELDS = ("account_name", "search_visibility", "administrators")


class Reason(StrEnum):
    """Why a value in a row is not applied."""

    CHANGED_SINCE = "changed_since"
    LAST_UNKNOWN = "last_unknown"
    ROLE_LOST = "role_lost"
    ROLES_UNKNOWN = "roles_unknown"
    ROLES_FULL = "roles_full"
    # Not in this transaction; the next one of the same import gives it.
    ROLES_LATER = "roles_later"


@value_class
class LeftAlone:
    """A value in a row that is not applied, by its JSON pointer; the rest of the row is applied."""

    pointer: str
    reason: Reason


@value_class
class Merged:
    """Result of a merge: the new account and the new record of the last import; unchanged ones are the same object.

    `fields` are the names of the changed fields, `given` the added administrators.
    """

    account: SmartAccount
    last: LastImport
    fields: tuple[str, ...]
    given: tuple[Administrator, ...]
    left_alone: tuple[LeftAlone, ...]


def merge_row(row: ImportRow, account: SmartAccount, last: LastImport | None, lost: Collection[str] = ()) -> Merged:
    """Merge the row into the account.

    `last` is None if no import was recorded: the account is of an earlier release, and its values are kept.
    `lost` are the ids of roles that were withdrawn or moved to another address.
    """
    known = last or LastImport(account.account_id)
    account_name = _value(row.account_name or None, known.account_name, account.account_name)
    visibility = _value(row.visibility, known.search_visibility, account.search_visibility)
    roles = _Roles(account, known, lost, are_known=last is not None or not account.administrators)
    for index, email in enumerate(row.administrators):
        roles.add(f"/administrators/{index}", email)
    after = replace(
        account,
        account_name=account_name.value,
        search_visibility=visibility.value,
        administrators=(*account.administrators, *roles.given),
    )
    fields = tuple(name for name in FIELDS if getattr(after, name) != getattr(account, name))
    left_alone = (*account_name.left_alone("/account_name"), *visibility.left_alone("/visibility"), *roles.left_alone)
    this_import = roles.record_in(replace(known, account_name=account_name.last, search_visibility=visibility.last))
    return Merged(after if fields else account, this_import, fields, tuple(roles.given), left_alone)


@value_class
class _Value(Generic[T]):
    """Merged name or visibility, and the value to record as the last import."""

    value: T
    last: T | None
    reason: Reason | None = None

    def left_alone(self, pointer: str) -> tuple[LeftAlone, ...]:
        """Return the reason, if the value in the row is not applied."""
        return (LeftAlone(pointer, self.reason),) if self.reason else ()


def _value(stated: T | None, last: T | None, present: T) -> _Value[T]:
    """Apply a value that differs from the last import, unless somebody changed it since then."""
    if stated is None or stated == last:
        return _Value(present, last)
    if present in (last, stated):
        return _Value(stated, stated)
    return _Value(present, last, Reason.LAST_UNKNOWN if last is None else Reason.CHANGED_SINCE)


class _Roles:
    """Collects the administrators of a row. An import grants a role only once, even if it was withdrawn later."""

    def __init__(self, account: SmartAccount, last: LastImport, lost: Collection[str], *, are_known: bool) -> None:
        self.given: list[Administrator] = []
        self.left_alone: list[LeftAlone] = []
        self._account_id = account.account_id
        self._listed = {mailbox_key(administrator.email) for administrator in account.administrators}
        self._roles = dict.fromkeys(last.roles)
        self._passed_over = dict.fromkeys(last.passed_over)
        self._lost = lost
        self._are_known = are_known

    def add(self, pointer: str, email: str) -> None:
        """Add an administrator, or the reason why not."""
        role = role_id(self._account_id, email)
        is_known = role in self._roles or mailbox_key(email) in self._listed
        reason = None if is_known else self._reason(role, lost_role_id(self._account_id, email))
        if reason:
            self.left_alone.append(LeftAlone(pointer, reason))
            if reason is Reason.ROLES_UNKNOWN:
                self._passed_over[role] = None
            return
        if not is_known:
            self.given.append(Administrator(email))
        self._roles[role] = None

    def record_in(self, last: LastImport) -> LastImport:
        """Return the record of the import with these roles."""
        return replace(last, roles=tuple(self._roles), passed_over=tuple(self._passed_over))

    def _reason(self, role: str, lost_role: str) -> Reason | None:
        if not self._are_known or role in self._passed_over:
            return Reason.ROLES_UNKNOWN
        if role in self._lost or lost_role in self._lost:
            return Reason.ROLE_LOST
        if len(self._listed) + len(self.given) >= MOST_ADMINISTRATORS:
            return Reason.ROLES_FULL
        return Reason.ROLES_LATER if len(self.given) >= ROLES_AT_ONCE else None

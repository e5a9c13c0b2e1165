"""What importing an account again comes to: an import states what was, and undoes no later decision.

Of name and visibility three values are compared: the row's, the account's, and what the last import gave.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS, Administrator, SmartAccount
from chalicelib.domain.accounts.importing import ImportRow, LastImport, role_id

T = TypeVar("T")
# What of an account an import states.
FIELDS = ("account_name", "search_visibility", "administrators")


class Reason(StrEnum):
    """Why something new in a row is not taken over."""

    CHANGED_SINCE = "changed_since"
    LAST_UNKNOWN = "last_unknown"
    ROLE_LOST = "role_lost"
    ROLES_UNKNOWN = "roles_unknown"
    ROLES_FULL = "roles_full"


@dataclass(frozen=True)
class LeftAlone:
    """Something in a row that is not taken over, by its place in the row; the rest of the row is."""

    pointer: str
    reason: Reason


@dataclass(frozen=True)
class Merged:
    """The account as it is to be, and what imports have given it by then; each is itself where nothing is new.

    `fields` are those that change, `given` the administrators that come.
    """

    account: SmartAccount
    last: LastImport
    fields: tuple[str, ...]
    given: tuple[Administrator, ...]
    left_alone: tuple[LeftAlone, ...]


def merged(row: ImportRow, account: SmartAccount, last: LastImport | None, lost: Collection[str] = ()) -> Merged:
    """What the row comes to.

    `last` is None where nothing was kept: the account is of an earlier release, and what it has is left as it is.
    `lost` are the ids of roles that were withdrawn, or left for another address.
    """
    known = last or LastImport(account.account_id)
    name = _value(row.account_name or None, known.account_name, account.account_name)
    seen = _value(row.visibility, known.search_visibility, account.search_visibility)
    roles = _Roles(account, known, lost, are_known=last is not None or not account.administrators)
    for place, email in enumerate(row.administrators):
        roles.name(f"/administrators/{place}", email)
    after = replace(
        account,
        account_name=name.value,
        search_visibility=seen.value,
        administrators=(*account.administrators, *roles.given),
    )
    fields = tuple(one for one in FIELDS if getattr(after, one) != getattr(account, one))
    left_alone = (*name.left_alone("/account_name"), *seen.left_alone("/visibility"), *roles.left_alone)
    gave = roles.noted(replace(known, account_name=name.last, search_visibility=seen.last))
    return Merged(after if fields else account, gave, fields, tuple(roles.given), left_alone)


@dataclass(frozen=True)
class _Value(Generic[T]):
    """A name or visibility as it is to be, and what the last import then gave."""

    value: T
    last: T | None
    reason: Reason | None = None

    def left_alone(self, pointer: str) -> tuple[LeftAlone, ...]:
        """The value's place in the row, if it is not taken over."""
        return (LeftAlone(pointer, self.reason),) if self.reason else ()


def _value(stated: T | None, last: T | None, present: T) -> _Value[T]:
    """A row that repeats the last import says nothing new; what somebody changed since stays."""
    if stated is None or stated == last:
        return _Value(present, last)
    if present in (last, stated):
        return _Value(stated, stated)
    return _Value(present, last, Reason.LAST_UNKNOWN if last is None else Reason.CHANGED_SINCE)


class _Roles:
    """The administrators that a row names, one by one: a role is given once and never again."""

    def __init__(self, account: SmartAccount, last: LastImport, lost: Collection[str], *, are_known: bool) -> None:
        self.given: list[Administrator] = []
        self.left_alone: list[LeftAlone] = []
        self._account_id = account.account_id
        self._listed = {one.email for one in account.administrators}
        self._roles = dict.fromkeys(last.roles)
        self._passed_over = dict.fromkeys(last.passed_over)
        self._lost = lost
        self._are_known = are_known

    def name(self, pointer: str, email: str) -> None:
        """The row names them."""
        role = role_id(self._account_id, email)
        reason = None if role in self._roles or email in self._listed else self._reason(role)
        if reason:
            self.left_alone.append(LeftAlone(pointer, reason))
            if reason is Reason.ROLES_UNKNOWN:
                self._passed_over[role] = None
            return
        if role not in self._roles and email not in self._listed:
            self.given.append(Administrator(email))
        self._roles[role] = None

    def noted(self, last: LastImport) -> LastImport:
        """What was given, with these roles."""
        return replace(last, roles=tuple(self._roles), passed_over=tuple(self._passed_over))

    def _reason(self, role: str) -> Reason | None:
        if not self._are_known or role in self._passed_over:
            return Reason.ROLES_UNKNOWN
        if role in self._lost:
            return Reason.ROLE_LOST
        return Reason.ROLES_FULL if len(self._listed) + len(self.given) >= MOST_ADMINISTRATORS else None

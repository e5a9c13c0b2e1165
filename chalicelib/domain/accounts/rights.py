"""What one person may do on one account, read off their roles there; no rule about access is decided elsewhere.

An account's administrator may do everything. A Virtual Account's administrator gives the roles of Virtual
Accounts on those that they administer, and nothing else: no right is handed down from one to those below it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from chalicelib.domain.accounts.account import (
    ACCOUNT_ROLES,
    VIRTUAL_ACCOUNT_ROLES,
    AccessRole,
    Grant,
    SmartAccount,
    VirtualAccount,
    Visibility,
)
from chalicelib.domain.errors import Problem, Refused

# Whoever has the first needs none of the others; what users and viewers do lies outside this product.
INCLUDED: Mapping[AccessRole, frozenset[AccessRole]] = {
    AccessRole.SMART_ACCOUNT_ADMINISTRATOR: frozenset(AccessRole),
    AccessRole.SMART_ACCOUNT_APPROVER: frozenset(),
    AccessRole.SMART_ACCOUNT_USER: frozenset(
        {AccessRole.SMART_ACCOUNT_VIEWER, AccessRole.VIRTUAL_ACCOUNT_USER, AccessRole.VIRTUAL_ACCOUNT_VIEWER}
    ),
    AccessRole.SMART_ACCOUNT_VIEWER: frozenset({AccessRole.VIRTUAL_ACCOUNT_VIEWER}),
    AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR: frozenset(
        {AccessRole.VIRTUAL_ACCOUNT_USER, AccessRole.VIRTUAL_ACCOUNT_VIEWER}
    ),
    AccessRole.VIRTUAL_ACCOUNT_USER: frozenset({AccessRole.VIRTUAL_ACCOUNT_VIEWER}),
    AccessRole.VIRTUAL_ACCOUNT_VIEWER: frozenset(),
}


# These decide about access: on the account, or on a Virtual Account.
DECIDING_ROLES = frozenset({AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR})


@dataclass(frozen=True)
class Access:
    """A role on a whole account or, where Virtual Accounts are named, on those alone."""

    role: AccessRole
    virtual_account_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rights:
    """The roles of one person on one account: on the whole of it, and on its Virtual Accounts by id.

    `grants` are the stored roles that these rights come from.
    """

    on_account: frozenset[AccessRole] = frozenset()
    on_virtual_accounts: Mapping[str, frozenset[AccessRole]] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()

    @classmethod
    def of(cls, grants: Iterable[Grant], account_id: str) -> "Rights":
        """What these grants of one person come to on the account."""
        own = [grant for grant in grants if grant.account_id == account_id]
        parts = {grant.virtual_account_id for grant in own if grant.virtual_account_id}
        return cls(
            frozenset(grant.role for grant in own if not grant.virtual_account_id),
            {part: frozenset(one.role for one in own if one.virtual_account_id == part) for part in parts},
            tuple(own),
        )

    @property
    def any(self) -> bool:
        """Whether they have a role here at all."""
        return bool(self.on_account or self.on_virtual_accounts)

    @property
    def administers(self) -> bool:
        """Whether they run the whole account."""
        return AccessRole.SMART_ACCOUNT_ADMINISTRATOR in self.on_account

    @property
    def administered_virtual_accounts(self) -> frozenset[str]:
        """The Virtual Accounts that they run by a role on just those."""
        admins = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
        return frozenset(part for part, roles in self.on_virtual_accounts.items() if admins in roles)

    @property
    def decides(self) -> bool:
        """Whether there is any access here that they may give."""
        return self.administers or bool(self.administered_virtual_accounts)

    def may_give(self, access: Access) -> bool:
        """Whether this access is theirs to give, to take away, and to decide about when it is asked for."""
        if self.administers:
            return True
        parts = access.virtual_account_ids
        return (
            bool(parts)
            and access.role in VIRTUAL_ACCOUNT_ROLES
            and self.administered_virtual_accounts.issuperset(parts)
        )

    def refuse_beyond(self, role: str, parts: Collection[str], *, of_account: bool = False) -> None:
        """Raises `administrator-required` for whoever gives nothing here, `beyond-own-right` for too much.

        Takes what was typed, for a right comes before a form: what is no role at all is left to the form.
        """
        if not self.decides:
            raise Refused(Problem.ADMINISTRATOR_REQUIRED)
        whole = of_account or role in ACCOUNT_ROLES
        if not self.administers and (whole or not self.administered_virtual_accounts.issuperset(parts)):
            raise Refused(Problem.BEYOND_OWN_RIGHT)

    def deciding_grants(self, parts: Collection[str] = ()) -> tuple[Grant, ...]:
        """The grants that a decision about these Virtual Accounts (none: about the account) depends on."""
        return self._grants_for(parts, DECIDING_ROLES)

    def visibility_grants(self, parts: Collection[str]) -> tuple[Grant, ...]:
        """The grants by which they know of these Virtual Accounts; empty for what everybody may know of."""
        return self._grants_for(parts, frozenset(AccessRole))

    def _grants_for(self, parts: Collection[str], roles: frozenset[AccessRole]) -> tuple[Grant, ...]:
        """One grant on the whole account or, without one, a grant for each of the Virtual Accounts."""
        fitting = [grant for grant in self.grants if grant.role in roles]
        whole = [grant for grant in fitting if not grant.virtual_account_id]
        by_part = {grant.virtual_account_id: grant for grant in fitting}
        return tuple(whole[:1] or (by_part[part] for part in dict.fromkeys(parts) if part in by_part))

    def refuse_unless_administrator(self) -> None:
        """Raises `administrator-required`."""
        if not self.administers:
            raise Refused(Problem.ADMINISTRATOR_REQUIRED)

    def covers(self, access: Access) -> bool:
        """Whether they have this access already, by the same role or by one that includes it."""
        enough = _including(access.role)
        if self.on_account & enough:
            return True
        parts = access.virtual_account_ids
        return bool(parts) and all(self.on_virtual_accounts.get(part, frozenset()) & enough for part in parts)

    def sees(self, part: VirtualAccount) -> bool:
        """Whether they may know of a Virtual Account, once the hierarchy is open to them."""
        open_to_all = part.search_visibility is Visibility.UNRESTRICTED
        return open_to_all or bool(self.on_account) or part.virtual_account_id in self.on_virtual_accounts

    def opens(self, account: SmartAccount) -> bool:
        """Whether contacts and hierarchy of the account are open to them."""
        return self.any or account.search_visibility is Visibility.UNRESTRICTED


def _including(role: AccessRole) -> frozenset[AccessRole]:
    """The role and every role that includes it."""
    return frozenset(one for one in AccessRole if one is role or role in INCLUDED[one])

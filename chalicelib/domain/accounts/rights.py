"""The rights of one person on one account, derived from their roles. All access rules are in this module.

An administrator of the account may do everything. An administrator of Virtual Accounts may only grant the roles
of Virtual Accounts, on those that they administer. Rights are not inherited by Virtual Accounts below.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field

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
from chalicelib.domain.value_classes import value_class

# Roles that each role includes. What users and viewers may do is decided outside this product.
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

# Roles that decide access requests: for the account, or for a Virtual Account.
DECIDING_ROLES = frozenset({AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR})


@value_class
class Access:
    """A role on the whole account or, if Virtual Accounts are given, only on those."""

    role: AccessRole
    virtual_account_ids: tuple[str, ...] = ()


@value_class
class Rights:
    """Roles of one person on one account: on the whole account, and on its Virtual Accounts by id.

    `grants` are the stored grants from which they are derived.
    """

    on_account: frozenset[AccessRole] = frozenset()
    on_virtual_accounts: Mapping[str, frozenset[AccessRole]] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()

    @classmethod
    def of(cls, grants: Iterable[Grant], account_id: str) -> "Rights":
        """Derive the rights on the account from all grants of one person."""
        own = [grant for grant in grants if grant.account_id == account_id]
        ids = {grant.virtual_account_id for grant in own if grant.virtual_account_id}
        return cls(
            frozenset(grant.role for grant in own if not grant.virtual_account_id),
            {
                virtual_account_id: frozenset(
                    grant.role for grant in own if grant.virtual_account_id == virtual_account_id
                )
                for virtual_account_id in ids
            },
            tuple(own),
        )

    @classmethod
    def by(cls, access: Access) -> "Rights":
        """Return the rights that this access alone gives."""
        roles = frozenset({access.role})
        on_virtual_accounts = dict.fromkeys(access.virtual_account_ids, roles)
        return cls(on_virtual_accounts=on_virtual_accounts) if on_virtual_accounts else cls(roles)

    @property
    def has_any_role(self) -> bool:
        """Whether the person has any role here."""
        return bool(self.on_account or self.on_virtual_accounts)

    @property
    def administers(self) -> bool:
        """Whether the person is an administrator of the whole account."""
        return AccessRole.SMART_ACCOUNT_ADMINISTRATOR in self.on_account

    @property
    def administered_virtual_accounts(self) -> frozenset[str]:
        """Ids of the Virtual Accounts on which the person has an administrator role."""
        administrator = AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
        return frozenset(
            virtual_account_id
            for virtual_account_id, roles in self.on_virtual_accounts.items()
            if administrator in roles
        )

    @property
    def decides(self) -> bool:
        """Whether the person may grant any access here."""
        return self.administers or bool(self.administered_virtual_accounts)

    def may_give(self, access: Access) -> bool:
        """Whether the person may grant this access, withdraw it, and decide requests for it."""
        if self.administers:
            return True
        ids = access.virtual_account_ids
        return bool(ids) and access.role in VIRTUAL_ACCOUNT_ROLES and self.administered_virtual_accounts.issuperset(ids)

    def refuse_beyond(self, role: str, virtual_account_ids: Collection[str], *, of_account: bool = False) -> None:
        """Raise `administrator-required` if the person may grant nothing, `beyond-own-right` if not this role.

        Rights are checked before the form, so the input is unvalidated: an unknown role is not refused here.
        """
        if not self.decides:
            raise Refused(Problem.ADMINISTRATOR_REQUIRED)
        whole = of_account or role in ACCOUNT_ROLES
        if not self.administers and (whole or not self.administered_virtual_accounts.issuperset(virtual_account_ids)):
            raise Refused(Problem.BEYOND_OWN_RIGHT)

    def deciding_grants(self, virtual_account_ids: Collection[str] = ()) -> tuple[Grant, ...]:
        """Return the grants that allow a decision about these Virtual Accounts, or about the whole account."""
        return self._grants_for(virtual_account_ids, DECIDING_ROLES)

    def visibility_grants(self, virtual_account_ids: Collection[str]) -> tuple[Grant, ...]:
        """Return the grants that let the person see these Virtual Accounts; none for those visible to everybody."""
        return self._grants_for(virtual_account_ids, frozenset(AccessRole))

    def _grants_for(self, virtual_account_ids: Collection[str], roles: frozenset[AccessRole]) -> tuple[Grant, ...]:
        """Return one grant on the whole account or, if there is none, one for each Virtual Account."""
        fitting = [grant for grant in self.grants if grant.role in roles]
        whole = [grant for grant in fitting if not grant.virtual_account_id]
        by_id = {grant.virtual_account_id: grant for grant in fitting}
        return tuple(
            whole[:1]
            or (
                by_id[virtual_account_id]
                for virtual_account_id in dict.fromkeys(virtual_account_ids)
                if virtual_account_id in by_id
            )
        )

    def refuse_unless_administrator(self) -> None:
        """Raise `administrator-required` if the person is no administrator of the whole account."""
        if not self.administers:
            raise Refused(Problem.ADMINISTRATOR_REQUIRED)

    def covers(self, access: Access) -> bool:
        """Whether the person already has this access, by the same role or by one that includes it."""
        enough = _including(access.role)
        if self.on_account & enough:
            return True
        ids = access.virtual_account_ids
        return bool(ids) and all(
            self.on_virtual_accounts.get(virtual_account_id, frozenset()) & enough for virtual_account_id in ids
        )

    def sees(self, virtual_account: VirtualAccount) -> bool:
        """Whether the person may see the Virtual Account, given that they may see the hierarchy."""
        is_public = virtual_account.search_visibility is Visibility.UNRESTRICTED
        return is_public or bool(self.on_account) or virtual_account.virtual_account_id in self.on_virtual_accounts

    def sees_details_of(self, account: SmartAccount) -> bool:
        """Whether the person may see contacts and hierarchy of the account."""
        return self.has_any_role or account.search_visibility is Visibility.UNRESTRICTED


def _including(role: AccessRole) -> frozenset[AccessRole]:
    """Return the role and every role that includes it."""
    return frozenset(other for other in AccessRole if other is role or role in INCLUDED[other])

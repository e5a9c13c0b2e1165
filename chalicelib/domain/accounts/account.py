"""Smart Accounts, Virtual Accounts and grants."""

from datetime import datetime
from enum import StrEnum

from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.revisions import revision_of
from chalicelib.domain.value_classes import value_class


class AccountStatus(StrEnum):
    """Pending until the request is approved, then active; cancelled if the request ends otherwise."""

    PENDING = "pending"
    ACTIVE = "active"
    CANCELLED = "cancelled"


class AccountType(StrEnum):
    """Only customer accounts can be created; `holding` is recognised so that it can be refused."""

    CUSTOMER = "customer"
    HOLDING = "holding"


class Visibility(StrEnum):
    """A restricted account is found only by its complete name or identifier."""

    UNRESTRICTED = "unrestricted"
    RESTRICTED = "restricted"


class AccessRole(StrEnum):
    """The roles of docs/design.md "Roles"."""

    SMART_ACCOUNT_ADMINISTRATOR = "smart_account_administrator"
    SMART_ACCOUNT_APPROVER = "smart_account_approver"
    SMART_ACCOUNT_USER = "smart_account_user"
    SMART_ACCOUNT_VIEWER = "smart_account_viewer"
    VIRTUAL_ACCOUNT_ADMINISTRATOR = "virtual_account_administrator"
    VIRTUAL_ACCOUNT_USER = "virtual_account_user"
    VIRTUAL_ACCOUNT_VIEWER = "virtual_account_viewer"


ACCOUNT_ROLES: tuple[AccessRole, ...] = tuple(role for role in AccessRole if role.startswith("smart_account_"))
VIRTUAL_ACCOUNT_ROLES: tuple[AccessRole, ...] = tuple(role for role in AccessRole if role not in ACCOUNT_ROLES)
# Roles that can be asked for and given: no longer that of an approver, which opens nothing. Who has it keeps it.
GIVEN_ACCOUNT_ROLES: tuple[AccessRole, ...] = tuple(
    role for role in ACCOUNT_ROLES if role is not AccessRole.SMART_ACCOUNT_APPROVER
)
GIVEN_ROLES: tuple[AccessRole, ...] = (*GIVEN_ACCOUNT_ROLES, *VIRTUAL_ACCOUNT_ROLES)
# Roles that give access to the directory.
GATE_ROLES: frozenset[AccessRole] = frozenset(AccessRole) - {AccessRole.SMART_ACCOUNT_APPROVER}


class GrantOrigin(StrEnum):
    """How a role was granted."""

    APPROVAL = "approval"
    ACCESS_REQUEST = "access_request"
    ADMINISTRATOR = "administrator"
    IMPORT = "import"
    RECOVERY = "recovery"


@value_class
class Administrator:
    """Contact data of an administrator, copied into the account so that the directory needs no second read."""

    email: str
    name: str = ""
    language: str = DEFAULT_LANGUAGE

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name, self.email))


@value_class
class FormerAdministrator:
    """Contact data of somebody who has lost an administrator's role: who must know of a recovery of the account."""

    account_id: str
    role_id: str
    administrator: Administrator


def exact_status(status: AccountStatus, pending_until: datetime | None, now: datetime) -> AccountStatus:
    """Return the status at this time: a pending account is cancelled once its request has expired."""
    if status is AccountStatus.PENDING and pending_until and now >= pending_until:
        return AccountStatus.CANCELLED
    return status


@value_class
class SmartAccount:
    """A company's account. While it is pending, `pending_until` is when its account request expires.

    `requested_by` is the id of the person who requested it, `requested_by_team` the account of their team; both are
    empty for an imported account. `updated_at` is when
    something last changed that everybody sees; None if nothing has since the account was made or activated.
    `event_count` and `last_seal` are the end of the account's own audit trail.
    """

    account_id: str
    account_name: str
    domain_identifier: str
    registrable_domain: str
    status: AccountStatus
    created_at: datetime
    account_type: AccountType = AccountType.CUSTOMER
    search_visibility: Visibility = Visibility.UNRESTRICTED
    administrators: tuple[Administrator, ...] = ()
    activated_at: datetime | None = None
    pending_until: datetime | None = None
    in_review: bool = False
    requested_by: str = ""
    requested_by_team: str = ""
    updated_at: datetime | None = None
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    def status_at(self, now: datetime) -> AccountStatus:
        """Return the exact status at this time: a pending account whose request has expired is cancelled."""
        return exact_status(self.status, self.pending_until, now)

    @property
    def changed_at(self) -> datetime:
        """When something changed last that everybody sees."""
        return self.updated_at or self.activated_at or self.created_at

    @property
    def revision(self) -> str:
        """Differs when something has changed that everybody sees of the account."""
        seen = (self.account_name, self.search_visibility, self.status, self.activated_at, self.updated_at)
        return revision_of(*seen)

    @property
    def is_searchable(self) -> bool:
        """Whether the account is in the search index: active, or pending and not in review."""
        return self.status is not AccountStatus.CANCELLED and not self.in_review


@value_class
class VirtualAccount:
    """A part of a Smart Account. The default one is created together with the account."""

    virtual_account_id: str
    account_id: str
    name: str
    created_at: datetime
    is_default: bool = False
    search_visibility: Visibility = Visibility.UNRESTRICTED
    parent_id: str | None = None
    updated_at: datetime | None = None

    @property
    def revision(self) -> str:
        """Differs when something has changed of this Virtual Account itself, not of those below it."""
        return revision_of(self.name, self.search_visibility, self.parent_id, self.updated_at)


@value_class
class Grant:
    """A role granted to a mail address.

    `claimed_by` is the person who first signed in with that verified address; from then on the role is theirs.
    `claimed_at` is None as well for a role that was claimed under an earlier release.
    """

    grant_id: str
    account_id: str
    email: str
    role: AccessRole
    origin: GrantOrigin
    granted_at: datetime
    virtual_account_id: str | None = None
    claimed_by: str | None = None
    name: str = ""
    claimed_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name, self.email))

    @property
    def revision(self) -> str:
        """Differs when the role was claimed or moved."""
        return revision_of(self.grant_id, self.email, self.name, self.claimed_by)


DEFAULT_VIRTUAL_ACCOUNT = "DEFAULT"


# Administrators are stored in the account's row, which every directory page reads.
MOST_ADMINISTRATORS = 50

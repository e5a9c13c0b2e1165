"""Smart Accounts, their Virtual Accounts and who may do what on them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.languages import DEFAULT_LANGUAGE


class AccountStatus(StrEnum):
    """A Smart Account is pending until approved, then active; a request that ends otherwise cancels it."""

    PENDING = "pending"
    ACTIVE = "active"
    CANCELLED = "cancelled"


class AccountType(StrEnum):
    """Only customer accounts are created here; the name `holding` exists to be refused."""

    CUSTOMER = "customer"
    HOLDING = "holding"


class Visibility(StrEnum):
    """A restricted account is found by its complete name or identifier only."""

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
# An approver role alone does not open the directory.
GATE_ROLES: frozenset[AccessRole] = frozenset(AccessRole) - {AccessRole.SMART_ACCOUNT_APPROVER}


class GrantOrigin(StrEnum):
    """Why somebody has a role."""

    APPROVAL = "approval"
    ACCESS_REQUEST = "access_request"
    ADMINISTRATOR = "administrator"
    IMPORT = "import"


@dataclass(frozen=True)
class Administrator:
    """How to reach an administrator; copied onto the account so that a directory row needs no second read."""

    email: str
    name: str = ""
    language: str = DEFAULT_LANGUAGE

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name, self.email))


def exact_status(status: AccountStatus, pending_until: datetime | None, now: datetime) -> AccountStatus:
    """The status at an instant: a pending account is cancelled once its request has run out."""
    if status is AccountStatus.PENDING and pending_until and now >= pending_until:
        return AccountStatus.CANCELLED
    return status


@dataclass(frozen=True)
class SmartAccount:
    """A company's account. `pending_until` is the end of the request that would found it, while pending.

    `requested_by` is the person who made that request; an account that came by import has none.
    `event_count` and `last_seal` are the end of its own audit trail: what administrators did with it.
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
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    def status_at(self, now: datetime) -> AccountStatus:
        """The status exact to the instant: a pending account whose request has run out is cancelled."""
        return exact_status(self.status, self.pending_until, now)

    @property
    def is_searchable(self) -> bool:
        """Whether the index holds it at all: pending after review, or active."""
        return self.status is not AccountStatus.CANCELLED and not self.in_review


@dataclass(frozen=True)
class VirtualAccount:
    """A part of a Smart Account; the default one is made with it."""

    virtual_account_id: str
    account_id: str
    name: str
    created_at: datetime
    is_default: bool = False
    search_visibility: Visibility = Visibility.UNRESTRICTED
    parent_id: str | None = None


@dataclass(frozen=True)
class Grant:
    """A role given to a mail address as stored, never to whoever visits.

    `claimed_by` is the person who first signed in with that address, verified; from then on it is theirs.
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", stored_name(self.name, self.email))


DEFAULT_VIRTUAL_ACCOUNT = "DEFAULT"


# Administrators lie on the account's own row, which every directory page reads.
MOST_ADMINISTRATORS = 50

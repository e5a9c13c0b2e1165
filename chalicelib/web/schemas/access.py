"""Schemas of bodies and responses about roles, Virtual Accounts and access requests."""

from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.web.schemas.accounts import Account
from chalicelib.web.schemas.requests import RequesterView

Scope = Literal["account", "virtual_accounts"]


class AskBody(msgspec.Struct, kw_only=True):
    """Access that is asked for: to the whole account, or to the Virtual Accounts that are named."""

    scope: str
    role: str
    virtual_account_ids: list[str] = []
    note: str = ""


class ApproveAccessBody(msgspec.Struct, kw_only=True):
    """What the decider gives; whatever is left out stays as it was asked for."""

    scope: str | None = None
    role: str | None = None
    virtual_account_ids: list[str] | None = None


class DeclineAccessBody(msgspec.Struct, kw_only=True):
    """Why not, if the decider wants to say so."""

    reason: str = ""


class ChangeAccountBody(msgspec.Struct, kw_only=True):
    """Another name or visibility; what is left out stays."""

    account_name: str | msgspec.UnsetType = msgspec.UNSET
    search_visibility: str | msgspec.UnsetType = msgspec.UNSET


class GiveRoleBody(msgspec.Struct, kw_only=True):
    """A role for an address; a Virtual Account's role names the Virtual Account."""

    email: str
    role: str
    virtual_account_id: str | None = None


class NewPartBody(msgspec.Struct, kw_only=True):
    """A Virtual Account to be made, below another or at the top."""

    name: str
    parent_id: str | None = None
    search_visibility: str = "unrestricted"


class ChangePartBody(msgspec.Struct, kw_only=True):
    """Another name, visibility or place for a Virtual Account; what is left out stays. `parent_id` null is the top."""

    name: str | msgspec.UnsetType = msgspec.UNSET
    search_visibility: str | msgspec.UnsetType = msgspec.UNSET
    parent_id: str | msgspec.UnsetType | None = msgspec.UNSET


class Granted(msgspec.Struct, kw_only=True):
    """The access that was given."""

    scope: Scope
    virtual_account_ids: list[str]
    role: str


class AccessRequestView(msgspec.Struct, kw_only=True):
    """A request for access, as its requester and its deciders see it."""

    access_request_id: str
    account: Account
    scope: Scope
    virtual_account_ids: list[str]
    role: str
    note: str
    requester: RequesterView
    status: Literal["pending", "approved", "declined", "withdrawn", "expired"]
    granted: Granted | None
    reason: str
    created_at: datetime
    decided_at: datetime | None
    # None for a request of an earlier release whose timetable has not begun.
    expires_at: datetime | None
    updated_at: datetime


class AccessRequestPage(msgspec.Struct, kw_only=True):
    """A page of them; `pending_count` is how many of all of them are pending: of the caller's own, or of those that the
    caller may decide, where it is null if counting would take long.

    `unreadable` is how many entries of a list could not be read and are left out; usually 0, here as everywhere.
    """

    items: list[AccessRequestView]
    next_cursor: str | None
    pending_count: int | None
    unreadable: int


class RoleView(msgspec.Struct, kw_only=True):
    """Who has access, and why."""

    role_id: str
    email: str
    name: str
    role: str
    virtual_account_id: str | None
    origin: Literal["approval", "access_request", "administrator", "import", "recovery"]
    granted_at: datetime
    updated_at: datetime
    claimed: bool
    # When the offer ends, if the role is only offered: it gives no right until its receiver accepts it.
    offered_until: datetime | None


class RoleList(msgspec.Struct, kw_only=True):
    """The roles on an account, oldest first."""

    items: list[RoleView]
    unreadable: int


class InquiryBody(msgspec.Struct, kw_only=True):
    """The exact domain or name of an account, and a note to those who decide."""

    account: str
    note: str = ""


class InquiryView(msgspec.Struct, kw_only=True):
    """What somebody without a role asked for. Until somebody has decided, it is the same whatever there is.

    `account` is what was typed; `account_id` is null unless access was granted.
    """

    inquiry_id: str
    account: str
    note: str
    status: Literal["waiting", "approved", "declined", "withdrawn", "ended"]
    account_id: str | None
    created_at: datetime
    ends_at: datetime


class InquiryPage(msgspec.Struct, kw_only=True):
    """A page of the caller's inquiries, newest first."""

    items: list[InquiryView]
    next_cursor: str | None
    unreadable: int


class OfferView(msgspec.Struct, kw_only=True):
    """A role that is offered to the caller, by whom, and until when."""

    account_id: str
    account_name: str
    domain_identifier: str
    role_id: str
    role: str
    virtual_account_id: str | None
    virtual_account_name: str
    offered_by: RequesterView
    offered_at: datetime
    offered_until: datetime


class OfferPage(msgspec.Struct, kw_only=True):
    """A page of the caller's open offers; it may hold fewer than asked for and still have a next page."""

    items: list[OfferView]
    next_cursor: str | None
    unreadable: int

"""Schemas of responses to the holder of a link."""

from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.web.schemas.accounts import Account
from chalicelib.web.schemas.requests import DecisionView, LinkStatusName, ProposedAccessView, RequesterView


class LinkRequestView(msgspec.Struct, kw_only=True):
    """What the holder of a link may know of the request."""

    reference: str
    account_name: str
    domain_identifier: str
    domain_display: str
    requester: RequesterView
    note_to_customer: str
    proposed_access: list[ProposedAccessView]
    created_at: datetime
    expires_at: datetime


class ApprovalView(msgspec.Struct, kw_only=True):
    """The pending request page, as data."""

    request: LinkRequestView
    link_expires_at: datetime | None
    status: LinkStatusName
    decision: DecisionView | None
    allowed_actions: list[str]


class Approved(msgspec.Struct, kw_only=True):
    """The account that the approval created."""

    status: Literal["approved"]
    account: Account


class Declined(msgspec.Struct, kw_only=True):
    """The request has ended."""

    status: Literal["declined"]


class Forwarded(msgspec.Struct, kw_only=True):
    """Somebody else has the decision now."""

    status: Literal["pending"]
    forwarded_to: str

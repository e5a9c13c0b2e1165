"""Request bodies of docs/api-contract.md: their types and defaults, and no rules beyond the type."""

from typing import Literal

import msgspec

from chalicelib.domain.languages import DEFAULT_LANGUAGE


class AccountRequestBody(msgspec.Struct, kw_only=True):
    """A Smart Account asked for on a customer's behalf."""

    account_name: str
    domain_identifier: str
    customer_emails: list[str]
    account_type: str = "customer"
    customer_language: str = DEFAULT_LANGUAGE
    note_to_reviewer: str = ""
    note_to_customer: str = ""
    order_reference: str = ""
    team_account_id: str | None = None
    proposed_viewers: list[str] = []
    proposed_users: list[str] = []


class HandOverBody(msgspec.Struct, kw_only=True):
    """Who of the team is the requester from now on."""

    email: str


class WithdrawBody(msgspec.Struct, kw_only=True):
    """Taking a request back."""

    reason: str = ""


class ResendBody(msgspec.Struct, kw_only=True):
    """Which nomination gets a new link; all that wait, when left out."""

    nomination_id: str | None = None


class ReassignBody(msgspec.Struct, kw_only=True):
    """Whom to ask instead."""

    nomination_id: str
    email: str
    language: str | None = None


class ReviewBody(msgspec.Struct, kw_only=True):
    """The reviewer's decision; declining needs a reason."""

    decision: Literal["accept", "decline"]
    reason: str = ""


class ApproveBody(msgspec.Struct, kw_only=True):
    """The statement of authority, ticked by the person who approves, and what they grant of the proposed access."""

    authority_confirmed: bool = False
    granted_access: list[str] = []


class DeclineBody(msgspec.Struct, kw_only=True):
    """Why the customer declines; `other` needs a text."""

    reason_code: str = ""
    reason: str = ""


class ForwardBody(msgspec.Struct, kw_only=True):
    """Who decides instead."""

    email: str
    message: str = ""
    language: str | None = None
    outside_domain_confirmed: bool = False


class NoBody(msgspec.Struct, kw_only=True):
    """Nothing is asked for; an empty object does."""

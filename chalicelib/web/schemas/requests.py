"""Schemas of responses about account requests, to requesters and reviewers."""

from datetime import datetime
from typing import Literal

import msgspec

from chalicelib.web.schemas.accounts import Account

StatusName = Literal["pending_review", "pending", "approved", "declined", "withdrawn", "expired"]
# In these statuses an approver's link shows the request or its outcome.
LinkStatusName = Literal["pending", "approved", "declined"]


class RequesterView(msgspec.Struct, kw_only=True):
    """Who asks."""

    name: str
    email: str


class NominationView(msgspec.Struct, kw_only=True):
    """One person asked to decide, and what became of their mail."""

    nomination_id: str
    email: str
    state: Literal["waiting", "forwarded", "superseded", "decided", "closed"]
    hops: int
    delivery: Literal["queued", "sent", "delivered", "bounced", "complained", "failed"]
    delivered_at: datetime | None


class ProposedAccessView(msgspec.Struct, kw_only=True):
    """Access to the new account that the requester proposes for somebody."""

    proposal_id: str
    email: str
    role: str
    granted: bool


class DecisionView(msgspec.Struct, kw_only=True, omit_defaults=True):
    """How it ended. Link holders see outcome, time and masked decider; who wrote the reason sees it too."""

    outcome: str
    by: str
    at: datetime
    reason_code: str | msgspec.UnsetType | None = msgspec.UNSET
    reason: str | msgspec.UnsetType = msgspec.UNSET


class AccountRequestView(msgspec.Struct, kw_only=True):
    """A request as its requester (or a reviewer) sees it."""

    request_id: str
    reference: str
    status: StatusName
    account: Account
    requester: RequesterView
    team_account_id: str | None
    note_to_customer: str
    note_to_reviewer: str
    order_reference: str
    nominations: list[NominationView]
    proposed_access: list[ProposedAccessView]
    decision: DecisionView | None
    allowed_actions: list[str]
    created_at: datetime
    expires_at: datetime
    # Why it expired before its time; None otherwise.
    end_reason: Literal["undeliverable"] | None
    updated_at: datetime


class AccountRequestPage(msgspec.Struct, kw_only=True):
    """A page of requests."""

    items: list[AccountRequestView]
    next_cursor: str | None
    unreadable: int


class PreviewedMail(msgspec.Struct, kw_only=True):
    """A mail that would be sent."""

    kind: str
    to: str
    language: str
    subject: str
    text: str


class SimilarAccount(msgspec.Struct, kw_only=True):
    """An account that may be the customer's already."""

    account_id: str
    account_name: str
    domain_identifier: str


class WarningView(msgspec.Struct, kw_only=True):
    """What the requester should know before sending. A `similar-account-exists` has the account."""

    code: str
    detail: str
    account: SimilarAccount | msgspec.UnsetType = msgspec.UNSET


class DryRun(msgspec.Struct, kw_only=True):
    """What a submission would do; nothing was written, nothing sent."""

    status: Literal["pending_review", "pending"]
    mails: list[PreviewedMail]
    warnings: list[WarningView]

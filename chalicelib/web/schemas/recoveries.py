"""Schemas of recoveries."""

from datetime import datetime
from typing import Literal

import msgspec

RecoveryStatusName = Literal["in_review", "notice", "recovered", "stopped", "declined", "withdrawn", "expired"]


class RecoveryBody(msgspec.Struct, kw_only=True):
    """The account that nobody can administer any more."""

    account_id: str


class RecoveryDecisionBody(msgspec.Struct, kw_only=True):
    """Why a reviewer approves or declines; it is always needed."""

    reason: str = ""


class RecoveryApprovalView(msgspec.Struct, kw_only=True):
    """A reviewer's approval; the reason is null to everybody but reviewers."""

    approved_at: datetime
    reason: str | None


class CandidateView(msgspec.Struct, kw_only=True):
    """Who is to become an administrator."""

    name: str
    email: str


class RecoveryView(msgspec.Struct, kw_only=True):
    """The recovery of an account, of which there is one at a time."""

    recovery_id: str
    account_id: str
    account_name: str
    domain_identifier: str
    domain_display: str
    candidate: CandidateView
    status: RecoveryStatusName
    allowed_actions: list[str]
    evidence: Literal["ownership_proof", "reviewers"] | None
    asked_at: datetime
    review_ends_at: datetime | None
    notice_began_at: datetime | None
    notice_ends_at: datetime | None
    ended_at: datetime | None
    approvals: list[RecoveryApprovalView]
    reason: str | None


class RecoveryPage(msgspec.Struct, kw_only=True):
    """The recoveries of the caller, or for reviewers all that are under way."""

    items: list[RecoveryView]
    next_cursor: str | None
    unreadable: int


class ObjectionView(msgspec.Struct, kw_only=True):
    """What the link of a notice is about: who is to become an administrator of which account, and when."""

    account_name: str
    domain_identifier: str
    domain_display: str
    candidate: CandidateView
    status: RecoveryStatusName
    notice_ends_at: datetime | None

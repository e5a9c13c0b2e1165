"""Schemas of domain proofs."""

from datetime import datetime
from typing import Literal

import msgspec


class DomainProofBody(msgspec.Struct, kw_only=True):
    """The domain to be proved; by the caller, or by an account that the caller administers."""

    domain_identifier: str
    account_id: str | None = None


class DnsRecordView(msgspec.Struct, kw_only=True):
    """The DNS record that proves the domain, and for ever the same for one holder and domain."""

    type: Literal["TXT"]
    name: str
    zone: str
    relative_name: str
    value: str


class DomainProofView(msgspec.Struct, kw_only=True):
    """A proof of a domain, or the attempt at one; `account_id` is null for a proof of the caller's own."""

    domain_proof_id: str
    domain_identifier: str
    domain_display: str
    account_id: str | None
    status: Literal["asked", "proved", "lapsed", "expired", "withdrawn"]
    allowed_actions: list[str]
    record: DnsRecordView
    asked_at: datetime
    deadline: datetime
    proved_at: datetime | None
    seen_at: datetime | None
    lapses_at: datetime | None
    checked_at: datetime | None
    result: str | None
    next_check_at: datetime | None


class DomainProofPage(msgspec.Struct, kw_only=True):
    """The proofs of the caller or of an account, those that were asked for first last."""

    items: list[DomainProofView]
    next_cursor: str | None
    unreadable: int


class DomainEvidence(msgspec.Struct, kw_only=True):
    """Whether a domain identifier is proved: by which domain's proof, since when, and when its record was seen last."""

    proved: bool
    proved_domain: str | None
    proved_at: datetime | None
    seen_at: datetime | None

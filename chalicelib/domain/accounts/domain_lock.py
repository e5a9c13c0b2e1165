"""The lock on a domain identifier: at most one account, pending or active, holds each."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DomainLock:
    """One account per exact domain identifier, pending or active.

    `ends_at` is the end of the open request that holds the lock; None holds it for good, for the account
    is active. An account that came by import has no request.
    """

    domain_identifier: str
    registrable_domain: str
    account_id: str
    request_id: str | None = None
    person_id: str | None = None
    ends_at: datetime | None = None
    in_review: bool = False

    def holds_at(self, now: datetime) -> bool:
        """Whether it stands in the way at that instant; an expired one may be taken over."""
        return self.ends_at is None or now < self.ends_at

"""The lock on a domain identifier."""

from datetime import datetime

from chalicelib.domain.value_classes import value_class


@value_class
class DomainLock:
    """Ensures that at most one pending or active account has a domain identifier.

    `ends_at` is when the open request that holds the lock expires; None for an active account, which keeps the
    lock. Imported accounts have no `request_id`.
    """

    domain_identifier: str
    registrable_domain: str
    account_id: str
    request_id: str | None = None
    person_id: str | None = None
    ends_at: datetime | None = None
    in_review: bool = False

    def holds_at(self, now: datetime) -> bool:
        """Whether the lock is held at this time. An expired lock may be taken over."""
        return self.ends_at is None or now < self.ends_at

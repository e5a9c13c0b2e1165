"""The data of an account that search results need."""

from dataclasses import fields
from datetime import datetime

from chalicelib.domain.accounts.account import AccountStatus, AccountType, SmartAccount, Visibility, exact_status
from chalicelib.domain.value_classes import value_class


@value_class
class SearchHit:
    """An account as a search result shows it, read from one row of the index.

    Administrators and all other data require a read of the account itself.
    """

    account_id: str
    account_name: str
    domain_identifier: str
    registrable_domain: str
    status: AccountStatus
    created_at: datetime
    activated_at: datetime | None
    pending_until: datetime | None
    search_visibility: Visibility
    account_type: AccountType
    # Missing in rows of earlier releases.
    updated_at: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        """When something changed last that everybody sees."""
        return self.updated_at or self.activated_at or self.created_at

    def status_at(self, now: datetime) -> AccountStatus:
        """Return the exact status at this time."""
        return exact_status(self.status, self.pending_until, now)


# Entries are made from an account, and later matched with the hit that was read from one of them.
Searchable = SmartAccount | SearchHit


def hit_of(account: SmartAccount) -> SearchHit:
    """Return the account as a search result."""
    return SearchHit(**{field.name: getattr(account, field.name) for field in fields(SearchHit)})


def is_current(account: Searchable, now: datetime) -> bool:
    """Whether the account is pending or active at this time."""
    return account.status_at(now) is not AccountStatus.CANCELLED

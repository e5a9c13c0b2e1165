"""What the search knows of an account."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.accounts.account import AccountStatus, AccountType, SmartAccount, Visibility, exact_status


@dataclass(frozen=True)
class SearchHit:
    """An account as a search result shows it, read from one row of the index.

    Administrators and everything else of the account need a read of the account itself.
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

    def status_at(self, now: datetime) -> AccountStatus:
        """The status exact to the instant."""
        return exact_status(self.status, self.pending_until, now)


# Entries are made of an account, and matched again with the hit that was read from one of them.
Searchable = SmartAccount | SearchHit

"""Accounts to search for, and an index of them in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, Visibility
from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import index_entries
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.words import Frequencies
from chalicelib.services.accounts.search import IndexRow, search_accounts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RULES = DomainRules(bundled_suffixes(), example_domains=True)
RESTRICTED = Visibility.RESTRICTED


def account(name: str, domain: str = "unrelated.net", account_id: str = "a1", **changed: Any) -> SmartAccount:
    """Return an active account, which everybody can find unless `changed` says otherwise."""
    identifier = RULES.parse(domain)
    defaults: dict[str, Any] = {"status": AccountStatus.ACTIVE, "created_at": NOW - timedelta(days=1)}
    return SmartAccount(account_id, name, identifier.value, identifier.registrable_domain, **defaults | changed)


def hit_of(account: SmartAccount) -> SearchHit:
    """Return the account as a search hit."""
    return SearchHit(**{field.name: getattr(account, field.name) for field in fields(SearchHit)})


class IndexInMemory:
    """Every entry of some accounts; records which ranges were read."""

    def __init__(self, accounts: Iterable[SmartAccount]) -> None:
        self._rows = {entry: account for account in accounts for entry in index_entries(account)}
        self.read: list[Lookup] = []

    def frequencies(self, now: datetime) -> Frequencies:
        """Return no frequencies, so that all words count as equally rare."""
        return {}

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Do nothing."""

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        """Read rows like DynamoDB, which also refuses a start key outside the range."""
        assert after is None or after.startswith(lookup.prefix)
        self.read.append(lookup)
        found = sorted(
            (entry.sort, account)
            for entry, account in self._rows.items()
            if entry.partition == lookup.partition
            and entry.sort.startswith(lookup.prefix)
            and (after is None or entry.sort > after)
        )
        return [IndexRow(sort, hit_of(account)) for sort, account in found[:limit]]


def found(accounts: Iterable[SmartAccount], query: str, limit: int = 50) -> list[str]:
    """Return the ids of the accounts that a query finds, read page by page."""
    index = IndexInMemory(accounts)
    ids: list[str] = []
    start: str | None = None
    while True:
        page = search_accounts(index, NOW, query, limit, start)
        assert len(page.items) <= limit
        assert page.next_start is None or page.next_start != start
        ids += [entry.account_id for entry in page.items]
        start = page.next_start
        if start is None:
            return ids

"""Accounts to be searched for, and the index of them kept in a dictionary."""

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
    """An active account, found by anybody unless said otherwise."""
    identifier = RULES.parse(domain)
    given: dict[str, Any] = {"status": AccountStatus.ACTIVE, "created_at": NOW - timedelta(days=1)}
    return SmartAccount(account_id, name, identifier.value, identifier.registrable_domain, **given | changed)


def hit_of(account: SmartAccount) -> SearchHit:
    """The account as a result shows it."""
    return SearchHit(**{field.name: getattr(account, field.name) for field in fields(SearchHit)})


class IndexInMemory:
    """Every entry of some accounts; remembers which ranges were read."""

    def __init__(self, accounts: Iterable[SmartAccount]) -> None:
        self._rows = {entry: one for one in accounts for entry in index_entries(one)}
        self.read: list[Lookup] = []

    def frequencies(self, now: datetime) -> Frequencies:
        """Nothing was counted, so every word is as rare as any other."""
        return {}

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Nothing is counted here."""

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        """As DynamoDB, which also refuses to start at a key outside the range."""
        assert after is None or after.startswith(lookup.prefix)
        self.read.append(lookup)
        found = sorted(
            (entry.sort, one)
            for entry, one in self._rows.items()
            if entry.partition == lookup.partition
            and entry.sort.startswith(lookup.prefix)
            and (after is None or entry.sort > after)
        )
        return [IndexRow(sort, hit_of(one)) for sort, one in found[:limit]]


def found(accounts: Iterable[SmartAccount], query: str, limit: int = 50) -> list[str]:
    """The ids of the accounts that a query finds, read page by page."""
    index = IndexInMemory(accounts)
    ids: list[str] = []
    start: str | None = None
    while True:
        page = search_accounts(index, NOW, query, limit, start)
        assert len(page.items) <= limit
        assert page.next_start is None or page.next_start != start
        ids += [one.account_id for one in page.items]
        start = page.next_start
        if start is None:
            return ids

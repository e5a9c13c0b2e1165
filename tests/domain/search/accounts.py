"""Accounts to search for, and an index of them in memory."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, Visibility
from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from chalicelib.domain.search.hit import hit_of
from chalicelib.domain.search.index_entries import SEPARATOR, index_entries
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.vocabulary import Shelf, Vocabulary, known_words, shelf_of
from chalicelib.domain.search.words import Frequencies, commonest
from chalicelib.services.accounts.search import search_accounts
from chalicelib.services.unit_of_work.index_port import IndexRow, Unlearned

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RULES = DomainRules(bundled_suffixes(), example_domains=True)
RESTRICTED = Visibility.RESTRICTED


def account(name: str, domain: str = "unrelated.net", account_id: str = "a1", **changed: Any) -> SmartAccount:
    """Return an active account, which everybody can find unless `changed` says otherwise."""
    identifier = RULES.parse(domain)
    defaults: dict[str, Any] = {"status": AccountStatus.ACTIVE, "created_at": NOW - timedelta(days=1)}
    return SmartAccount(account_id, name, identifier.value, identifier.registrable_domain, **defaults | changed)


class IndexInMemory:
    """Every entry of some accounts, read like DynamoDB; records which ranges were read."""

    def __init__(self, accounts: Iterable[SmartAccount]) -> None:
        self._accounts = {one.account_id: one for one in accounts}
        self._partitions: dict[str, list[str]] = {}
        for entry in (entry for one in self._accounts.values() for entry in index_entries(one)):
            self._partitions.setdefault(entry.partition, []).append(entry.sort)
        for rows in self._partitions.values():
            rows.sort()
        self._words = Counter(word for one in self._accounts.values() for word in known_words(one))
        self._frequencies = commonest(self._words)
        self.read: list[Lookup] = []

    def account(self, account_id: str) -> SmartAccount | None:
        """Return an account by its id."""
        return self._accounts.get(account_id)

    def frequencies(self, now: datetime) -> Frequencies:
        """Return how many names have each of the commonest words."""
        return self._frequencies

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Refuse: a search never saves them."""
        raise AssertionError

    def vocabulary(self, shelves: Collection[Shelf]) -> Vocabulary:
        """Return the known words of some shelves."""
        return {word: count for word, count in self._words.items() if shelf_of(word) in shelves}

    def learn(self, counted: Vocabulary) -> None:
        """Refuse: a search never learns."""
        raise AssertionError

    def unlearned(self, limit: int) -> Sequence[Unlearned]:
        """Return nothing: all is known."""
        return ()

    def note_learned(self, one: Unlearned) -> None:
        """Refuse: nothing waits."""
        raise AssertionError

    def rows(self, lookup: Lookup, limit: int, start: str | None, *, backwards: bool = False) -> Sequence[IndexRow]:
        """Read rows like DynamoDB, which also refuses a start key outside the range."""
        assert start is None or start.startswith(lookup.prefix)
        self.read.append(lookup)
        rows = self._partitions.get(lookup.partition, [])
        first, last = bisect_left(rows, lookup.prefix), bisect_left(rows, lookup.prefix + "\U0010ffff")
        if backwards:
            found = rows[first : last if start is None else bisect_left(rows, start)][-limit:][::-1]
        else:
            found = rows[first if start is None else bisect_right(rows, start) : last][:limit]
        return [IndexRow(sort, hit_of(self._accounts[sort.rpartition(SEPARATOR)[2]])) for sort in found]


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

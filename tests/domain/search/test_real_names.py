"""In a directory of real organisations, each account is found by what people would type.

Requires a file: `ORGANISATIONS=organisations.json make test`. A list of objects with `account_name` and `domains`.
"""

import json
import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.importing import account_from_row, read_row
from chalicelib.domain.errors import Refused
from chalicelib.domain.folding import fold
from chalicelib.domain.search.index_entries import index_entries
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.words import Frequencies, commonest, text_of
from chalicelib.services.accounts.search import IndexRow, search_accounts
from tests.domain.search.accounts import NOW, RULES, hit_of
from tests.domain.search.test_rules import expected

FILE = os.environ.get("ORGANISATIONS", "")
pytestmark = pytest.mark.skipif(not FILE, reason="ORGANISATIONS names no file")


class SortedIndex:
    """The index of a whole directory, which reads like DynamoDB."""

    def __init__(self, accounts: Iterable[SmartAccount]) -> None:
        self._rows: dict[str, list[tuple[str, SmartAccount]]] = {}
        counts: dict[str, int] = {}
        for account in accounts:
            for entry in index_entries(account):
                self._rows.setdefault(entry.partition, []).append((entry.sort, account))
            for word in text_of(account.account_name):
                counts[word] = counts.get(word, 0) + 1
        for rows in self._rows.values():
            rows.sort(key=lambda row: row[0])
        self._frequencies = commonest(counts)

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        rows = self._rows.get(lookup.partition, [])
        first = bisect_right(rows, after or lookup.prefix, key=lambda row: row[0])
        page = rows[first : first + limit]
        return [IndexRow(sort, hit_of(account)) for sort, account in page if sort.startswith(lookup.prefix)]

    def frequencies(self, now: datetime) -> Frequencies:
        return self._frequencies

    def save_frequencies(self, frequencies: Frequencies) -> None:
        raise AssertionError("a search never saves frequencies")


def read_accounts() -> Iterator[SmartAccount]:
    seen: set[str] = set()
    for number, organisation in enumerate(json.loads(Path(FILE).read_text(encoding="utf-8"))):
        try:
            row = read_row(organisation["account_name"], organisation["domains"], "", (), RULES)
        except Refused:
            continue
        if row.identifier.value not in seen:
            seen.add(row.identifier.value)
            yield account_from_row(row, f"{number:06}", NOW)


@cache
def directory() -> list[SmartAccount]:
    return list(read_accounts())


@cache
def sorted_index() -> SortedIndex:
    return SortedIndex(directory())


@cache
def ids_found(query: str) -> frozenset[str]:
    """Page to the end and return the ids; no account may come twice."""
    ids: list[str] = []
    start: str | None = None
    while True:
        page = search_accounts(sorted_index(), NOW, query, 50, start)
        ids += [account.account_id for account in page.items]
        start = page.next_start
        if start is None:
            assert len(ids) == len(set(ids))
            return frozenset(ids)


QUERIES: dict[str, Callable[[SmartAccount], str]] = {
    "its complete name": lambda account: account.account_name,
    "its first two words": lambda account: " ".join(account.account_name.split()[:2]),
    "its last word": lambda account: account.account_name.split()[-1],
    "its name in lower case without accents": lambda account: fold(account.account_name),
    "its domain": lambda account: account.domain_identifier,
    "the label before the suffix": lambda account: account.registrable_domain.split(".")[0],
}
# One or two characters find whole names and domains only (docs/design.md "Search").
SHORT = 3


@pytest.mark.parametrize("by", QUERIES)
def test_every_account_is_found_by_each_kind_of_query(by: str) -> None:
    accounts_and_queries = [(account, QUERIES[by](account)) for account in directory()]
    missed = [
        (account.account_name, query)
        for account, query in accounts_and_queries
        if len(fold(query)) >= SHORT and account.account_id not in ids_found(query)
    ]
    assert missed == []


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Draw some words of a real name, complete or shortened, in any order."""
    account = draw(st.sampled_from(directory()))
    parts = draw(st.permutations(account.account_name.split()[:4]))[: draw(st.integers(1, 3))]
    return " ".join(parts)[: draw(st.integers(3, 40))]


@settings(max_examples=40)
@given(st.data())
def test_any_query_finds_what_the_rules_find(data: st.DataObject) -> None:
    query = data.draw(queries())
    assert ids_found(query) == frozenset(expected(directory(), query))

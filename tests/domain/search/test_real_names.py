"""In a directory of real organisations, each account is found by what people would type.

Requires a file: `ORGANISATIONS=organisations.json make test`. A list of objects with `account_name` and `domains`.
"""

import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.importing import account_from_row, read_row
from chalicelib.domain.errors import Refused
from chalicelib.domain.folding import fold
from chalicelib.services.accounts.search import search_accounts
from tests.domain.search.accounts import NOW, RULES, IndexInMemory
from tests.domain.search.test_rules import expected

FILE = os.environ.get("ORGANISATIONS", "")
pytestmark = pytest.mark.skipif(not FILE, reason="ORGANISATIONS names no file")


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
def sorted_index() -> IndexInMemory:
    return IndexInMemory(directory())


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

"""In a directory of real organisations, each account is found by what people would type.

Requires a file: `ORGANISATIONS=organisations.json make test`. A list of objects with `account_name` and `domains`.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase

import pytest

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.importing import account_from_row, read_row
from chalicelib.domain.errors import Refused
from chalicelib.domain.folding import fold
from chalicelib.domain.search.index_entries import ENTRIES_MAX, index_entries
from chalicelib.domain.search.vocabulary import SHORTEST_MISTYPED
from chalicelib.services.accounts.search import search_accounts
from tests.domain.search.accounts import NOW, RULES, IndexInMemory

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
def index() -> IndexInMemory:
    return IndexInMemory(directory())


@cache
def sample() -> list[SmartAccount]:
    """So many that the test takes seconds; with ALL=1 the whole directory."""
    return directory() if os.environ.get("ALL") else random.Random(1).sample(directory(), 600)


def found(query: str, pages: int = 4) -> tuple[list[str], bool]:
    """Return the ids on the first pages, none of them twice, and whether there are no more."""
    ids: list[str] = []
    start: str | None = None
    for _ in range(pages):
        page = search_accounts(index(), NOW, query, 50, start)
        assert page.items or start is not None or page.next_start is None
        ids += [hit.account_id for hit in page.items]
        start = page.next_start
        if start is None:
            break
    assert len(ids) == len(set(ids))
    return ids, start is None


def pairs(name: str) -> list[str]:
    words = name.split()
    return [f"{one} {other}" for one, other in pairwise(words)]


QUERIES: dict[str, Callable[[SmartAccount], list[str]]] = {
    "its complete name": lambda account: [account.account_name],
    "its folded name": lambda account: [fold(account.account_name)],
    "any two neighbouring words": lambda account: pairs(account.account_name),
    "its last word and its first one": lambda account: [
        f"{account.account_name.split()[-1]} {account.account_name.split()[0]}"
    ],
    "its domain": lambda account: [account.domain_identifier],
    "the label before the suffix": lambda account: [account.registrable_domain.split(".")[0]],
    '"and" for "&"': lambda account: [account.account_name.replace("&", " and ")],
    "its name without full stops": lambda account: [account.account_name.replace(".", "")],
}


@pytest.mark.parametrize("by", QUERIES)
def test_every_account_is_found_by_each_kind_of_query(by: str) -> None:
    """Where more than four pages match, an account may come later."""
    missed = [
        (account.account_name, query)
        for account in sample()
        for query in QUERIES[by](account)
        for ids, is_all in [found(query)]
        if account.account_id not in ids and is_all
    ]
    assert missed == []


def mistyped(word: str, chance: random.Random) -> str:
    """Return the word with one letter wrong, missing, too many, or swapped with the next; the first stays."""
    place, letter = chance.randrange(1, len(word)), chance.choice(ascii_lowercase)
    before, after = word[:place], word[place:]
    return chance.choice(
        [
            before + letter + after[1:],
            before + after[1:],
            before + letter + after,
            before + after[1:2] + after[:1] + after[2:],
        ]
    )


def test_a_name_with_a_typo_in_its_longest_word_is_found_nearly_always() -> None:
    chance, tried, missed = random.Random(1), 0, []
    for account in sample():
        words = account.account_name.split()
        longest = max(words, key=len)
        if not longest.isascii() or not longest.isalpha() or len(longest) < SHORTEST_MISTYPED:
            continue
        typo = mistyped(longest, chance)
        query = " ".join(typo if word == longest else word for word in words)
        tried += 1
        if account.account_id not in found(query, 1)[0]:
            missed.append(query)
    assert len(missed) <= 0.01 * tried, missed


def test_an_account_has_at_most_40_entries() -> None:
    sizes = [len(index_entries(account)) for account in directory()]
    assert max(sizes) <= ENTRIES_MAX

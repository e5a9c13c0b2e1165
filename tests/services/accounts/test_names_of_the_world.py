"""Names in ten scripts are found by any two neighbouring characters or words, and by what their readers type.

One name in seven is looked for among all, so that each place and each kind is tried, or every name with ALL=1.
"""

import os
from functools import cache
from itertools import pairwise

import pytest

from chalicelib.domain.folding import fold
from chalicelib.domain.folding.scripts import letter_starts
from chalicelib.services.accounts.search import search_accounts
from tests.domain.search.accounts import NOW, IndexInMemory, account
from tests.services.accounts.names_of_the_world import DENSE, VARIANTS, names_in

pytestmark = pytest.mark.slow

OTHERS = [script for script in VARIANTS if script not in DENSE]


@cache
def index(script: str) -> IndexInMemory:
    return IndexInMemory(account(name, f"n{number}.com", f"{number}") for number, name in enumerate(names_in(script)))


@cache
def found(script: str, query: str) -> frozenset[str]:
    """Return the names on all pages."""
    names, start = set[str](), None
    while True:
        page = search_accounts(index(script), NOW, query, 50, start)
        names |= {hit.account_name for hit in page.items}
        start = page.next_start
        if start is None:
            return frozenset(names)


def looked_for(script: str) -> list[str]:
    return names_in(script)[:: 1 if os.environ.get("ALL") else 7]


def neighbours(name: str) -> list[str]:
    """Return each two neighbouring characters of a name, as a reader counts them."""
    text = name.replace(" ", "")
    starts = [*letter_starts(text), len(text)]
    return [text[one:end] for one, end in zip(starts, starts[2:], strict=False)]


@pytest.mark.parametrize("script", VARIANTS)
def test_there_are_1000_names_in_each_dense_script_and_300_in_each_other(script: str) -> None:
    assert len(set(names_in(script))) >= (1000 if script in DENSE else 300)


@pytest.mark.parametrize("script", DENSE)
def test_a_name_is_found_by_any_two_neighbouring_characters(script: str) -> None:
    pairs = [(name, pair) for name in looked_for(script) for pair in neighbours(name)]
    assert [(name, pair) for name, pair in pairs if name not in found(script, pair)] == []


@pytest.mark.parametrize("script", OTHERS)
def test_a_name_is_found_by_any_two_neighbouring_words_in_either_order(script: str) -> None:
    pairs = [(name, pair) for name in looked_for(script) for pair in pairwise(name.split())]
    queries = [(name, " ".join(typed)) for name, pair in pairs for typed in (pair, pair[::-1])]
    assert [(name, query) for name, query in queries if name not in found(script, query)] == []


@pytest.mark.parametrize("script", VARIANTS)
def test_a_name_is_found_by_what_its_readers_type(script: str) -> None:
    typed = [(name, variant(name)) for name in looked_for(script) for variant in VARIANTS[script]]
    assert [(name, query) for name, query in typed if name not in found(script, query)] == []


@pytest.mark.parametrize("script", VARIANTS)
def test_folding_a_name_twice_changes_nothing(script: str) -> None:
    assert [name for name in names_in(script) if fold(fold(name)) != fold(name)] == []

"""What is looked up to find the accounts that a new one may double."""

import pytest

from chalicelib.domain.search.index_entries import IndexEntry, index_entries
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.same_name import name_key
from chalicelib.domain.search.similar import name_lookup, near_keys, organisation_lookup, shelves_for
from chalicelib.domain.search.vocabulary import MOST_MISTYPED, Shelf, shelves_near
from tests.domain.search.accounts import RESTRICTED, account


def is_in(lookup: Lookup, entry: IndexEntry) -> bool:
    return entry.partition == lookup.partition and entry.sort.startswith(lookup.prefix)


@pytest.mark.parametrize(
    "domain", ["stanford.edu", "labs.stanford.edu", "www.t.co", "münchen.de", "食.jp", "a.食狮.公司.cn"]
)
def test_account_is_in_the_range_of_its_organisation_domain_unless_it_is_restricted(domain: str) -> None:
    known = account("Quince", domain)
    lookup = organisation_lookup(known.registrable_domain)
    assert any(is_in(lookup, entry) for entry in index_entries(known))
    restricted = account("Quince", domain, search_visibility=RESTRICTED)
    assert not any(is_in(lookup, entry) for entry in index_entries(restricted))


@pytest.mark.parametrize("name", ["Stanford University", "東京大学", "+", "Q" * 200])
def test_account_is_in_the_range_of_its_name_unless_it_is_restricted(name: str) -> None:
    lookup = name_lookup(name_key(name))
    assert any(is_in(lookup, entry) for entry in index_entries(account(name)))
    assert not any(is_in(lookup, entry) for entry in index_entries(account(name, search_visibility=RESTRICTED)))


@pytest.mark.parametrize(
    ("name", "suspects"),
    [
        ("Stanford University", ["university"]),
        ("Stanfrd College", ["stanfrd", "college"]),
        ("Stanford Colleges", ["stanford", "colleges"]),
        ("MIT", []),
        ("York Inc.", ["york"]),
        ("東京大学", []),
        ("+++", []),
    ],
)
def test_longest_words_may_be_mistyped_unless_they_are_short_or_of_a_script_without_spaces(
    name: str, suspects: list[str]
) -> None:
    assert shelves_for(name_key(name)) == {shelf for word in suspects for shelf in shelves_near(word)}


def test_words_of_a_long_name_that_are_read_are_few() -> None:
    key = " ".join(f"{letter}cde" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert len(shelves_for(key)) == 3 * MOST_MISTYPED
    assert Shelf("a", 4) in shelves_for(key)


@pytest.mark.parametrize(
    ("key", "known", "near"),
    [
        ("stanfrod state", {"stanford": 1}, ["stanford state"]),
        ("york yorks", {"yorke": 1}, ["york yorke", "yorke yorks"]),
        ("college stanfrd", {"stanford": 2, "colleges": 9}, ["colleges stanfrd", "college stanford"]),
        ("quinces tree", {"tree": 1, "trees": 1, "quince": 1}, ["quince tree"]),
        ("quince quince", {"quinces": 1}, ["quince quinces"]),
        ("quince", {}, []),
    ],
)
def test_near_keys_have_a_known_word_for_the_longest_one_of_either_name(
    key: str, known: dict[str, int], near: list[str]
) -> None:
    assert near_keys(key, known) == near

"""What is looked up to find the accounts that a new one may double."""

import pytest

from chalicelib.domain.search.index_entries import IndexEntry, index_entries
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.same_name import name_key
from chalicelib.domain.search.similar import name_lookup, near_keys, organisation_lookup, shelves_for
from chalicelib.domain.search.vocabulary import MOST_MISTYPED, Shelf, shelves_near


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

"""Mistyped words: which known words may have been meant, and what is found for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.search.query_plan import plan
from chalicelib.domain.search.vocabulary import corrected, known_words, near, one_apart, shelf_of, shelves_near
from chalicelib.services.accounts.search import search_accounts
from tests.domain.search.accounts import NOW, RESTRICTED, IndexInMemory, account

APART = [
    ("oxfrod", "oxford", True),
    ("acmee", "acme", True),
    ("standford", "stanford", True),
    ("universtiy", "university", True),
    ("stanfrd", "stanford", True),
    ("stanfort", "stanford", True),
    ("stanfordd", "stanford", True),
    ("stanford", "stanford", False),
    ("atanford", "stanford", False),
    ("stnafrod", "stanford", False),
    ("stan", "stanford", False),
    ("ab", "ba", False),
    ("customer6", "customer5", False),
    ("customre5", "customer5", True),
    ("abcd", "adcb", False),
]
WORDS = st.text(st.sampled_from("abcd"), min_size=2, max_size=6)

STANFORD = account("Stanford University", "stanford.edu", "stanford")
OXFORD = account("University of Oxford", "ox.ac.uk", "oxford")
ACME = account("Acme", "acme.com", "acme")
DIRECTORY = [STANFORD, OXFORD, ACME, account("University of Stamford", "stamford.edu", "stamford")]
FOUND = [
    ("Universtiy of Oxford", "university of oxford", ["oxford"]),
    ("oxfrod", "oxford", ["oxford"]),
    ("Acmee", "acme", ["acme"]),
    ("acem", "acme", ["acme"]),
    ("standford university", "stanford university", ["stanford"]),
    ("university standford", "university stanford", ["stanford"]),
    ("stanfrod.edu", "stanford.edu", ["stanford"]),
]


@pytest.mark.parametrize(("word", "other", "is_apart"), APART)
def test_one_letter_is_wrong_missing_too_many_or_swapped_and_the_first_right(
    word: str, other: str, is_apart: bool
) -> None:
    assert one_apart(word, other) is one_apart(other, word) is is_apart


@given(WORDS, WORDS)
def test_a_word_one_apart_is_among_those_on_the_shelves_nearby(word: str, other: str) -> None:
    if one_apart(word, other):
        assert shelf_of(other) in shelves_near(word)


@given(WORDS, st.integers(1, 5), st.sampled_from("abcd"))
def test_each_kind_of_typo_is_one_apart(word: str, place: int, letter: str) -> None:
    if place >= len(word):
        return
    before, after = word[:place], word[place:]
    typos = {
        before + letter + after,
        before + after[1:],
        before + letter + after[1:],
        before + after[1::-1] + after[2:],
    }
    assert all(one_apart(word, typo) for typo in typos - {word})


@pytest.mark.parametrize(("typed", "meant", "ids"), FOUND)
def test_what_was_meant_is_found_and_said(typed: str, meant: str, ids: list[str]) -> None:
    page = search_accounts(IndexInMemory(DIRECTORY), NOW, typed, 25, None)
    assert ([hit.account_id for hit in page.items], page.did_you_mean) == (ids, meant)


@pytest.mark.parametrize("typed", ["stanford", "university", "ox", "oxxfrod", "ttanford", "zzzz", ""])
def test_nothing_is_suggested_where_something_is_found_or_more_is_wrong(typed: str) -> None:
    assert search_accounts(IndexInMemory(DIRECTORY), NOW, typed, 25, None).did_you_mean == ""


def test_pages_of_what_was_meant_follow_each_other() -> None:
    index = IndexInMemory([account(f"Stanford {number}", f"s{number}.edu", f"{number}") for number in range(5)])
    pages = [search_accounts(index, NOW, "standford", 2, None)]
    while pages[-1].next_start:
        pages.append(search_accounts(index, NOW, "standford", 2, pages[-1].next_start))
    assert [[hit.account_id for hit in page.items] for page in pages] == [["0", "1"], ["2", "3"], ["4"]]
    assert {page.did_you_mean for page in pages} == {"stanford"}
    assert pages[-1].previous_start is not None
    before = search_accounts(index, NOW, "standford", 2, pages[-1].previous_start)
    assert [hit.account_id for hit in before.items] == ["2", "3"]


def test_words_of_restricted_accounts_are_not_known() -> None:
    hidden = account("Globex Secret", "globex.com", "hidden", search_visibility=RESTRICTED)
    assert known_words(hidden) == frozenset()
    index = IndexInMemory([hidden])
    assert search_accounts(index, NOW, "globxe secret", 25, None).items == []
    empty = IndexInMemory([])
    search_accounts(empty, NOW, "globxe secret", 25, None)
    assert index.read == empty.read


def test_the_commonest_word_is_tried_first_and_an_unknown_one_is_corrected_first() -> None:
    vocabulary = {"stamford": 3, "stanford": 9, "university": 100, "universities": 1}
    assert near("stanfford", vocabulary) == ["stanford"]
    assert near("stajford", vocabulary) == ["stanford", "stamford"]
    assert corrected(plan("university stajford"), vocabulary) == ("university stanford", "university stamford")
    assert corrected(plan("stanford universiti"), vocabulary)[0] == "stanford university"


def test_words_of_scripts_without_spaces_and_short_ones_are_not_corrected() -> None:
    assert known_words(account("東京大学 AB", "tokyo.ac.jp")) == {"tokyo"}
    assert corrected(plan("abc"), {"abd": 1}) == ()

"""The index entries of accounts, and the limits on their number and length."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.search.index_entries import ENTRIES_MAX, SEPARATOR, EntryKind, index_entries
from tests.domain.search.accounts import RESTRICTED, account

BERKELEY = account("University of California, Berkeley", "eecs.berkeley.edu")
DEEPEST = "a.b.c.d.e.f.example.com"


def texts(name: str, domain: str = "unrelated.net", **changed: Any) -> set[str]:
    """Return what an account's entries start with, except those of its unrelated domain and for the same name."""
    entries = index_entries(account(name, domain, **changed))
    found = {f"{entry.partition}|{entry.sort.split(SEPARATOR)[0]}" for entry in entries}
    return {one for one in found if "unrelated" not in one and not one.startswith(EntryKind.SAME_NAME)}


def test_account_has_entries_from_every_word_of_its_name_and_label_of_its_domain() -> None:
    assert texts(BERKELEY.account_name, BERKELEY.domain_identifier) == {
        "phrase#uni|university of california berkeley",
        "phrase#of |of california berkeley",
        "phrase#cal|california berkeley",
        "phrase#ber|berkeley",
        "phrase#eec|eecs berkeley edu",
        "phrase#ber|berkeley edu",
    }


def test_restricted_account_has_entries_for_its_complete_name_and_identifier_only() -> None:
    assert texts("Globex Secret", "labs.globex.example", search_visibility=RESTRICTED) == {
        "exact#glo|globex secret",
        "exact#lab|labs globex example",
    }


def test_name_of_two_letters_has_an_exact_entry() -> None:
    assert texts("AI") == {"exact#ai|ai"}


def test_word_shorter_than_any_phrase_has_an_exact_entry_unless_half_of_all_names_have_it() -> None:
    assert texts("Institut de Paris 8") == {
        "phrase#ins|institut de paris 8",
        "phrase#de |de paris 8",
        "phrase#par|paris 8",
        "exact#8|8",
    }


def test_label_of_the_registrable_domain_has_an_exact_entry() -> None:
    assert "exact#mit|mit" in texts("Massachusetts Institute", "mit.edu")
    assert "exact#uni|univ" in texts("Somewhere", "univ.co.uk")
    assert "exact#mit|mit" not in texts("Media Lab", "media.mit.edu")
    assert "exact#af|af" in texts("Air Force Academy", "usafa.af.mil")


def test_name_in_a_script_without_spaces_has_an_entry_from_every_character_on() -> None:
    assert texts("LG전자회") == {"phrase#lg |lg 전자회", "exact#lg|lg", "phrase#전자|전자회", "phrase#자회|자회"}


def test_name_with_another_spelling_has_entries_for_both() -> None:
    assert texts("Müller GmbH") == {
        "phrase#mul|muller gmbh",
        "phrase#mue|mueller gmbh",
        "phrase#gmb|gmbh",
    }


@pytest.mark.parametrize("change", [{"status": AccountStatus.CANCELLED}, {"in_review": True}])
def test_cancelled_accounts_and_accounts_in_review_have_no_entries(change: dict[str, Any]) -> None:
    assert index_entries(replace(BERKELEY, **change)) == frozenset()


def test_pending_accounts_have_entries() -> None:
    assert index_entries(replace(BERKELEY, status=AccountStatus.PENDING)) == index_entries(BERKELEY)


def test_complete_names_sort_before_parts_of_names_and_longer_texts() -> None:
    whole = account("Berkeley", account_id="z")
    longer = account("Berkeley Labs", account_id="a")
    sorts = sorted(
        entry.sort
        for account_to_index in (BERKELEY, whole, longer)
        for entry in index_entries(account_to_index)
        if entry.partition == "phrase#ber"
    )
    assert [sort.split(SEPARATOR) for sort in sorts] == [
        ["berkeley", "0", "", "z"],
        ["berkeley", "2", "university of california ", "a1"],
        ["berkeley edu", "2", "university of california berkeley", "a1"],
        ["berkeley labs", "0", "", "a"],
    ]


@given(st.lists(st.text(st.sampled_from("abc-'é&"), min_size=1, max_size=6), min_size=1, max_size=30))
def test_account_has_at_most_40_entries(name_words: list[str]) -> None:
    assert len(index_entries(account(" ".join(name_words), DEEPEST))) <= ENTRIES_MAX


@pytest.mark.parametrize(
    "name",
    [
        "".join(map(chr, range(0x4E00, 0x4E00 + 200))),
        "".join(map(chr, range(0xAC00, 0xAC00 + 200))),
        "-".join(f"ö{number}" for number in range(50)),
    ],
)
def test_name_of_200_characters_has_40_entries(name: str) -> None:
    assert len(index_entries(account(name))) == ENTRIES_MAX == 40


def test_words_after_spaces_take_precedence_over_words_after_hyphens() -> None:
    name_words = ["first", *(f"word{number}-part{number}" for number in range(28)), "last"]
    found_from = {text.partition("|")[2].split()[0] for text in texts(" ".join(name_words))}
    assert found_from >= {"first", *(f"word{number}" for number in range(28)), "last"}
    assert len([word for word in found_from if word.startswith("part")]) == ENTRIES_MAX - 30 - 3


@given(st.text(min_size=1, max_size=200))
def test_sort_key_stays_below_the_limit_of_the_database(name: str) -> None:
    for entry in index_entries(account(name, account_id="x" * 36)):
        assert len(entry.sort.encode()) <= 750


def test_name_that_grows_when_folded_is_cut() -> None:
    entries = index_entries(account("\ufdfa" * 200, account_id="x" * 36))
    assert max(len(entry.sort.encode()) for entry in entries) <= 750

"""Spellings that search treats as equal."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid
from chalicelib.domain.folding import fold, plain
from chalicelib.domain.folding.scripts import letter_count, parts_of
from chalicelib.domain.folding.spellings import BRACKETED, typed_words
from chalicelib.domain.text import account_name

SPELLINGS = [
    ("Université de Nantes", "universite de nantes"),
    ("ＵＮＩＶＥＲＳＩＴＹ", "university"),
    ("Straße", "strasse"),
    ("İstanbul Işık", "istanbul isik"),
    ("Łódź", "lodz"),
    ("København Æro", "kobenhavn aero"),
    ("University of California, Berkeley", "university of california berkeley"),
    ("University of California  (UCLA)", "university of california ucla"),
    ("Coca-Cola", "coca cola"),
    ("Texas A&M", "texas am"),
    ("Work.com_GmbH / Co.", "work com gmbh co"),
    ("“Babeș-Bolyai” University", "babes bolyai university"),
    ("King's College", "kings college"),
    ("King’s College", "kings college"),
    ("King´s College", "kings college"),
    ("Xi'an", "xian"),
    ("Hawaiʻi", "hawaii"),
    ("Université d'Orléans", "universite d orleans"),
    ("L’Oréal", "l oreal"),
    ("Università dell'Aquila", "universita dell aquila"),
    ("हिन्दी विश्वविद्यालय", "हिंदी विश्वविद्यालय"),
    ("がくいん", "がくいん"),
    ("葛\U000e0100城", "葛城"),
    ("co\u00adoperative", "cooperative"),
    ("++ !!", "++!!"),
    ("   ", ""),
]
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), max_size=40)


@pytest.mark.parametrize(("text", "folded"), SPELLINGS)
def test_folding_ignores_case_accents_width_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("ŉ ΐ ᾳ ﷺ ㌀")
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert plain(plain(text)) == plain(text)


@given(NAMES)
def test_decomposed_and_composed_letters_fold_to_the_same_text(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_folded_text_contains_nothing_that_sorts_before_the_space(text: str) -> None:
    assert all(char >= " " for char in fold(text))


@given(st.text(st.sampled_from("abcdl lü'’-.é "), max_size=20), st.integers(0, 20))
def test_start_of_a_text_folds_to_the_start_of_the_whole(name: str, typed: int) -> None:
    assert " ".join(typed_words(name)).startswith(" ".join(typed_words(name[:typed])))


@given(st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Po", "Sm", "Zs")), min_size=2, max_size=30))
def test_every_valid_name_has_a_folded_text(text: str) -> None:
    try:
        name = account_name(text)
    except Invalid:
        return
    assert fold(name)


def test_letters_are_counted_without_spaces_and_marks() -> None:
    assert [letter_count(text) for text in ("A B", "\u6771 \u4eac", "\u0e01\u0e49 \u0e33")] == [2, 2, 1]


@pytest.mark.parametrize(("short", "long"), BRACKETED.items())
def test_legal_form_in_brackets_is_read_as_its_long_form(short: str, long: str) -> None:
    assert fold(f"({short})トヨタ") == fold(f"{long}トヨタ") != fold(f"{short}トヨタ")


def test_other_letter_in_brackets_stays() -> None:
    assert fold("(a)トヨタ") == fold("a トヨタ")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("\u6771\u4eac3m", ["\u6771\u4eac", "3m"]),
        ("3m\u6771\u4eac", ["3m", "\u6771\u4eac"]),
        ("a3\u6771\u4eac", ["a3", "\u6771\u4eac"]),
        ("\u6771\u4eac3", ["\u6771\u4eac", "3"]),
        ("\u6771\u4eac2020\u5e74", ["\u6771\u4eac", "2020", "\u5e74"]),
    ],
)
def test_word_is_split_where_its_script_changes_and_digits_stay_with_an_alphabet(word: str, parts: list[str]) -> None:
    assert parts_of(word) == parts

"""Names, notes and reasons: lengths, lines, blanks."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.text import account_name, is_blank, link_free_note, note, order_reference, reason

Parser = Callable[[str], str]

every_parser = pytest.mark.parametrize("parse", [account_name, note, link_free_note, order_reference])
any_text = st.text(st.characters(exclude_categories=()), max_size=60)

HARMLESS = [
    "é", "’", "–", "«", "·", "中", "한", "ا", "हि", "🏛", "❤\ufe0f", "葛\U000e0100",
    "👩🏽", "🇫🇷", "1\ufe0f\u20e3",
]  # fmt: skip


@every_parser
@pytest.mark.parametrize("character", HARMLESS)
def test_letters_marks_emoji_and_variation_selectors_are_accepted(parse: Parser, character: str) -> None:
    assert parse(f"Acme {character} Corp") == unicodedata.normalize("NFC", f"Acme {character} Corp")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme", "Acme"),
        ("  Acme  Corp \r\n", "Acme Corp"),
        ("Acme\u00a0\u3000Corp\u2028", "Acme Corp"),
        ("Acme\tLtd", "Acme Ltd"),
        ("Acme\r\nLtd\x0bParis", "Acme Ltd Paris"),
        ("\ufeffAcme Ltd", "Acme Ltd"),
        ("Universite\u0301 de Nantes", "Université de Nantes"),
        ("3M", "3M"),
        ("wwwhatever", "wwwhatever"),
        ("Wwwagner. GmbH", "Wwwagner. GmbH"),
        ("A: B // C", "A: B // C"),
    ],
)
def test_name_becomes_one_line_with_single_spaces_in_composed_form(text: str, name: str) -> None:
    assert account_name(text) == name


@pytest.mark.parametrize("text", ["", " ", "A", " A ", "\u3164\u3164", "\u2800\u2800", "A\u3164", "A\ufe0f"])
def test_name_needs_two_visible_characters(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        account_name(text)
    assert (refusal.value.code, refusal.value.facts) == (FieldCode.TOO_SHORT, {"limit": 2})


def test_name_has_at_most_200_characters_after_trimming() -> None:
    assert len(account_name(" " + "a" * 200 + " ")) == 200
    with pytest.raises(Invalid) as refusal:
        account_name("a" * 201)
    assert (refusal.value.code, refusal.value.facts) == (FieldCode.TOO_LONG, {"limit": 200})


def test_name_has_at_most_30_words() -> None:
    assert account_name("of  " * 30) == " ".join(["of"] * 30)
    with pytest.raises(Invalid) as refusal:
        account_name("of " * 31)
    assert (refusal.value.code, refusal.value.facts) == (FieldCode.TOO_MANY_WORDS, {"limit": 30})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (" \r\n \t ", ""),
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("one\ttwo", "one two"),
        ("line\x0bbreak\x0cpage\x85end", "line\nbreak\npage\nend"),
        ("\u200fone\u200e\n \u200f two \u202c\n", "one\ntwo"),
        ("\n  one  two \n\n three\n", "one  two \n\n three"),
        ("cafe\u0301", "café"),
    ],
)
def test_note_keeps_its_lines_and_may_be_empty(text: str, kept: str) -> None:
    assert note(text) == kept
    assert link_free_note(text) == kept


@pytest.mark.parametrize("parse", [note, link_free_note])
def test_note_has_at_most_1000_characters_with_line_ends_as_one(parse: Parser) -> None:
    assert len(parse("a" * 998 + "\r\na")) == 1000
    with pytest.raises(Invalid) as refusal:
        parse("a" * 1001)
    assert (refusal.value.code, refusal.value.facts) == (FieldCode.TOO_LONG, {"limit": 1000})


def test_note_to_reviewers_and_reason_may_contain_a_web_address() -> None:
    assert note("see https://www.example.com/a") == reason("see https://www.example.com/a")


@pytest.mark.parametrize(
    "text", ["", " \t\r\n", "\u00a0\u3000", "\u200b", "\u3164", "\u2800", "\ufe0f", "\u115f\u1160", "\u202e"]
)
def test_invisible_text_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " . ", "\u200bé", "❤\ufe0f", "\u3164x"])
def test_text_with_a_visible_character_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@every_parser
@given(text=any_text)
def test_parsing_an_accepted_text_changes_nothing(parse: Parser, text: str) -> None:
    try:
        once = parse(text)
    except Invalid:
        return
    assert parse(once) == once


@every_parser
@given(text=any_text)
def test_accepted_text_is_trimmed_without_hidden_characters(parse: Parser, text: str) -> None:
    try:
        kept = parse(text)
    except Invalid:
        return
    categories = {unicodedata.category(character) for character in kept.replace("\n", "")}
    assert kept == kept.strip()
    assert categories.isdisjoint({"Cc", "Cs", "Zl", "Zp"})


@given(any_text)
def test_accepted_name_is_one_line_and_never_blank(text: str) -> None:
    try:
        name = account_name(text)
    except Invalid:
        return
    assert not is_blank(name)
    assert name.split() == name.split(" ")
    assert 2 <= len(name) <= 200


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("\u3164", ""),
        (" PO  4711/a\u00a0b ", "PO 4711/a b"),
        ("PO\n4711\u200b", "PO 4711"),
        ("é" * 64, "é" * 64),
    ],
)
def test_order_reference_is_one_line_and_may_be_empty(text: str, kept: str) -> None:
    assert order_reference(text) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n" * 65, FieldCode.TOO_LONG),
        ("a\u202eb", FieldCode.FORBIDDEN_CHARACTER),
        ("a\x1cb", FieldCode.FORBIDDEN_CHARACTER),
    ],
)
def test_order_reference_that_is_longer_than_64_characters_or_deceives_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        order_reference(text)

"""Every character that readers cannot see is kept where it is orthography, and otherwise dropped or refused by name."""

import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.text import MARKS_MAX, account_name, link_free_note, note, reason
from chalicelib.domain.text.characters import CharacterKind

Parser = Callable[[str], str]
PARSERS = (account_name, note, reason, link_free_note)
every_parser = pytest.mark.parametrize("parse", PARSERS)

# Kept, though it was typed with more.
CLEANED = [
    ("\ufeffAcme Ltd", "Acme Ltd"),
    ("Ac\u00adme Ltd", "Acme Ltd"),
    ("Ac\u200bme\u2060 L\u2064td\u034f", "Acme Ltd"),
    ("\u200eAcme Ltd\u200f", "Acme Ltd"),
    ("\u202aAcme Ltd\u202c", "Acme Ltd"),
    ("\u2068Acme Ltd\u2069 ", "Acme Ltd"),
    ("\u200d\u200f Acme Ltd\u200f\u200d", "Acme Ltd"),
    ("Acme\ufe0f\ufe0f Ltd", "Acme\ufe0f Ltd"),
    ("\ufe0fAcme \ufe0fLtd", "Acme Ltd"),
    ("Acme\tLtd", "Acme Ltd"),
    ("e\u200b\u0301te\u0301", "été"),
]
REFUSED = {
    CharacterKind.CONTROL: "\x00\x07\x1b\x1c\x1f\x7f\x80\x93\x9f\ud800\udfff",
    CharacterKind.DIRECTION: "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    CharacterKind.FILLER: "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0",
    CharacterKind.HIDDEN: "\u2065\u206a\u206f\ufff0\ufff9\ufffb\U000e0001\U000e0041\U000e007f\U000e0fff",
}
# The fact that says what is wrong.
NAMED_BY = {
    FieldCode.FORBIDDEN_CHARACTER: "character",
    FieldCode.CONTAINS_LINK: "found",
    FieldCode.TOO_SHORT: "limit",
    FieldCode.TOO_LONG: "limit",
    FieldCode.TOO_MANY_WORDS: "limit",
}
# DerivedCoreProperties.txt of Unicode 16, Default_Ignorable_Code_Point.
IGNORABLE = (
    "00AD 034F 061C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8"
    " 1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
)


def ignorable() -> list[str]:
    ranges = [tuple(int(end, 16) for end in part.split("-")) for part in IGNORABLE.split()]
    return [chr(code) for ends in ranges for code in range(ends[0], ends[-1] + 1)]


@every_parser
@pytest.mark.parametrize(("typed", "kept"), CLEANED)
def test_what_text_processors_leave_behind_is_dropped(parse: Parser, typed: str, kept: str) -> None:
    assert parse(typed) == kept


@every_parser
@pytest.mark.parametrize(
    ("kind", "character"), [(kind, char) for kind, characters in REFUSED.items() for char in characters]
)
def test_what_deceives_is_refused_with_its_code_point_and_kind(
    parse: Parser, kind: CharacterKind, character: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(f"Acme{character}gnp.exe")
    assert refusal.value.code is FieldCode.FORBIDDEN_CHARACTER
    assert refusal.value.facts == {"character": f"U+{ord(character):04X}", "character_kind": kind}


@every_parser
@pytest.mark.parametrize("override", ["\u202d", "\u202e"])
def test_override_of_the_direction_is_refused_at_the_ends_too(parse: Parser, override: str) -> None:
    for text in (f"{override}Acme", f"Acme{override}"):
        with pytest.raises(Invalid):
            parse(text)


def test_no_kind_of_refused_character_is_without_a_case() -> None:
    assert REFUSED.keys() == set(CharacterKind)


def test_hidden_character_between_latin_letters_is_refused_or_dropped_unless_it_is_a_variation() -> None:
    outcomes = {char: _outcome(f"a{char}b") for char in ignorable()}
    for char, outcome in outcomes.items():
        is_variation = "VARIATION SELECTOR" in unicodedata.name(char, "")
        assert outcome in ({f"a{char}b"} if is_variation else {"ab", f"U+{ord(char):04X}"})


def _outcome(typed: str) -> str | int:
    """Return what is kept of the text, or the code point for which it is refused."""
    try:
        return note(typed)
    except Invalid as refusal:
        return refusal.facts["character"]


def test_flag_of_a_part_of_a_country_is_kept_and_other_tags_are_refused() -> None:
    scotland = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"
    assert note(f"From {scotland}") == f"From {scotland}"
    with pytest.raises(Invalid):
        note(scotland.replace("\U0001f3f4", "a"))
    with pytest.raises(Invalid):
        note(scotland.replace("\U000e007f", ""))


@pytest.mark.parametrize("text", ["שלום עולם", "نص عربي", "Ünïcödé", "中文名字", "กรุงเทพมหานคร", "Ὀδυσσεύς", "Київ"])
def test_text_without_hidden_characters_stays_as_it_is(text: str) -> None:
    for parse in PARSERS:
        assert parse(text) == unicodedata.normalize("NFC", text)


HIDDEN = "".join(ignorable()) + "\t\r\n\x0b\x85\u2028 \u00a0"
MIXED = "abé\u0301\u0323نمহ্ক👨💻\u200c\u200d\u200e\u200f\ufeff\ufe0f\u180e\u202a\u202c"
mixed = st.text(st.sampled_from(MIXED) | st.sampled_from(HIDDEN), max_size=30)


@every_parser
@given(text=mixed | st.text(st.characters(max_codepoint=sys.maxunicode, exclude_categories=()), max_size=40))
def test_cleaning_a_text_that_was_kept_changes_nothing(parse: Parser, text: str) -> None:
    try:
        once = parse(text)
    except Invalid:
        return
    assert parse(once) == once == unicodedata.normalize("NFC", once)


@every_parser
@given(text=mixed)
def test_whatever_is_refused_names_what_is_wrong(parse: Parser, text: str) -> None:
    refusal = _refusal(parse, text)
    assert refusal is None or NAMED_BY[FieldCode(refusal.code)] in refusal.facts


def _refusal(parse: Parser, text: str) -> Invalid | None:
    try:
        parse(text)
    except Invalid as refusal:
        return refusal
    return None


def test_letter_with_more_marks_than_any_script_uses_is_refused() -> None:
    assert note("a" + "\u0323" * MARKS_MAX)
    with pytest.raises(Invalid) as refused:
        note("a" + "\u0323" * (MARKS_MAX + 1))
    assert (refused.value.code, refused.value.facts) == (FieldCode.FORBIDDEN_CHARACTER, {"character": "U+0323"})

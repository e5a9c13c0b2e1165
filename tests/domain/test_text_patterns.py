"""The patterns that the OpenAPI document publishes refuse nothing that the parsers accept, and each bad character."""

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.domain import text
from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity import mail_address
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.text.patterns import escaped

Parser = Callable[[str], str]


def required_reason(typed: str) -> str:
    """What the use cases accept that need a reason."""
    if kept := text.reason(typed):
        return kept
    raise Invalid(FieldCode.REQUIRED)


PATTERNS: dict[str, tuple[str, Parser]] = {
    "name": (text.NAME_PATTERN, text.account_name),
    "note": (text.NOTE_PATTERN, text.note),
    "link-free note": (text.LINK_FREE_NOTE_PATTERN, text.link_free_note),
    "reason": (text.REASON_PATTERN, text.reason),
    "required reason": (text.REQUIRED_REASON_PATTERN, required_reason),
    "order reference": (text.ORDER_REFERENCE_PATTERN, text.order_reference),
}
every_pattern = pytest.mark.parametrize(("pattern", "parse"), PATTERNS.values(), ids=PATTERNS)
# The planes above the first are left to the parsers.
BASIC_PLANE = st.characters(max_codepoint=0xD7FF) | st.characters(min_codepoint=0xE000, max_codepoint=0xFFFF)
TRICKY = st.sampled_from(
    [
        "www.",
        "WWW.",
        "://",
        " ",
        "\n",
        "\t",
        "\x0b",
        "\u200b",
        "\u200e",
        "\u200d",
        "\u3164",
        "\ufe0f",
        "\u2028",
        "é",
        "\ufeff",
    ]
)
TEXTS = st.lists(BASIC_PLANE | TRICKY, max_size=70).map("".join).map(lambda one: unicodedata.normalize("NFC", one))


def is_refused(parse: Parser, typed: str) -> bool:
    try:
        parse(typed)
    except Invalid:
        return True
    return False


@every_pattern
@given(typed=TEXTS)
@example(typed="a " * 31)
@example(typed="a\u200b")
@example(typed="\u3164a\u3164")
@example(typed="\n\n")
@example(typed="\u200eab\u200f\n\u202aab cd\u202c")
@example(typed="a b\u200b c " * 10)
@example(typed="\x1c ab \x1c")
@example(typed="\x1f\u200e0ab")
def test_pattern_refuses_no_composed_text_that_is_accepted(pattern: str, parse: Parser, typed: str) -> None:
    assert re.search(pattern, typed) or is_refused(parse, typed)


@every_pattern
@pytest.mark.parametrize("typed", ["ab\u200ecd", "ab \u202e cd", "ab\n\u200ecd\u200fef", "ab\u115f"])
def test_pattern_refuses_what_deceives(pattern: str, parse: Parser, typed: str) -> None:
    assert not re.search(pattern, typed)
    assert is_refused(parse, typed)


@pytest.mark.parametrize("pattern", [text.NAME_PATTERN, text.LINK_FREE_NOTE_PATTERN])
@pytest.mark.parametrize("typed", ["see www.a.example", "https://a.example", "see (WWW.a.example)"])
def test_pattern_refuses_links(pattern: str, typed: str) -> None:
    assert not re.search(pattern, typed)


@pytest.mark.parametrize(("typed", "is_short_enough"), [("ab " * 30, True), ("ab " * 31, False)])
def test_pattern_of_a_name_counts_its_words(typed: str, is_short_enough: bool) -> None:
    assert bool(re.search(text.NAME_PATTERN, typed)) == is_short_enough


@every_pattern
def test_pattern_and_parser_agree_on_each_character_of_the_basic_plane(pattern: str, parse: Parser) -> None:
    known = re.compile(pattern)
    characters = (chr(point) for point in range(0x10000) if not 0xD800 <= point <= 0xDFFF)
    typed = (f"ab{one}cd" for one in characters)
    differing = [one for one in typed if (known.search(one) is None) != is_refused(parse, one)]
    assert differing == []


@pytest.mark.parametrize("blank", ["", " ", "\u200b", "\u3164\ufe0f\n"])
def test_pattern_of_visible_text_refuses_what_is_blank(blank: str) -> None:
    assert text.is_blank(blank)
    assert not re.search(text.VISIBLE_PATTERN, blank)
    assert re.search(text.VISIBLE_PATTERN, f"{blank}x")


@given(typed=st.text(max_size=30) | st.from_regex(mail_address.PATTERN, fullmatch=True))
@example(typed=" it@münchen.example ")
@example(typed="it@a。example")
@example(typed="x" * 64 + "@a.example")
@example(typed="x" * 65 + "@a.example")
@example(typed="it@localhost")
@example(typed="Pat <it@a.example>")
@example(typed='"Pat, of A" < it@a.example >;')
@example(typed="mailto: it@a.example?subject=x")
@example(typed="\u2068‘it@a.example’\u2069,")
@example(typed="it＠a．example")
def test_pattern_refuses_no_address_that_is_accepted(typed: str) -> None:
    try:
        MailAddress.parse(typed)
    except Invalid:
        return
    assert re.search(mail_address.PATTERN, typed)


@pytest.mark.parametrize("typed", ["", "it", "@a.example", "it@", "it@localhost", "a b@c.example", "a@b@c.example"])
def test_pattern_refuses_what_is_no_address(typed: str) -> None:
    assert not re.search(mail_address.PATTERN, typed)


def test_pattern_is_written_in_ascii() -> None:
    assert escaped("a~\u00e9\x07\u2028") == "a~\\u00e9\\u0007\\u2028"
    assert escaped(r"x\U0001f000-\U0001f0ff\ud800-\udfff" + "\U0001f600y") == "xy"

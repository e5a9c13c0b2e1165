"""Length is checked before expensive work, and every text that a person may really type is accepted."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import text
from chalicelib.domain.errors import FieldCode, Invalid, Problem
from chalicelib.domain.identity.domain_identifier import MAX_PASTED, DomainRules, bundled_suffixes
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.languages import language
from chalicelib.domain.search.query_plan import plan
from chalicelib.domain.search.words import plan_words
from chalicelib.services.sign_in.return_paths import validate_return_path
from tests.hostile import HOSTILE, costs_at_most

RULES = DomainRules(bundled_suffixes(), example_domains=True)
TIMES = 5
CALLS = 20
Parser = Callable[[str], object]
PARSERS: dict[str, tuple[Parser, str]] = {
    "account name": (text.account_name, "Universit\u00e9 de Nantes"),
    "note": (text.note, "Needed for the licences of order 4711, s\u2019il vous pla\u00eet."),
    "note without links": (text.link_free_note, "Needed for the licences of order 4711."),
    "reason": (text.reason, "We were never asked."),
    "address": (MailAddress.parse, "it@univ-nantes.fr"),
    "domain of an address": (lambda typed: MailAddress.parse(f"it@{typed}"), "univ-nantes.fr"),
    "local part": (lambda typed: MailAddress.parse(f"{typed}@univ.example"), "it"),
    "domain identifier": (RULES.parse, "https://www.univ-nantes.fr/path"),
    "path of a pasted URL": (lambda typed: RULES.parse(f"https://univ.example/{typed}"), "path"),
    "host of a pasted URL": (lambda typed: RULES.parse(f"https://{typed}/path"), "univ.example"),
    "query": (plan, "universit\u00e9 nantes"),
    "words of a query": (lambda typed: plan_words(plan(typed), dict), "universit\u00e9 nantes"),
    "language": (language, "fr"),
    "path to return to": (lambda typed: validate_return_path(f"/{typed}"), "requests/new"),
}


def repeated_calls(parse: Parser, typed: str) -> Callable[[], None]:
    """Return a function that calls the parser several times, refused or not."""

    def call() -> None:
        for _ in range(CALLS):
            try:
                parse(typed)
            except Exception:
                continue

    return call


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("parse", "plain"), PARSERS.values(), ids=PARSERS)
def test_parsing_60_kb_takes_at_most_5_times_an_ordinary_text(parse: Parser, plain: str, hostile: str) -> None:
    assert costs_at_most(TIMES, repeated_calls(parse, plain), repeated_calls(parse, hostile))


@pytest.mark.parametrize(
    ("parse", "limit"),
    [(text.account_name, 200), (text.note, 1000), (text.link_free_note, 1000), (text.reason, 1000)],
)
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_as_too_long(parse: Parser, limit: int, hostile: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(hostile)
    assert (refused.value.code, refused.value.facts) == (FieldCode.TOO_LONG, {"limit": limit})


@pytest.mark.parametrize("letter", ["\u00e9", "\u1ec7", "\ud55c", "\u1f82", "\u3070"])
def test_200_decomposed_letters_are_a_name_of_200(letter: str) -> None:
    typed = unicodedata.normalize("NFD", letter * 200)
    assert text.account_name(typed) == letter * 200
    with pytest.raises(Invalid) as refused:
        text.account_name(unicodedata.normalize("NFD", letter * 201))
    assert refused.value.code is FieldCode.TOO_LONG


def test_note_of_1000_characters_may_be_decomposed_and_have_long_line_ends() -> None:
    assert text.note("\r\n".join("a" * 500)) == "\n".join("a" * 500)
    assert text.note(unicodedata.normalize("NFD", "\u1f82" * 1000)) == "\u1f82" * 1000


@given(st.text(max_size=1000))
def test_nfc_of_a_text_is_at_least_a_quarter_of_its_length(typed: str) -> None:
    assert len(unicodedata.normalize("NFC", typed)) * text.TYPED_PER_KEPT >= len(typed)


def test_url_up_to_the_limit_gives_its_domain_and_a_longer_one_is_refused() -> None:
    longest = "https://univ.example/" + "a" * (MAX_PASTED - 21)
    assert RULES.parse(longest).value == plan(longest).domain == "univ.example"
    with pytest.raises(Invalid) as refused:
        RULES.parse("https://univ.example/" + "a" * MAX_PASTED)
    assert refused.value.code is Problem.DOMAIN_MALFORMED
    # If the text were cut instead, the name after so many blanks would become another one.
    with pytest.raises(Invalid):
        RULES.parse(" " * MAX_PASTED + "univ.example")


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_query_of_60_kb_looks_nothing_up(hostile: str) -> None:
    assert plan(hostile).lookups == ()
    assert plan_words(plan(hostile), dict) is None


def test_decomposed_name_can_be_searched_for() -> None:
    typed = unicodedata.normalize("NFD", "\u1ec7" * 200)
    assert plan(typed).text == "e" * 200

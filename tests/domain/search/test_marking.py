"""What a query matches is marked in names and domains, and nothing of a text is lost by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.folding import fold
from chalicelib.domain.search.marking import Part, marker
from chalicelib.domain.search.query_plan import LONGEST_NAME


def shown(parts: list[Part]) -> str:
    """Return the text with brackets around what is marked."""
    return "".join(f"[{part.text}]" if part.is_match else part.text for part in parts)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("uni", "[Uni]versity of [Uni]ted Arts"),
        ("california berk", "University of [California, Berk]eley"),
        ("UNIVERSITY OF CAL", "[University of Cal]ifornia, Office of Cal"),
        ("berkeley univ", "[Univ]ersity of California, [Berkeley]"),
        ("of university davis", "[University] of California, [Davis]"),
        ("universite", "[Université] de Nantes"),
        ("Université", "[Universite\N{COMBINING ACUTE ACCENT}] de Nantes"),
        ("koln", "Universität zu [Köln]"),
        ("koeln", "Universität zu [Köln]"),
        ("zu koe", "Universität [zu Kö]ln"),
        ("stras", "[Straß]burg"),
        ("orleans", "Université d'[Orléans]"),
        ("kings", "[King's] College"),
        ("jp morgan", "[J. P. Morgan] Chase"),
        ("saint andr", "[St. Andr]ews"),
        ("st andrews", "University of [Saint Andrews]"),
        ("marks & spencer", "[Marks] and [Spencer]"),
        ("大学", "東京[大学]"),
        ("東京 大", "[東京大]学先端"),
        ("서울대", "[서울 대]학교"),
        ("กรุง", "ธนาคาร[กรุง]ไทย"),
        ("lg", "[LG] Chem, formerly Lgx"),
        ("ＡＣＭＥ", "[Acme] Labs"),
        ("stanford", "University of California"),
        ("niversity", "University of California"),
        ("", "University of California"),
        ("---", "University - of California"),
        ("x" * (LONGEST_NAME + 1), "X"),
    ],
)
def test_match_is_marked_in_a_name(query: str, name: str) -> None:
    plain = name.replace("[", "").replace("]", "")
    assert shown(list(marker(query).in_name(plain))) == name


@pytest.mark.parametrize(
    ("query", "domain"),
    [
        ("exam", "sub.[exam]ple.com"),
        ("https://www.example.com/path", "sub.[example.com]"),
        ("work.com", "wework.com"),
        ("muenchen", "[münchen].de (xn--mnchen-3ya.de)"),
        ("münchen.de", "[münchen.de] (xn--mnchen-3ya.de)"),
        ("xn--mnchen-3ya.de", "[münchen.de] (xn--mnchen-3ya.de)"),
        ("com example", "example.com"),
    ],
)
def test_match_is_marked_in_a_domain(query: str, domain: str) -> None:
    plain = domain.replace("[", "").replace("]", "")
    assert shown(list(marker(query).in_domain(plain))) == domain


ANY_TEXT = st.text(max_size=60) | st.text("aéß ’.&-東大ー서กำ́JPSt", max_size=30)


@given(ANY_TEXT, ANY_TEXT)
def test_parts_of_any_text_are_the_text(query: str, text: str) -> None:
    for parts in (marker(query).in_name(text), marker(query).in_domain(text)):
        assert "".join(part.text for part in parts) == text
        assert all(part.text for part in parts)


@given(st.text("abcéüß大学ก -'", min_size=3, max_size=12), st.text("abcéüß大学ก -'", max_size=20))
def test_what_is_marked_begins_with_the_query(query: str, rest: str) -> None:
    marked = [part.text for part in marker(query).in_domain(query + rest) if part.is_match]
    unspaced = fold(query).replace(" ", "")
    assert all(fold(one).replace(" ", "").startswith(unspaced) for one in marked) or "ü" in query + rest

"""A mail address is found in every spelling and context, and never within another address."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.mail_address import MailAddress
from infra.operate.address_occurrences import AddressMatcher
from tests.domain.identity.test_mail_address import domains, locals_

MATCHER = AddressMatcher.of("it@univ.example")
CONTEXTS = (
    "{}",
    "<{}>",
    "ADDRESS#{}",
    "TALLY#recipient#{}",
    "Ask '{}', please",
    "Ask {}.",
    "first line\n{}\nlast line",
    "请写信给{}谢谢",
    "mailto:{}?subject=x",
    "/accounts?q={}&limit=1",
    "{} {}",
)
people = st.builds("{}@{}.example".format, locals_.filter(lambda local: local[0].isalnum()), domains)


@given(people, st.sampled_from(CONTEXTS), st.sampled_from(["{}", "{}+tag"]), st.booleans())
def test_every_spelling_is_found_in_every_context(email: str, context: str, spelling: str, upper: bool) -> None:
    local, _, domain = email.rpartition("@")
    spelt = f"{spelling.format(local)}@{domain.upper() if upper else domain}"
    text = context.format(spelt, spelt)
    assert AddressMatcher.of(email).redact(text) == context.format(MARKER, MARKER)


@given(people, people)
def test_other_address_is_not_redacted(email: str, other: str) -> None:
    same = MailAddress.parse(email).folded == MailAddress.parse(other).folded
    assert AddressMatcher.of(email).occurs_in(other) is same


@pytest.mark.parametrize(
    "others",
    [
        "kit@univ.example",
        "o'it@univ.example",
        "_it@univ.example",
        "it@univ.example.com",
        "it@sub.univ.example",
        "it@univ-example",
        "i•••@univ.example",
        "it at univ.example",
        "",
    ],
)
def test_similar_text_is_not_redacted(others: str) -> None:
    assert MATCHER.redact(others) == others


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("p.a.t@gmail.com", "pat+news@googlemail.com"),
        ("it@münchen.de", "it@xn--mnchen-3ya.de"),
        ("it@xn--mnchen-3ya.de", "it@MÜNCHEN.de"),
        ("it@univ.example", "it%2Bx%40univ.example"),
    ],
)
def test_equivalent_spellings_match(typed: str, held: str) -> None:
    assert AddressMatcher.of(typed).redact(f"see {held}") == f"see {MARKER}"


@pytest.mark.parametrize(
    "value",
    [
        {"email": "it@univ.example"},
        {"it@univ.example": 1},
        {"person": {"local": "IT", "domain": "univ.example", "since": "it+x@univ.example"}},
        [[None, 1, True, ["it@univ.example"]]],
    ],
)
def test_nested_address_is_found(value: Any) -> None:
    assert MATCHER.occurs_in(value)
    assert not MATCHER.occurs_in(MATCHER.redact(value))


def test_marker_is_valid_address_and_can_be_redacted_again() -> None:
    assert MailAddress.parse(str(MARKER)) == MARKER
    assert not AddressMatcher.of(str(MARKER)).occurs_in(str(MARKER))

"""Where a mail address stands: in every spelling of it and in whatever surrounds it, and never in another's."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.mail_address import MailAddress
from infra.operate.address_occurrences import MARKER, Traces
from tests.domain.identity.test_mail_address import domains, locals_

THEIRS = Traces.of("it@univ.example")
SURROUNDINGS = (
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
people = st.builds("{}@{}.example".format, locals_.filter(lambda one: one[0].isalnum()), domains)


@given(people, st.sampled_from(SURROUNDINGS), st.sampled_from(["{}", "{}+tag"]), st.booleans())
def test_every_spelling_is_found_in_every_surrounding(
    email: str, surrounding: str, spelling: str, shouted: bool
) -> None:
    local, _, domain = email.rpartition("@")
    spelt = f"{spelling.format(local)}@{domain.upper() if shouted else domain}"
    text = surrounding.format(spelt, spelt)
    assert Traces.of(email).struck(text) == surrounding.format(MARKER, MARKER)


@given(people, people)
def test_somebody_else_is_left_alone(one: str, other: str) -> None:
    same = MailAddress.parse(one).folded == MailAddress.parse(other).folded
    assert Traces.of(one).stand_in(other) is same


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
def test_what_only_looks_alike_is_left_alone(others: str) -> None:
    assert THEIRS.struck(others) == others


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("p.a.t@gmail.com", "pat+news@googlemail.com"),
        ("it@münchen.de", "it@xn--mnchen-3ya.de"),
        ("it@xn--mnchen-3ya.de", "it@MÜNCHEN.de"),
        ("it@univ.example", "it%2Bx%40univ.example"),
    ],
)
def test_spellings_that_look_different_are_one(typed: str, held: str) -> None:
    assert Traces.of(typed).struck(f"see {held}") == f"see {MARKER}"


@pytest.mark.parametrize(
    "value",
    [
        {"email": "it@univ.example"},
        {"it@univ.example": 1},
        {"person": {"local": "IT", "domain": "univ.example", "since": "it+x@univ.example"}},
        [[None, 1, True, ["it@univ.example"]]],
    ],
)
def test_no_depth_hides_an_address(value: Any) -> None:
    assert THEIRS.stand_in(value)
    assert not THEIRS.stand_in(THEIRS.struck(value))


def test_the_marker_is_an_address_that_can_be_struck_out_again() -> None:
    assert MailAddress.parse(str(MARKER)) == MARKER
    assert not Traces.of(str(MARKER)).stand_in(str(MARKER))

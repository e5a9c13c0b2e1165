"""A cursor is accepted only by the list it was created for; anything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.cursors import Cursors
from chalicelib.domain.errors import Problem, Refused

OLD, NEW = {"2026-01": "an old secret of the tests"}, {"2026-07": "a new secret of the tests"}
CURSORS = Cursors(OLD | NEW)
START = "university of\x1f1\x1fa1"
CURSOR = CURSORS.sign(START, "accounts?q=university of")


def refused(cursor: object, bound_to: str = "accounts?q=university of", cursors: Cursors = CURSORS) -> bool:
    with pytest.raises(Refused) as refusal:
        cursors.read(cursor, bound_to)  # type: ignore[arg-type]
    return refusal.value.problem is Problem.INVALID_CURSOR


@given(st.text(min_size=1), st.text(st.characters()))
def test_cursor_returns_its_position(start: str, bound_to: str) -> None:
    assert CURSORS.read(CURSORS.sign(start, bound_to), bound_to) == start


@given(st.text(st.characters()))
def test_cursor_of_another_query_is_refused(other: str) -> None:
    assert refused(CURSOR, f"accounts?q={other}")


@given(st.integers(0, len(CURSOR) - 10), st.sampled_from("abcXYZ019-_."))
def test_altered_cursor_is_refused(position: int, char: str) -> None:
    altered = CURSOR[:position] + char + CURSOR[position + 1 :]
    assert altered == CURSOR or refused(altered)


@pytest.mark.parametrize("cursor", ["", ".", "a", "a.b", "\ud800", "é.é", None, 7, START, CURSOR + "A", "[" * 100_000])
def test_malformed_cursor_is_refused(cursor: object) -> None:
    assert refused(cursor)


@pytest.mark.parametrize("start", ["", 7, None, ["a"], {"a": 1}, True])
def test_signed_value_that_is_no_position_is_refused(start: object) -> None:
    assert refused(CURSORS.sign(start, "q"), "q")  # type: ignore[arg-type]


def test_newest_key_signs_and_older_keys_are_accepted() -> None:
    assert CURSORS.read(Cursors(OLD).sign(START, "q"), "q") == START
    assert Cursors(NEW).read(CURSORS.sign(START, "q"), "q") == START


def test_cursor_of_a_removed_key_is_refused() -> None:
    assert refused(Cursors(OLD).sign(START, "q"), "q", Cursors(NEW))


def test_cursor_is_url_safe() -> None:
    assert set(CURSOR) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")

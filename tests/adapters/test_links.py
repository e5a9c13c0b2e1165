"""Tokens of decision links: each is read as the link it was made for, and nothing else is."""

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from chalicelib.adapters.links import SignedLinks
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.link_status import Link

OLD, NEW = "an-older-key-of-the-tests-0123456789", "a-link-key-of-the-tests-0123456789"
LINK = Link("request-1", "2", 3)
BOTH = SignedLinks({"k1": OLD, "k2": NEW})
# Mailed tokens must open for ever: another salt, digest or shape would close them all.
MAILED = "WyJyZXF1ZXN0LTEiLCIyIiwzXQ.-vLApzaErbWh1U5YDDE3pnppeZk7PxC_yYY3B350L2A"


def signed(payload: object, salt: str = "approval") -> str:
    """Sign a payload of any shape as a token is signed."""
    options = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(NEW, salt=salt, signer_kwargs=options).dumps(payload)


def link_or_problem(token: str) -> Link | Problem:
    try:
        return BOTH.read(token)
    except Refused as refused:
        return refused.problem


def refusal(links: SignedLinks, token: str) -> Problem:
    with pytest.raises(Refused) as refused:
        links.read(token)
    return refused.value.problem


def test_token_that_was_mailed_is_still_the_token_of_its_link() -> None:
    assert SignedLinks({"k2": NEW}).token(LINK, "k2") == MAILED
    assert SignedLinks({"k2": NEW}).read(MAILED) == LINK


@given(
    link=st.builds(Link, st.text(max_size=40), st.text(max_size=5), st.integers(0, 99)),
    key=st.sampled_from(["k1", "k2"]),
)
def test_each_token_is_read_as_its_link(link: Link, key: str) -> None:
    assert BOTH.read(BOTH.token(link, key)) == link


def test_newest_key_is_the_current_one_and_each_key_makes_another_token() -> None:
    assert BOTH.current_key == "k2"
    assert BOTH.token(LINK, "k1") == SignedLinks({"k1": OLD}).token(LINK, "k1")
    assert BOTH.token(LINK, "k1") != BOTH.token(LINK, "k2")


def test_token_of_a_removed_key_is_refused_and_a_new_one_is_signed_with_the_newest_key() -> None:
    without_old = SignedLinks({"k2": NEW})
    assert refusal(without_old, BOTH.token(LINK, "k1")) is Problem.LINK_UNKNOWN
    assert without_old.token(LINK, "k1") == BOTH.token(LINK, "k2")


@pytest.mark.parametrize("position", range(len(MAILED)))
def test_token_with_another_character_is_refused_or_the_same_link(position: int) -> None:
    altered = MAILED[:position] + ("A" if MAILED[position] != "A" else "B") + MAILED[position + 1 :]
    assert link_or_problem(altered) in (LINK, Problem.LINK_UNKNOWN)


@pytest.mark.parametrize(
    "payload",
    [[], ["request-1", "2"], ["request-1", "2", 3, 4], {}, 7, None, ["request-1", "2", "three"], ["r", "2", None]],
)
def test_signed_payload_of_another_shape_is_refused(payload: object) -> None:
    assert refusal(BOTH, signed(payload)) is Problem.LINK_UNKNOWN


def test_payload_that_was_signed_for_something_else_is_refused() -> None:
    assert refusal(BOTH, signed(["request-1", "2", 3], salt="session")) is Problem.LINK_UNKNOWN


@pytest.mark.parametrize("token", ["", ".", "a.b", "é.b", "\udc80", "x" * 5_000, "." + MAILED])
def test_text_that_is_no_token_is_refused(token: str) -> None:
    assert refusal(BOTH, token) is Problem.LINK_UNKNOWN


@pytest.mark.parametrize(
    "behind",
    [
        *".,)>;:!?]}'\"\u2019\u201d\u00bb\u203a\u3002\uff0e\uff0c\u3001\uff01\u300d\u2026 \n\u200b\ufeff",
        ").",
        ".\u00a0\u00bb",
    ],
)
def test_end_of_a_sentence_behind_a_link_is_taken_off(behind: str) -> None:
    assert BOTH.read(f"{MAILED}{behind}") == LINK


@pytest.mark.parametrize("within", [" ", "%20", "%0D%0A", "\n", "\r\n", "\r\n  ", "\t", "\u00a0", "\u200b", "\u00ad"])
@pytest.mark.parametrize("place", [1, 20, 45, len(MAILED) - 1])
def test_line_break_or_blank_within_a_link_is_taken_out(place: int, within: str) -> None:
    assert BOTH.read(MAILED[:place] + within + MAILED[place:]) == LINK


@pytest.mark.parametrize("character", string.ascii_letters + string.digits + "-_")
def test_character_that_a_token_may_have_is_never_taken_off(character: str) -> None:
    assert link_or_problem(f"{MAILED}{character}") is Problem.LINK_UNKNOWN
    assert link_or_problem(MAILED[:-1]) is Problem.LINK_UNKNOWN


@pytest.mark.parametrize("within", [".", ",", "!", "%21", "="])
def test_other_characters_within_a_link_are_not_taken_out(within: str) -> None:
    assert link_or_problem(MAILED[:20] + within + MAILED[20:]) is Problem.LINK_UNKNOWN

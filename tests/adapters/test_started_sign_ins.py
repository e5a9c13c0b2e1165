"""What a browser remembers of a sign-in: as it was signed, or nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.links import SignedLinks
from chalicelib.adapters.started_sign_ins import SignedSignIns
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.link_status import Link
from chalicelib.services.sign_in.return_paths import LONGEST_PATH
from chalicelib.services.sign_in.started import SignIn

KEYS = {"k1": "a" * 32}
STARTED = SignedSignIns(KEYS)
NOW = datetime(2026, 11, 26, 20, tzinfo=UTC)
SIGN_IN = SignIn("/directory", NOW, "s" * 43)
# RFC 6265, section 4.1.1.
COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")

SIGN_INS = st.builds(
    SignIn,
    st.text("/aZ09._~!$&'()*+,;=:@%?-", max_size=LONGEST_PATH),
    st.integers(0, 10**12).map(lambda number: NOW + timedelta(milliseconds=number)),
    st.sampled_from(["", "s" * 43]),
    st.none() | st.sampled_from(Problem),
    st.sampled_from(["", "email", "email_verified"]),
)


@given(SIGN_INS)
def test_signed_text_reads_as_what_was_signed_and_fits_a_cookie(sign_in: SignIn) -> None:
    token = STARTED.token(sign_in)

    assert STARTED.read(token) == sign_in
    assert COOKIE_VALUE.fullmatch(token)
    assert len(token) <= 1530


@given(st.text(max_size=80))
def test_unsigned_text_reads_as_nothing(text: str) -> None:
    assert STARTED.read(text) is None


@given(st.integers(0, 200), st.sampled_from("aZ0-_."))
def test_altered_text_reads_as_nothing_or_as_what_was_signed(place: int, character: str) -> None:
    token = STARTED.token(SIGN_IN)

    altered = token[:place] + character + token[place + 1 :]

    assert STARTED.read(altered) in (None, SIGN_IN)


@pytest.mark.parametrize(
    "payload",
    [None, [], {}, 7, ["/a", "1", "s", ""], ["/a", 1, "s", ""], ["/a", 10**30, "s", "", ""], ["/a", 1, "s", "x", ""]],
)
def test_signed_text_of_another_release_reads_as_nothing(payload: object) -> None:
    token = STARTED._serializer.dumps(payload)

    assert STARTED.read(token) is None


def test_older_keys_read_and_the_newest_signs() -> None:
    both, new = SignedSignIns({**KEYS, "k2": "b" * 32}), SignedSignIns({"k2": "b" * 32})

    assert both.read(STARTED.token(SIGN_IN)) == SIGN_IN
    assert new.read(both.token(SIGN_IN)) == SIGN_IN
    assert new.read(STARTED.token(SIGN_IN)) is None


def test_link_and_sign_in_are_no_use_for_each_other() -> None:
    links = SignedLinks(KEYS)

    assert STARTED.read(links.token(Link("r", "1", 1), "k1")) is None
    with pytest.raises(Refused, match="link-unknown"):
        links.read(STARTED.token(SIGN_IN))

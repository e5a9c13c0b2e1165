"""When the issuer's keys are asked for, which are trusted, and what happens while it is down."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.domain.errors import Problem, Refused
from tests.adapters.oidc.fake_issuer import (
    MISSING,
    FakeIssuer,
    KeyPair,
    claims,
    ec_pair,
    refusal,
    rsa_pair,
    signed,
)

OLD = ec_pair("old")
NEW = ec_pair("new")
LONG_LIVED = claims(exp=2_000_000_000)


def issuer(*keys: KeyPair) -> FakeIssuer:
    return FakeIssuer(keys=[pair.published for pair in keys or (OLD,)])


def answer(verifier: TokenVerifier, pair: KeyPair, **header: object) -> Problem | None:
    """The problem with a long-lived token by this key, or None when it is good."""
    return refusal(verifier, signed(pair, LONG_LIVED, **header))


@pytest.mark.parametrize("header", [{}, {"kid": MISSING}], ids=["named", "nameless"])
def test_a_new_key_of_the_issuer_is_learnt_at_the_first_token_it_signed(
    header: Mapping[str, object],
) -> None:
    asked = issuer(OLD)
    verifier = asked.verifier()
    answer(verifier, OLD, **header)
    asked.keys = [NEW.published]
    asked.clock.now += 61

    assert [answer(verifier, NEW, **header) for _ in range(9)] == [None] * 9
    assert asked.asked == 2


def test_however_many_tokens_name_unknown_keys_the_issuer_is_asked_once_a_minute() -> None:
    asked = issuer(OLD)
    verifier = asked.verifier()

    for second in range(180):
        asked.clock.now += 1
        assert answer(verifier, NEW, kid=f"unknown-{second}") is Problem.UNAUTHENTICATED

    assert asked.asked == 3


def test_a_good_token_does_not_trouble_the_issuer_again() -> None:
    asked = issuer(rsa_pair("rsa"))
    verifier = asked.verifier()

    for _ in range(5):
        asked.clock.now += 600
        answer(verifier, rsa_pair("rsa"))

    assert asked.asked == 1


def test_while_the_issuer_is_down_nobody_is_let_in_and_it_is_asked_once_a_minute() -> None:
    asked = issuer(OLD)
    asked.down = True
    verifier = asked.verifier()

    for _ in range(120):
        asked.clock.now += 1
        assert answer(verifier, OLD) is Problem.BUSY

    assert asked.asked == 2


def test_a_caller_is_told_when_the_issuer_will_be_asked_again() -> None:
    asked = issuer(OLD)
    asked.down = True
    verifier = asked.verifier()
    answer(verifier, OLD)
    asked.clock.now += 45

    with pytest.raises(Refused) as refused:
        verifier.verify(signed(OLD, LONG_LIVED))

    assert refused.value.retry_after == timedelta(seconds=15)


def test_once_the_issuer_is_back_its_people_are_let_in() -> None:
    asked = issuer(OLD)
    asked.down = True
    verifier = asked.verifier()
    answer(verifier, OLD)
    asked.down = False
    asked.clock.now += 60

    assert answer(verifier, OLD) is None


def test_known_keys_serve_through_an_outage_and_unknown_ones_have_to_wait() -> None:
    asked = issuer(OLD)
    verifier = asked.verifier()
    answer(verifier, OLD)
    asked.down = True
    asked.clock.now += 61

    assert [answer(verifier, NEW), answer(verifier, OLD), answer(verifier, NEW)] == [
        Problem.BUSY,
        None,
        Problem.BUSY,
    ]


def test_a_key_that_the_issuer_withdrew_is_not_trusted_beyond_an_hour() -> None:
    asked = issuer(OLD)
    verifier = asked.verifier()
    answer(verifier, OLD)
    asked.keys = []
    asked.clock.now += 3600

    assert answer(verifier, OLD) is Problem.UNAUTHENTICATED


def test_keys_older_than_an_hour_are_no_proof_while_the_issuer_is_down() -> None:
    asked = issuer(OLD)
    verifier = asked.verifier()
    answer(verifier, OLD)
    asked.down = True
    asked.clock.now += 3600

    assert answer(verifier, OLD) is Problem.BUSY


def test_a_machine_clock_that_was_set_back_does_not_freeze_the_keys() -> None:
    asked = issuer(OLD)
    verifier = asked.verifier()
    answer(verifier, OLD)
    asked.keys = [NEW.published]
    asked.clock.now -= 10

    verifier.verify(signed(NEW, claims(iat=asked.clock.now)))


class SlowIssuer(FakeIssuer):
    """Answers once it has been asked a second time, or when nobody else has asked for a while."""

    second_asker = Event()

    def fetch(self, url: str) -> bytes:
        """The document at this address."""
        document = super().fetch(url)
        if self.asked > 1:
            self.second_asker.set()
        self.second_asker.wait(0.1)
        return document


def test_many_people_at_once_make_a_new_container_ask_once() -> None:
    asked = SlowIssuer(keys=[OLD.published])
    verifier = asked.verifier()

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: answer(verifier, OLD), range(8)))

    assert answers == [None] * 8
    assert asked.asked == 1


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "PS256", "ES384"])
def test_a_token_by_an_algorithm_that_is_not_taken_does_not_trouble_the_issuer(algorithm: str) -> None:
    asked = issuer(OLD)

    assert answer(asked.verifier(), OLD, alg=algorithm) is Problem.UNAUTHENTICATED
    assert asked.asked == 0


def test_a_token_that_names_no_key_may_be_by_any_of_them() -> None:
    verifier = issuer(rsa_pair("rsa"), OLD, NEW).verifier()

    assert [answer(verifier, pair, kid=MISSING) for pair in (rsa_pair("rsa"), OLD, NEW)] == [None] * 3

"""When the issuer's keys are fetched, how long they are trusted, and what happens while the issuer is down."""

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


def verification(verifier: TokenVerifier, pair: KeyPair, **header: object) -> Problem | None:
    """Return the problem with a long-lived token signed by this key, or None if it is accepted."""
    return refusal(verifier, signed(pair, LONG_LIVED, **header))


@pytest.mark.parametrize("header", [{}, {"kid": MISSING}], ids=["named", "nameless"])
def test_new_key_is_fetched_for_the_first_token_signed_by_it(
    header: Mapping[str, object],
) -> None:
    source = issuer(OLD)
    verifier = source.verifier()
    verification(verifier, OLD, **header)
    source.keys = [NEW.published]
    source.clock.now += 61

    assert [verification(verifier, NEW, **header) for _ in range(9)] == [None] * 9
    assert source.requests == 2


def test_unknown_keys_cause_one_request_to_the_issuer_per_minute() -> None:
    source = issuer(OLD)
    verifier = source.verifier()

    for second in range(180):
        source.clock.now += 1
        assert verification(verifier, NEW, kid=f"unknown-{second}") is Problem.UNAUTHENTICATED

    assert source.requests == 3


def test_known_key_causes_no_further_request() -> None:
    source = issuer(rsa_pair("rsa"))
    verifier = source.verifier()

    for _ in range(5):
        source.clock.now += 600
        verification(verifier, rsa_pair("rsa"))

    assert source.requests == 1


def test_while_the_issuer_is_down_tokens_are_busy_and_it_is_asked_once_per_minute() -> None:
    source = issuer(OLD)
    source.down = True
    verifier = source.verifier()

    for _ in range(120):
        source.clock.now += 1
        assert verification(verifier, OLD) is Problem.BUSY

    assert source.requests == 2


def test_busy_problem_says_when_the_issuer_is_asked_again() -> None:
    source = issuer(OLD)
    source.down = True
    verifier = source.verifier()
    verification(verifier, OLD)
    source.clock.now += 45

    with pytest.raises(Refused) as refused:
        verifier.verify(signed(OLD, LONG_LIVED))

    assert refused.value.retry_after == timedelta(seconds=15)


def test_tokens_are_accepted_once_the_issuer_is_back() -> None:
    source = issuer(OLD)
    source.down = True
    verifier = source.verifier()
    verification(verifier, OLD)
    source.down = False
    source.clock.now += 60

    assert verification(verifier, OLD) is None


def test_known_keys_work_during_an_outage_and_unknown_ones_are_busy() -> None:
    source = issuer(OLD)
    verifier = source.verifier()
    verification(verifier, OLD)
    source.down = True
    source.clock.now += 61

    assert [verification(verifier, NEW), verification(verifier, OLD), verification(verifier, NEW)] == [
        Problem.BUSY,
        None,
        Problem.BUSY,
    ]


def test_withdrawn_key_is_trusted_for_an_hour_at_most() -> None:
    source = issuer(OLD)
    verifier = source.verifier()
    verification(verifier, OLD)
    source.keys = []
    source.clock.now += 3600

    assert verification(verifier, OLD) is Problem.UNAUTHENTICATED


def test_keys_older_than_an_hour_are_not_trusted_during_an_outage() -> None:
    source = issuer(OLD)
    verifier = source.verifier()
    verification(verifier, OLD)
    source.down = True
    source.clock.now += 3600

    assert verification(verifier, OLD) is Problem.BUSY


def test_keys_are_fetched_again_after_the_system_clock_was_set_back() -> None:
    source = issuer(OLD)
    verifier = source.verifier()
    verification(verifier, OLD)
    source.keys = [NEW.published]
    source.clock.now -= 10

    verifier.verify(signed(NEW, claims(iat=source.clock.now)))


class SlowIssuer(FakeIssuer):
    """Issuer that responds after a second request, or after a short wait."""

    second_request = Event()

    def fetch(self, url: str) -> bytes:
        """Return the document at this address."""
        document = super().fetch(url)
        if self.requests > 1:
            self.second_request.set()
        self.second_request.wait(0.1)
        return document


def test_concurrent_callers_cause_one_request_in_a_new_container() -> None:
    source = SlowIssuer(keys=[OLD.published])
    verifier = source.verifier()

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda _: verification(verifier, OLD), range(8)))

    assert answers == [None] * 8
    assert source.requests == 1


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "PS256", "ES384"])
def test_token_with_an_unsupported_algorithm_causes_no_request(algorithm: str) -> None:
    source = issuer(OLD)

    assert verification(source.verifier(), OLD, alg=algorithm) is Problem.UNAUTHENTICATED
    assert source.requests == 0


def test_token_without_a_key_name_may_be_signed_by_any_key() -> None:
    verifier = issuer(rsa_pair("rsa"), OLD, NEW).verifier()

    assert [verification(verifier, pair, kid=MISSING) for pair in (rsa_pair("rsa"), OLD, NEW)] == [None] * 3

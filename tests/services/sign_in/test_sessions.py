"""Sign-ins through the real local provider: which become a session and which are refused."""

from dataclasses import replace

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.services.sign_in.callback import SignedIn, SignInFailed
from chalicelib.services.sign_in.failures import SignInFailure
from tests.services.sign_in.signing_in import DIRECTORY, SignInHarness
from tests.sign_in import PARTNER, UNVERIFIED, allow, deny, query_of, with_query
from tests.world import counted_calls

INVALID, UNKNOWN = SignInFailure.INVALID, SignInFailure.UNKNOWN


def test_sign_in_gives_a_session_of_the_person_and_returns_to_the_requested_page(harness: SignInHarness) -> None:
    begun = harness.begin()

    signed_in = harness.call_back(begun, allow(begun.authorization_url))

    assert isinstance(signed_in, SignedIn)
    assert signed_in.session is not None
    person = harness.sessions.session_of(signed_in.session.secret)
    assert person is not None
    assert (str(person.email), person.name) == (PARTNER, "Paula Partner")
    assert signed_in.return_to == "/accounts?q=acme"


@pytest.mark.aws
@pytest.mark.parametrize("state", ["", "x", "é", "\ud800", "A" * 43])
def test_state_of_another_browser_is_refused_without_a_call(harness: SignInHarness, state: str) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)

    with counted_calls() as calls:
        assert harness.failure(begun, reply, state=state) is INVALID
        assert calls == []


def test_sign_in_cannot_be_finished_with_the_memory_of_another_one(harness: SignInHarness) -> None:
    mine, other = harness.begin(), harness.begin()

    assert harness.failure(other, allow(mine.authorization_url)) is INVALID


@pytest.mark.parametrize("token", ["", "x", "é", "W10.x", "null"])
def test_sign_in_that_the_browser_does_not_know_fails_and_leads_to_the_default_page(
    harness: SignInHarness, token: str
) -> None:
    begun = harness.begin()

    ended = harness.call_back(replace(begun, token=token), allow(begun.authorization_url))

    assert isinstance(ended, SignInFailed)
    assert (ended.failure, ended.return_to) == (UNKNOWN, DIRECTORY)


def test_callback_that_the_browser_does_not_know_leads_a_signed_in_person_to_the_default_page(
    harness: SignInHarness,
) -> None:
    session, begun = harness.sign_in(), harness.begin()

    ended = harness.call_back(replace(begun, token=""), allow(begun.authorization_url), session)

    assert ended == SignedIn(DIRECTORY)


@pytest.mark.parametrize("code", ["", "altered", "é", "\n", "a" * 4097])
def test_altered_code_is_refused(harness: SignInHarness, code: str) -> None:
    begun = harness.begin()

    assert harness.failure(begun, allow(begun.authorization_url), code=code) is INVALID
    assert harness.stored_sessions() == 0


def test_token_with_another_nonce_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()

    assert harness.failure(begun, allow(with_query(begun.authorization_url, nonce="another"))) is INVALID


def test_token_without_a_nonce_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()

    assert harness.failure(begun, allow(with_query(begun.authorization_url, nonce=""))) is INVALID


def test_code_of_another_sign_in_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    theirs = query_of(harness.begin().authorization_url)
    reply = allow(with_query(begun.authorization_url, code_challenge=theirs["code_challenge"]))

    assert harness.failure(begun, reply) is INVALID


def test_code_requested_without_a_challenge_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(with_query(begun.authorization_url, code_challenge="", code_challenge_method=""))

    assert harness.failure(begun, reply) is INVALID


def test_unverified_address_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()

    assert harness.failure(begun, allow(begun.authorization_url, UNVERIFIED)) is Problem.EMAIL_NOT_VERIFIED
    assert harness.stored_sessions() == 0


def test_declining_at_the_provider_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()

    reply = deny(begun.authorization_url)

    assert reply["error"] == "access_denied"
    assert harness.failure(begun, reply, state=begun.state) is SignInFailure.REFUSED


@pytest.mark.parametrize("error", ["", "access_denied"])
def test_callback_of_another_issuer_is_refused(harness: SignInHarness, error: str) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)

    assert harness.failure(begun, reply, iss="https://evil.example", error=error) is INVALID


def test_callback_that_names_the_issuer_is_accepted(harness: SignInHarness, issuer: str) -> None:
    begun = harness.begin()

    assert harness.finish(begun, allow(begun.authorization_url), iss=issuer)

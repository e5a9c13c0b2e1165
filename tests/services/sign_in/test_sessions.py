"""Sign-ins through the real local provider: which become a session and which are refused."""

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.sign_in.sessions import Callback
from tests.services.sign_in.signing_in import SignInHarness
from tests.sign_in import PARTNER, UNVERIFIED, allow, deny, query_of, with_query
from tests.world import counted_calls


def test_sign_in_gives_a_session_of_the_person_and_returns_to_the_requested_page(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)

    signed_in = harness.sessions.finish(Callback(reply["state"], reply["code"]), begun.secret)

    person = harness.sessions.session_of(signed_in.secret)
    assert person is not None
    assert (str(person.email), person.name) == (PARTNER, "Paula Partner")
    assert signed_in.return_to == "/accounts?q=acme"


@pytest.mark.aws
@pytest.mark.parametrize("state", ["", "x", "é", "\ud800", "A" * 43])
def test_state_of_another_browser_is_refused_without_a_read(harness: SignInHarness, state: str) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)

    with counted_calls() as calls:
        with pytest.raises(Refused, match="unauthenticated"):
            harness.finish(begun, reply, state=state)
        assert calls == []


def test_sign_in_cannot_be_finished_in_another_browser(harness: SignInHarness) -> None:
    mine, other = harness.begin(), harness.begin()

    assert harness.refusal(other, allow(mine.authorization_url)) is Problem.UNAUTHENTICATED


def test_sign_in_can_be_finished_only_once(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    first = harness.finish(begun, reply)

    with pytest.raises(Refused, match="unauthenticated"):
        harness.finish(begun, reply)
    with pytest.raises(Refused, match="unauthenticated"):
        harness.finish(begun, {**reply, "code": allow(begun.authorization_url)["code"]})
    assert harness.sessions.session_of(first) is not None


def test_failed_sign_in_must_be_started_again(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)

    assert harness.refusal(begun, reply, code="altered") is Problem.UNAUTHENTICATED
    assert harness.refusal(begun, reply) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("code", ["", "altered", "é", "\n", "a" * 4097])
def test_altered_code_is_refused(harness: SignInHarness, code: str) -> None:
    begun = harness.begin()

    assert harness.refusal(begun, allow(begun.authorization_url), code=code) is Problem.UNAUTHENTICATED


def test_token_with_another_nonce_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(with_query(begun.authorization_url, nonce="another"))

    assert harness.refusal(begun, reply) is Problem.UNAUTHENTICATED


def test_token_without_a_nonce_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(with_query(begun.authorization_url, nonce=""))

    assert harness.refusal(begun, reply) is Problem.UNAUTHENTICATED


def test_code_of_another_sign_in_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    theirs = query_of(harness.begin().authorization_url)
    reply = allow(with_query(begun.authorization_url, code_challenge=theirs["code_challenge"]))

    assert harness.refusal(begun, reply) is Problem.UNAUTHENTICATED


def test_code_requested_without_a_challenge_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(with_query(begun.authorization_url, code_challenge="", code_challenge_method=""))

    assert harness.refusal(begun, reply) is Problem.UNAUTHENTICATED


def test_declining_at_the_provider_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()

    reply = deny(begun.authorization_url)

    assert reply["error"] == "access_denied"
    assert harness.refusal(begun, reply) is Problem.UNAUTHENTICATED
    assert harness.refusal(begun, reply, state=Proofs.of(begun.secret).state) is Problem.UNAUTHENTICATED


def test_unverified_address_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()

    assert harness.refusal(begun, allow(begun.authorization_url, UNVERIFIED)) is Problem.EMAIL_NOT_VERIFIED


def test_callback_of_another_issuer_is_refused(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)

    assert harness.refusal(begun, reply, iss="https://evil.example") is Problem.UNAUTHENTICATED


def test_callback_that_names_the_issuer_is_accepted(harness: SignInHarness, issuer: str) -> None:
    begun = harness.begin()

    assert harness.finish(begun, allow(begun.authorization_url), iss=issuer)

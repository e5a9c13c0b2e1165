"""Signing in by the real local provider: what comes to a session, and what never does."""

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.sign_in.sessions import Callback
from tests.services.sign_in.signing_in import House
from tests.sign_in import PARTNER, UNVERIFIED, allow, deny, query_of, with_query
from tests.world import counted_calls


def test_who_signs_in_is_known_by_the_session_and_led_where_they_wanted(house: House) -> None:
    begun = house.begin()
    said = allow(begun.authorization_url)

    signed_in = house.sessions.finish(Callback(said["state"], said["code"]), begun.secret)

    person = house.sessions.session_of(signed_in.secret)
    assert person is not None
    assert (str(person.email), person.name) == (PARTNER, "Paula Partner")
    assert signed_in.return_to == "/accounts?q=acme"


@pytest.mark.parametrize("state", ["", "x", "é", "\ud800", "A" * 43])
def test_a_state_that_is_not_the_browsers_own_is_refused_without_a_read(house: House, state: str) -> None:
    begun = house.begin()
    said = allow(begun.authorization_url)

    with counted_calls() as calls:
        with pytest.raises(Refused, match="unauthenticated"):
            house.finish(begun, said, state=state)
        assert calls == []


def test_what_one_browser_began_another_cannot_finish(house: House) -> None:
    mine, other = house.begin(), house.begin()

    assert house.refusal(other, allow(mine.authorization_url)) is Problem.UNAUTHENTICATED


def test_a_sign_in_is_finished_once(house: House) -> None:
    begun = house.begin()
    said = allow(begun.authorization_url)
    first = house.finish(begun, said)

    with pytest.raises(Refused, match="unauthenticated"):
        house.finish(begun, said)
    with pytest.raises(Refused, match="unauthenticated"):
        house.finish(begun, {**said, "code": allow(begun.authorization_url)["code"]})
    assert house.sessions.session_of(first) is not None


def test_a_sign_in_that_failed_has_to_begin_anew(house: House) -> None:
    begun = house.begin()
    said = allow(begun.authorization_url)

    assert house.refusal(begun, said, code="altered") is Problem.UNAUTHENTICATED
    assert house.refusal(begun, said) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("code", ["", "altered", "é", "\n", "a" * 4097])
def test_an_altered_code_is_refused(house: House, code: str) -> None:
    begun = house.begin()

    assert house.refusal(begun, allow(begun.authorization_url), code=code) is Problem.UNAUTHENTICATED


def test_a_token_with_another_nonce_is_refused(house: House) -> None:
    begun = house.begin()
    said = allow(with_query(begun.authorization_url, nonce="another"))

    assert house.refusal(begun, said) is Problem.UNAUTHENTICATED


def test_a_token_without_a_nonce_is_refused(house: House) -> None:
    begun = house.begin()
    said = allow(with_query(begun.authorization_url, nonce=""))

    assert house.refusal(begun, said) is Problem.UNAUTHENTICATED


def test_a_code_from_somebody_elses_sign_in_is_refused(house: House) -> None:
    begun = house.begin()
    theirs = query_of(house.begin().authorization_url)
    said = allow(with_query(begun.authorization_url, code_challenge=theirs["code_challenge"]))

    assert house.refusal(begun, said) is Problem.UNAUTHENTICATED


def test_a_code_that_was_asked_for_without_a_challenge_is_refused(house: House) -> None:
    begun = house.begin()
    said = allow(with_query(begun.authorization_url, code_challenge="", code_challenge_method=""))

    assert house.refusal(begun, said) is Problem.UNAUTHENTICATED


def test_who_declines_at_the_provider_is_not_signed_in(house: House) -> None:
    begun = house.begin()

    said = deny(begun.authorization_url)

    assert said["error"] == "access_denied"
    assert house.refusal(begun, said) is Problem.UNAUTHENTICATED
    assert house.refusal(begun, said, state=Proofs.of(begun.secret).state) is Problem.UNAUTHENTICATED


def test_an_unverified_address_signs_nobody_in(house: House) -> None:
    begun = house.begin()

    assert house.refusal(begun, allow(begun.authorization_url, UNVERIFIED)) is Problem.EMAIL_NOT_VERIFIED


def test_the_answer_of_another_issuer_is_refused(house: House) -> None:
    begun = house.begin()
    said = allow(begun.authorization_url)

    assert house.refusal(begun, said, iss="https://evil.example") is Problem.UNAUTHENTICATED


def test_an_issuer_that_names_itself_is_believed(house: House, issuer: str) -> None:
    begun = house.begin()

    assert house.finish(begun, allow(begun.authorization_url), iss=issuer)

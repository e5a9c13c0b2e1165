"""How long sign-ins and sessions last, what they cost, and what the table holds of them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.sign_in.sessions import SESSION_LENGTH, SIGN_IN_LENGTH, Callback, Sessions
from tests.movable_clock import MovableClock
from tests.services.sign_in.signing_in import House
from tests.sign_in import allow
from tests.world import SETTINGS, counted_calls
from tests.world import world as new_world

SECOND = timedelta(seconds=1)


def test_a_sign_in_may_take_ten_minutes(house: House) -> None:
    in_time, late = house.begin(), house.begin()
    said_in_time, said_late = allow(in_time.authorization_url), allow(late.authorization_url)

    house.clock.advance(seconds=(SIGN_IN_LENGTH - SECOND).total_seconds())
    secret = house.finish(in_time, said_in_time)
    house.sessions.end(secret)
    house.clock.advance(seconds=1)

    assert house.refusal(late, said_late) is Problem.UNAUTHENTICATED


def test_a_session_lasts_twelve_hours_however_busy(house: House) -> None:
    secret = house.sign_in()

    house.clock.advance(seconds=(SESSION_LENGTH - SECOND).total_seconds())
    assert house.sessions.session_of(secret) is not None
    house.clock.advance(seconds=1)
    assert house.sessions.session_of(secret) is None


def test_a_session_outlives_the_journey_of_the_injected_clock(house: House) -> None:
    deployed = replace(house, sessions=house.world.container.sessions)
    secret = deployed.sign_in()

    house.world.clock.advance(days=91)

    assert deployed.sessions.session_of(secret) is not None


def test_signing_out_ends_this_session_and_no_other(house: House) -> None:
    here, elsewhere = house.sign_in(), house.sign_in()

    house.sessions.end(here)
    house.sessions.end(here)

    assert house.sessions.session_of(here) is None
    assert house.sessions.session_of(elsewhere) is not None


def test_a_provider_out_of_reach_is_busy_and_nothing_is_kept() -> None:
    with new_world(replace(SETTINGS, oidc_issuer="http://127.0.0.1:1")) as world:
        with pytest.raises(Refused, match="busy"):
            world.container.sessions.begin("/directory")
        assert world.rows() == {}


def test_a_sign_in_costs_three_calls_and_a_page_one(house: House) -> None:
    with counted_calls() as calls:
        secret = house.sign_in()
        assert calls == ["PutItem", "DeleteItem", "PutItem"]
    with counted_calls() as calls:
        house.sessions.session_of(secret)
        assert calls == ["GetItem"]


def test_nothing_in_the_table_opens_anything(house: House) -> None:
    waiting = house.begin()
    begun = house.begin()
    said = allow(begun.authorization_url)
    session = house.finish(begun, said)

    stored = json.dumps([[*key, row] for key, row in house.world.rows().items()])

    proofs = [Proofs.of(one.secret) for one in (waiting, begun)]
    secrets = [waiting.secret, begun.secret, session, said["code"]]
    secrets += [part for one in proofs for part in (one.state, one.nonce, one.verifier, one.challenge)]
    assert [one for one in secrets if one in stored] == []


def test_what_is_kept_is_forgotten_by_itself(house: House) -> None:
    house.sign_in()
    house.begin()

    kept = {key.partition("#")[0]: int(row["forget_at"]["N"]) for (key, _), row in house.world.rows().items()}

    now = house.clock.now()
    assert kept == {
        "SESSION": int((now + SESSION_LENGTH).timestamp()),
        "SIGNIN": int((now + SIGN_IN_LENGTH).timestamp()),
    }


@given(st.text(max_size=60).filter(lambda text: len(text) != 43))
def test_what_cannot_be_a_secret_is_nobodys_and_is_not_looked_up(text: str) -> None:
    sessions = Sessions(None, None, MovableClock(), str)  # type: ignore[arg-type]  # any call of a port fails

    assert sessions.session_of(text) is None
    sessions.end(text)
    with pytest.raises(Refused, match="unauthenticated"):
        sessions.finish(Callback("state", "code"), text)

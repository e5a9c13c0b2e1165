"""How long sign-ins and sessions last, how many calls they make, and what the table stores of them."""

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
from tests.services.sign_in.signing_in import SignInHarness
from tests.sign_in import allow
from tests.world import SETTINGS, counted_calls
from tests.world import world as world_of

SECOND = timedelta(seconds=1)


def test_sign_in_may_take_ten_minutes(harness: SignInHarness) -> None:
    in_time, late = harness.begin(), harness.begin()
    reply_in_time, late_reply = allow(in_time.authorization_url), allow(late.authorization_url)

    harness.clock.advance(seconds=(SIGN_IN_LENGTH - SECOND).total_seconds())
    secret = harness.finish(in_time, reply_in_time)
    harness.sessions.end(secret)
    harness.clock.advance(seconds=1)

    assert harness.refusal(late, late_reply) is Problem.UNAUTHENTICATED


def test_session_lasts_twelve_hours_despite_use(harness: SignInHarness) -> None:
    secret = harness.sign_in()

    harness.clock.advance(seconds=(SESSION_LENGTH - SECOND).total_seconds())
    assert harness.sessions.session_of(secret) is not None
    harness.clock.advance(seconds=1)
    assert harness.sessions.session_of(secret) is None


def test_session_does_not_depend_on_the_movable_clock(harness: SignInHarness) -> None:
    deployed = replace(harness, sessions=harness.world.container.sessions)
    secret = deployed.sign_in()

    harness.world.clock.advance(days=91)

    assert deployed.sessions.session_of(secret) is not None


def test_signing_out_ends_only_this_session(harness: SignInHarness) -> None:
    here, elsewhere = harness.sign_in(), harness.sign_in()

    harness.sessions.end(here)
    harness.sessions.end(here)

    assert harness.sessions.session_of(here) is None
    assert harness.sessions.session_of(elsewhere) is not None


def test_unreachable_provider_is_busy_and_nothing_is_stored() -> None:
    with world_of(replace(SETTINGS, oidc_issuer="http://127.0.0.1:1")) as world:
        with pytest.raises(Refused, match="busy"):
            world.container.sessions.begin("/directory")
        assert world.rows() == {}


@pytest.mark.aws
def test_sign_in_takes_three_calls_and_a_page_takes_one(harness: SignInHarness) -> None:
    with counted_calls() as calls:
        secret = harness.sign_in()
        assert calls == ["PutItem", "DeleteItem", "PutItem"]
    with counted_calls() as calls:
        harness.sessions.session_of(secret)
        assert calls == ["GetItem"]


def test_table_contains_no_usable_secret(harness: SignInHarness) -> None:
    waiting = harness.begin()
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    session = harness.finish(begun, reply)

    stored = json.dumps([[*key, row] for key, row in harness.world.rows().items()])

    proofs = [Proofs.of(start.secret) for start in (waiting, begun)]
    secrets = [waiting.secret, begun.secret, session, reply["code"]]
    secrets += [value for proof in proofs for value in (proof.state, proof.nonce, proof.verifier, proof.challenge)]
    assert [secret for secret in secrets if secret in stored] == []


def test_stored_sign_ins_and_sessions_have_a_time_to_live(harness: SignInHarness) -> None:
    harness.sign_in()
    harness.begin()

    kept = {key.partition("#")[0]: int(row["forget_at"]["N"]) for (key, _), row in harness.world.rows().items()}

    now = harness.clock.now()
    assert kept == {
        "SESSION": int((now + SESSION_LENGTH).timestamp()),
        "SIGNIN": int((now + SIGN_IN_LENGTH).timestamp()),
    }


@given(st.text(max_size=60).filter(lambda text: len(text) != 43))
def test_malformed_secret_matches_no_session_and_makes_no_call(text: str) -> None:
    sessions = Sessions(None, None, MovableClock(), str)  # type: ignore[arg-type]  # any call of a port fails

    assert sessions.session_of(text) is None
    sessions.end(text)
    with pytest.raises(Refused, match="unauthenticated"):
        sessions.finish(Callback("state", "code"), text)

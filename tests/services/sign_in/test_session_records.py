"""How long sign-ins and sessions last, how many calls they make, and what the table stores of them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.started_sign_ins import SignedSignIns
from chalicelib.domain.errors import Refused
from chalicelib.services.sign_in.callback import Callback, SignedIn, SignInFailed
from chalicelib.services.sign_in.failures import SignInFailure
from chalicelib.services.sign_in.kept_form import KEPT_LENGTH
from chalicelib.services.sign_in.sessions import SESSION_LENGTH, Sessions
from tests.movable_clock import MovableClock
from tests.services.sign_in.signing_in import SignInHarness
from tests.sign_in import allow
from tests.world import SETTINGS, counted_calls
from tests.world import world as world_of

SECOND = timedelta(seconds=1)
NO_SIGN_INS = SignedSignIns(SETTINGS.link_keys)


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


def test_unreachable_provider_is_busy() -> None:
    unreachable = replace(SETTINGS, oidc_issuer="http://127.0.0.1:1")
    with world_of(unreachable) as world, pytest.raises(Refused, match="busy"):
        world.container.sessions.begin("/directory")


@pytest.mark.aws
def test_starting_a_sign_in_takes_no_call_finishing_it_takes_two_and_a_page_takes_one(harness: SignInHarness) -> None:
    harness.sign_in()
    with counted_calls() as calls:
        begun = harness.begin()
        assert calls == []
        secret = harness.finish(begun, allow(begun.authorization_url))
        assert calls == ["BatchGetItem", "PutItem"]
    with counted_calls() as calls:
        harness.sessions.session_of(secret)
        assert calls == ["GetItem"]


def test_table_keeps_nothing_before_somebody_comes_back(harness: SignInHarness) -> None:
    for number in range(50):
        harness.begin(f"/accounts?q={number}")

    assert harness.world.rows() == {}


def test_table_contains_no_usable_secret(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    ended = harness.call_back(begun, reply)
    assert isinstance(ended, SignedIn)
    assert ended.session is not None

    stored = json.dumps([[*key, row] for key, row in harness.world.rows().items()])

    secrets = [begun.token, begun.state, reply["code"], ended.session.secret, ended.session.identified.id_token]
    assert [secret for secret in secrets if secret in stored] == []


def test_secrets_are_in_no_representation(harness: SignInHarness) -> None:
    begun = harness.begin()
    ended = harness.call_back(begun, allow(begun.authorization_url))
    assert isinstance(ended, SignedIn)
    assert ended.session is not None
    remembered = harness.sessions.started.read(begun.token)
    assert remembered is not None

    shown = repr([ended, remembered])

    secrets = [ended.session.secret, ended.session.identified.id_token, remembered.secret]
    assert [secret for secret in secrets if secret in shown] == []


def test_stored_sessions_have_a_time_to_live(harness: SignInHarness) -> None:
    harness.sign_in()

    rows = {key.partition("#")[0]: row for (key, _), row in harness.world.rows().items()}
    # Who has an address is needed when the provider changes.
    del rows["ADDRESS"]
    kept = {kind: int(row["forget_at"]["N"]) for kind, row in rows.items()}

    assert kept == {"SESSION": int((harness.clock.now() + SESSION_LENGTH + KEPT_LENGTH).timestamp())}


@given(st.text(max_size=60).filter(lambda text: len(text) != 43))
def test_malformed_secret_matches_no_session_and_makes_no_call(text: str) -> None:
    # Any call of a port fails.
    sessions = Sessions(None, None, NO_SIGN_INS, MovableClock(), str, lambda one: one)  # type: ignore[arg-type]

    assert sessions.session_of(text) is None
    sessions.end(text)
    ended = sessions.finish(Callback("state", "code"), text, text, "/directory")
    assert isinstance(ended, SignInFailed)
    assert ended.failure is SignInFailure.UNKNOWN

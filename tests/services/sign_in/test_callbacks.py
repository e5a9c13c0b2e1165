"""Callbacks beside the plain way: several tabs, one that is opened again, a provider that refuses, a late one."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.callback import Callback, SignedIn, SignInFailed, SignInStart, StartOver
from chalicelib.services.sign_in.failures import PROVIDER_ERRORS, SignInFailure
from chalicelib.services.sign_in.sessions import Session
from chalicelib.services.sign_in.started import SIGN_IN_LENGTH, SignIn
from tests.services.sign_in.signing_in import DIRECTORY, GOAL, SignInHarness
from tests.sign_in import UNVERIFIED, allow

SECOND = timedelta(seconds=1)
REVIEWER = "reviewer@vendor.example"


class BusyStore:
    """Sessions in a database that answers nothing."""

    def keep(self, digest: str, session: Session) -> None:
        raise Refused(Problem.BUSY)

    def session(self, digest: str) -> Session | None:
        raise Refused(Problem.BUSY)

    def forget(self, digest: str) -> None:
        raise Refused(Problem.BUSY)


def after(begun: SignInStart, ended: SignedIn | StartOver | SignInFailed) -> SignInStart:
    """Return what the browser remembers of the sign-in after its callback."""
    assert not isinstance(ended, StartOver)
    return replace(begun, token=ended.token or begun.token)


def test_two_tabs_end_where_each_was_going_and_share_the_first_session(harness: SignInHarness) -> None:
    first, second = harness.begin("/directory"), harness.begin("/requests?cursor=x")
    replies = [allow(tab.authorization_url) for tab in (first, second)]

    session = harness.finish(first, replies[0])
    harness.clock.advance(seconds=30)
    ended = harness.call_back(second, replies[1], session)

    assert isinstance(ended, SignedIn)
    assert (ended.return_to, ended.session) == ("/requests?cursor=x", None)
    assert harness.sessions.session_of(session) is not None
    assert harness.stored_sessions() == 1


def test_another_person_in_the_second_tab_replaces_the_session(harness: SignInHarness) -> None:
    second = harness.begin()
    session = harness.sign_in()

    other = harness.finish(second, allow(second.authorization_url, REVIEWER), session)

    person = harness.sessions.session_of(other)
    assert person is not None
    assert str(person.email) == REVIEWER
    assert harness.sessions.session_of(session) is None


def test_signing_in_again_later_starts_a_new_session_and_ends_the_old_one(harness: SignInHarness) -> None:
    session = harness.sign_in()
    harness.clock.advance(seconds=1)
    begun = harness.begin()

    renewed = harness.finish(begun, allow(begun.authorization_url), session)

    assert renewed != session
    assert harness.sessions.session_of(session) is None
    assert harness.stored_sessions() == 1


def test_callback_that_is_opened_again_leads_to_the_same_page_and_makes_no_session(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    first = harness.call_back(begun, reply)
    assert isinstance(first, SignedIn)
    assert first.session is not None

    again = harness.call_back(after(begun, first), reply, first.session.secret)

    assert again == SignedIn(GOAL)
    assert harness.stored_sessions() == 1


def test_callback_that_is_opened_again_after_the_session_has_ended_starts_over(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    first = harness.call_back(begun, reply)
    assert isinstance(first, SignedIn)
    assert first.session is not None
    harness.sessions.end(first.session.secret)

    for session in ("", first.session.secret):
        assert harness.call_back(after(begun, first), reply, session) == StartOver(GOAL)
        another_code = allow(begun.authorization_url)
        assert harness.call_back(after(begun, first), another_code, session) == StartOver(GOAL)
    assert harness.stored_sessions() == 0


def test_repeated_callback_of_a_browser_that_missed_the_first_response_makes_no_second_session(
    harness: SignInHarness,
) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    session = harness.finish(begun, reply)

    assert harness.failure(begun, reply) is SignInFailure.INVALID
    assert harness.call_back(begun, reply, session) == SignedIn(GOAL)
    assert harness.stored_sessions() == 1


def test_refused_code_is_not_tried_again(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url)
    failed = harness.call_back(begun, reply, code="altered")

    assert harness.failure(after(begun, failed), reply) is SignInFailure.INVALID


def test_page_of_a_refused_person_answers_the_same_when_it_is_opened_again(harness: SignInHarness) -> None:
    begun = harness.begin()
    reply = allow(begun.authorization_url, UNVERIFIED)
    failed = harness.call_back(begun, reply)

    assert harness.failure(after(begun, failed), reply) is Problem.EMAIL_NOT_VERIFIED


@pytest.mark.parametrize("claim", ["email", "email_verified"])
def test_page_that_is_opened_again_still_names_the_claim_that_the_provider_does_not_send(
    harness: SignInHarness, claim: str
) -> None:
    refused = Refused(Problem.EMAIL_NOT_VERIFIED, facts={"missing_claim": claim})
    sign_in = SignIn(GOAL, harness.clock.now(), "s" * 43).used(refused)

    ended = harness.sessions.finish(Callback("", ""), harness.sessions.started.token(sign_in), "", DIRECTORY)

    assert isinstance(ended, SignInFailed)
    assert (ended.refused.problem, ended.refused.facts) == (refused.problem, refused.facts)


@pytest.mark.parametrize("error", [*PROVIDER_ERRORS, "made_up", "é\n", "x" * 500])
def test_every_refusal_of_the_provider_tells_why_and_keeps_the_way_back(harness: SignInHarness, error: str) -> None:
    expected = PROVIDER_ERRORS.get(error, SignInFailure.REFUSED)

    assert harness.failure(harness.begin(), {}, error=error) is expected


def test_person_who_changes_their_mind_at_the_provider_can_finish_the_same_sign_in(harness: SignInHarness) -> None:
    begun = harness.begin()
    refused = harness.call_back(begun, {}, error="access_denied")

    assert harness.finish(after(begun, refused), allow(begun.authorization_url))


@pytest.mark.parametrize("error", PROVIDER_ERRORS)
def test_refusal_in_the_second_tab_ends_where_it_was_going_once_the_first_has_signed_in(
    harness: SignInHarness, error: str
) -> None:
    second = harness.begin()
    session = harness.sign_in()

    assert harness.call_back(second, {}, session, error=error) == SignedIn(GOAL)


def test_refusal_of_a_second_sign_in_is_told_although_the_old_session_goes_on(harness: SignInHarness) -> None:
    session = harness.sign_in()
    harness.clock.advance(seconds=1)

    assert harness.failure(harness.begin(), {}, session, error="access_denied") is SignInFailure.REFUSED
    assert harness.sessions.session_of(session) is not None


def test_only_known_error_codes_are_logged(harness: SignInHarness, caplog: pytest.LogCaptureFixture) -> None:
    for error in ("invalid_scope", "somebody@customer.example"):
        harness.call_back(harness.begin(), {}, error=error)

    assert caplog.messages == [
        "the sign-in provider signed nobody in: invalid_scope",
        "the sign-in provider signed nobody in: unknown error",
    ]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_sign_in_may_take_ten_minutes_and_then_tells_so(harness: SignInHarness) -> None:
    in_time, late = harness.begin(), harness.begin()
    replies = [allow(begun.authorization_url) for begun in (in_time, late)]

    harness.clock.advance(seconds=(SIGN_IN_LENGTH - SECOND).total_seconds())
    harness.sessions.end(harness.finish(in_time, replies[0]))
    harness.clock.advance(seconds=1)

    assert harness.failure(late, replies[1]) is SignInFailure.EXPIRED
    assert harness.stored_sessions() == 0


def test_late_callback_ends_where_it_was_going_if_another_tab_has_signed_in(harness: SignInHarness) -> None:
    late = harness.begin()
    reply = allow(late.authorization_url)
    session = harness.sign_in()

    harness.clock.advance(minutes=11)

    assert harness.call_back(late, reply, session) == SignedIn(GOAL)


def test_busy_database_keeps_the_way_back(harness: SignInHarness) -> None:
    begun = harness.begin()
    busy = replace(harness, sessions=replace(harness.sessions, store=BusyStore()))

    ended = busy.call_back(begun, allow(begun.authorization_url), "s" * 43)

    assert isinstance(ended, SignInFailed)
    assert (ended.return_to, ended.failure, ended.refused.problem, ended.token) == (
        GOAL,
        SignInFailure.UNAVAILABLE,
        Problem.BUSY,
        "",
    )

"""Sessions over the real table and the real local provider, with a system clock that the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.services.sign_in.callback import Callback, SignedIn, SignInFailed, SignInStart, StartOver
from chalicelib.services.sign_in.failures import SignInFailure
from chalicelib.services.sign_in.sessions import Sessions
from tests.movable_clock import MovableClock
from tests.sign_in import Query, allow
from tests.world import SETTINGS, World, world_for

DIRECTORY = "/directory"
GOAL = "/accounts?q=acme"


@dataclass
class SignInHarness:
    """A system where people sign in."""

    world: World
    sessions: Sessions
    clock: MovableClock

    def begin(self, return_to: str = GOAL) -> SignInStart:
        """Start a sign-in, as a browser that is led to the provider."""
        return self.sessions.begin(return_to)

    def call_back(
        self, begun: SignInStart, reply: Query, session: str = "", **changes: str
    ) -> SignedIn | StartOver | SignInFailed:
        """Return how the provider's callback ends in a browser with this session."""
        given = {"state": begun.state, **reply, **changes}
        callback = Callback(given["state"], given.get("code", ""), given.get("iss"), given.get("error", ""))
        return self.sessions.finish(callback, begun.token, session, DIRECTORY)

    def finish(self, begun: SignInStart, reply: Query, session: str = "", **changes: str) -> str:
        """Finish the sign-in with the provider's callback; return the new session's secret."""
        ended = self.call_back(begun, reply, session, **changes)
        assert isinstance(ended, SignedIn)
        assert ended.session is not None
        return ended.session.secret

    def sign_in(self, who: str = "partner@reseller.example") -> str:
        """Return the secret of a session from a successful sign-in."""
        begun = self.begin()
        return self.finish(begun, allow(begun.authorization_url, who))

    def failure(self, begun: SignInStart, reply: Query, session: str = "", **changes: str) -> SignInFailure | Problem:
        """Return why the sign-in failed, and assert that it keeps the way back."""
        ended = self.call_back(begun, reply, session, **changes)
        assert isinstance(ended, SignInFailed)
        assert ended.return_to == GOAL
        return ended.failure or ended.refused.problem

    def stored_sessions(self) -> int:
        """Return how many of the stored sessions are open."""
        digests = [key.removeprefix("SESSION#") for key, _ in self.world.rows() if key.startswith("SESSION#")]
        stored = [self.sessions.store.session(digest) for digest in digests]
        return len([session for session in stored if session and session.ends_at > self.clock.now()])


@contextmanager
def harness_with(issuer: str, test: pytest.FixtureRequest) -> Iterator[SignInHarness]:
    """Set up a new system whose users sign in at this issuer."""
    with world_for(test, replace(SETTINGS, oidc_issuer=issuer)) as world:
        clock = MovableClock()
        yield SignInHarness(world, replace(world.container.sessions, clock=clock), clock)

"""Sessions over the real table and the real local provider, with a system clock that the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.sessions import Callback, Sessions, SignInStart
from tests.movable_clock import MovableClock
from tests.sign_in import Query, allow
from tests.world import SETTINGS, World, world_for


@dataclass
class SignInHarness:
    """A system where people sign in."""

    world: World
    sessions: Sessions
    clock: MovableClock

    def begin(self) -> SignInStart:
        """Start a sign-in, as a browser that is led to the provider."""
        return self.sessions.begin("/accounts?q=acme")

    def finish(self, begun: SignInStart, reply: Query, **changes: str) -> str:
        """Finish the sign-in with the provider's callback; return the session's secret."""
        parameters = {**reply, **changes}
        callback = Callback(parameters.get("state", ""), parameters.get("code", ""), parameters.get("iss"))
        return self.sessions.finish(callback, begun.secret).secret

    def sign_in(self) -> str:
        """Return the secret of a session from a successful sign-in."""
        begun = self.begin()
        return self.finish(begun, allow(begun.authorization_url))

    def refusal(self, begun: SignInStart, reply: Query, **changes: str) -> Problem:
        """Return the problem that refuses the sign-in, and assert that there is no session."""
        with pytest.raises(Refused) as refused:
            self.finish(begun, reply, **changes)
        assert not [key for key, _ in self.world.rows() if key.startswith("SESSION#")]
        return refused.value.problem


@contextmanager
def harness_with(issuer: str, test: pytest.FixtureRequest) -> Iterator[SignInHarness]:
    """Set up a new system whose users sign in at this issuer."""
    with world_for(test, replace(SETTINGS, oidc_issuer=issuer)) as world:
        clock = MovableClock()
        yield SignInHarness(world, replace(world.container.sessions, clock=clock), clock)

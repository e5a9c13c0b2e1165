"""Sessions over the real table and the real local provider, by a machine's clock that the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.sessions import Callback, Sessions, SignInStart
from tests.movable_clock import MovableClock
from tests.sign_in import Query, allow
from tests.world import SETTINGS, World
from tests.world import world as new_world


@dataclass
class House:
    """Where people sign in."""

    world: World
    sessions: Sessions
    clock: MovableClock

    def begin(self) -> SignInStart:
        """A browser that has been led to the provider."""
        return self.sessions.begin("/accounts?q=acme")

    def finish(self, begun: SignInStart, said: Query, **changes: str) -> str:
        """The session's secret."""
        brought = {**said, **changes}
        callback = Callback(brought.get("state", ""), brought.get("code", ""), brought.get("iss"))
        return self.sessions.finish(callback, begun.secret).secret

    def sign_in(self) -> str:
        """The secret of a session that came about as it should."""
        begun = self.begin()
        return self.finish(begun, allow(begun.authorization_url))

    def refusal(self, begun: SignInStart, said: Query, **changes: str) -> Problem:
        """Why there is no session; and there is none."""
        with pytest.raises(Refused) as refused:
            self.finish(begun, said, **changes)
        assert not [key for key, _ in self.world.rows() if key.startswith("SESSION#")]
        return refused.value.problem


@contextmanager
def house_with(issuer: str) -> Iterator[House]:
    """A house of its own whose people sign in there."""
    with new_world(replace(SETTINGS, oidc_issuer=issuer)) as world:
        clock = MovableClock()
        yield House(world, replace(world.container.sessions, clock=clock), clock)

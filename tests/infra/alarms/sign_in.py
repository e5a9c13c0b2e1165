"""A stage at which people sign in at a provider of tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow
from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.identity.display_name import ReservedNames
from chalicelib.services.sign_in.callback import Callback, SignedIn, SignInFailed, StartOver
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.sign_in.sessions import Sessions
from tests.adapters.oidc.fake_endpoints import CALLBACK, KEY, Issuer
from tests.adapters.oidc.fake_issuer import CLIENT, GROUPS, ISSUER, FakeIssuer
from tests.infra.alarms.watched_stage import WatchedStage

# What a provider says to `prompt=none` if nobody is signed in there.
WORKS = Reply(302, b"", f"{CALLBACK}?error=login_required&state=s")


@dataclass
class Browser:
    """Somebody who signs in, and the schedule's own question whether they could."""

    sessions: Sessions
    answer: Reply

    def sign_in(self, **parameters: str) -> SignedIn | SignInFailed | StartOver:
        """Come back from the provider with a code, or with other parameters."""
        start = self.sessions.begin("/directory")
        given = {"code": "a-code", "error": "", **parameters}
        callback = Callback(start.state, given["code"], None, given["error"])
        return self.sessions.finish(callback, start.token, "", "/directory")

    def check(self) -> None:
        """Ask as the schedule does."""
        assert isinstance(self.sessions.provider, CodeFlow)
        self.sessions.provider.check(Proofs.of("the-secret"), lambda _: self.answer)


@contextmanager
def sign_in_at(
    stage: WatchedStage,
    issuer: Issuer,
    answer: Reply = WORKS,
    down: bool = False,
) -> Iterator[Browser]:
    """Have people sign in at this issuer; `answer` is what its authorization endpoint says.

    If it is `down`, its keys are not to be had.
    """
    container = stage.world.container
    report = container.ports.metrics.count
    published = FakeIssuer(keys=[KEY.published], down=down)
    people = PersonRules(GROUPS, ReservedNames.of(()))
    verifier = TokenVerifier(ISSUER, CLIENT, people, published.fetch, published.clock, report)
    provider = CodeFlow(ISSUER, Client(CLIENT, "", CALLBACK), verifier, issuer.fetch, issuer.post, issuer.get, report)
    yield Browser(replace(container.sessions, provider=provider), answer)

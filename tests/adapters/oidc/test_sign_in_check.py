"""What says that nobody can sign in is reported, at any time of the day; what says it of one person is not."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException

import pytest

from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow
from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.display_name import ReservedNames
from chalicelib.services.sign_in.failures import PROVIDER_ERRORS, SignInFailure, breakdown_by
from chalicelib.services.unit_of_work.metrics import Metric
from tests.adapters.oidc.fake_endpoints import CALLBACK, KEY, PROOFS, Issuer, tokens
from tests.adapters.oidc.fake_issuer import CLIENT, GROUPS, ISSUER, FakeIssuer

REFUSED, UNAVAILABLE = Metric.SIGN_IN_REFUSED, Metric.SIGN_IN_UNAVAILABLE
LOGIN_REQUIRED = Reply(302, b"", f"{CALLBACK}?error=login_required&state=s")


@dataclass
class Provider:
    """A provider, and what a container reports of it."""

    issuer: Issuer = field(default_factory=Issuer)
    keys: FakeIssuer = field(default_factory=lambda: FakeIssuer(keys=[KEY.published]))
    reported: Counter[Metric] = field(default_factory=Counter)

    def report(self, metric: Metric) -> None:
        """Count the metric."""
        self.reported[metric] += 1

    def flow(self) -> CodeFlow:
        """Return the flow of a newly started container."""
        people = PersonRules(GROUPS, ReservedNames.of(()))
        verifier = TokenVerifier(ISSUER, CLIENT, people, self.keys.fetch, self.keys.clock, self.report)
        one = self.issuer
        return CodeFlow(ISSUER, Client(CLIENT, "", CALLBACK), verifier, one.fetch, one.post, one.get, self.report)


def checked(answer: Reply | Exception, provider: Provider | None = None) -> set[Metric]:
    """Return what a check reports if the authorization endpoint answers so."""
    provider = provider or Provider()

    def ask(url: str) -> Reply:
        assert url.startswith(f"{ISSUER}/authorize?")
        assert {"prompt=none", f"client_id={CLIENT}"} <= set(url.partition("?")[2].split("&"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    provider.flow().check(PROOFS, ask)
    return set(provider.reported)


@pytest.mark.parametrize(
    "answer",
    [
        LOGIN_REQUIRED,
        Reply(302, b"", f"{CALLBACK}#error=interaction_required"),
        Reply(302, b"", f"{CALLBACK}?code=of-a-session"),
        # Providers that know no `prompt=none` show their page.
        Reply(302, b"", "/login?client_id=app"),
        Reply(200, b""),
    ],
)
def test_provider_that_would_sign_somebody_in_is_not_reported(answer: Reply) -> None:
    assert checked(answer) == set()


@pytest.mark.parametrize(
    "answer",
    [
        # Of a callback that is not registered the provider tells on a page of its own (RFC 6749, section 4.1.2.1).
        Reply(400, b""),
        Reply(401, b""),
        Reply(403, b""),
        Reply(404, b""),
        # Cognito's.
        Reply(302, b"", "/error?error=redirect_mismatch&client_id=app"),
        Reply(302, b"", f"{CALLBACK}?error=unauthorized_client"),
        Reply(302, b"", f"{CALLBACK}?error=invalid_scope&state=s"),
        Reply(302, b"", f"{CALLBACK}#error=something_new"),
    ],
)
def test_refused_client_callback_or_scopes_are_reported(answer: Reply) -> None:
    assert checked(answer) == {REFUSED}


@pytest.mark.parametrize(
    "answer",
    [
        Reply(500, b""),
        Reply(503, b""),
        Reply(429, b""),
        Reply(302, b"", f"{CALLBACK}?error=server_error"),
        TimeoutError(),
        ConnectionRefusedError(),
        HTTPException(),
        ValueError(),
    ],
)
def test_provider_out_of_reach_is_reported(answer: Reply | Exception) -> None:
    assert checked(answer) == {UNAVAILABLE}


@pytest.mark.parametrize(
    "keys",
    [
        FakeIssuer(keys=[KEY.published], down=True),
        FakeIssuer(keys=[]),
        FakeIssuer(keys=[], name="https://else.example"),
    ],
    ids=["down", "none", "of another issuer"],
)
def test_keys_that_are_not_to_be_had_are_reported(keys: FakeIssuer) -> None:
    assert checked(LOGIN_REQUIRED, Provider(keys=keys)) == {UNAVAILABLE}


def test_each_check_reports_keys_that_are_not_to_be_had() -> None:
    """Also one within the minute in which the provider is not asked again."""
    provider = Provider(keys=FakeIssuer(keys=[KEY.published], down=True))
    flow = provider.flow()
    for _ in range(3):
        before = provider.reported[UNAVAILABLE]
        flow.check(PROOFS, lambda _: LOGIN_REQUIRED)
        assert provider.reported[UNAVAILABLE] > before


@pytest.mark.parametrize(
    ("reply", "reported"),
    [
        (tokens(), set()),
        (tokens(email_verified=False), set()),
        (Reply(400, b'{"error": "invalid_grant"}'), {REFUSED}),
        (Reply(400, b'{"error": "unauthorized_client"}'), {REFUSED}),
        (Reply(401, b'{"error": "invalid_client"}'), {REFUSED}),
        (Reply(403, b""), {REFUSED}),
        (tokens(aud="another-client"), {REFUSED}),
        (Reply(200, b"no json"), {REFUSED}),
        (Reply(500, b""), {UNAVAILABLE}),
        (TimeoutError(), {UNAVAILABLE}),
    ],
)
def test_refused_code_or_client_is_reported(reply: Reply | Exception, reported: set[Metric]) -> None:
    provider = Provider(Issuer(reply=reply))
    exchange(provider, lambda flow: flow.exchange_code("a-code", PROOFS))
    assert set(provider.reported) == reported


def test_sign_in_that_cannot_begin_is_reported() -> None:
    provider = Provider(Issuer(token_endpoint="http://plain.example/token"))
    exchange(provider, lambda flow: flow.authorization_url(PROOFS))
    assert set(provider.reported) == {UNAVAILABLE}


def exchange(provider: Provider, use: Callable[[CodeFlow], object]) -> None:
    try:
        use(provider.flow())
    except Refused:
        return


EXPECTED: Mapping[SignInFailure, Metric | None] = {
    SignInFailure.REFUSED: None,
    SignInFailure.INCOMPLETE: None,
    SignInFailure.NOT_SET_UP: REFUSED,
    SignInFailure.UNAVAILABLE: UNAVAILABLE,
}


@pytest.mark.parametrize("code", PROVIDER_ERRORS)
def test_error_code_is_of_everybody_or_of_one_person(code: str) -> None:
    """Keycloak says `temporarily_unavailable` to a second tab."""
    expected = None if code == "temporarily_unavailable" else EXPECTED[PROVIDER_ERRORS[code]]
    assert breakdown_by(code) is expected
    assert breakdown_by(f"{code}-new") is None

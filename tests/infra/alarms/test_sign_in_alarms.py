"""Sign-in that works for nobody rings within five minutes, also at night; one person's trouble rings nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from werkzeug.wrappers import Response

from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.services.sign_in.callback import Callback
from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.sign_in.provider import sign_in_provider
from tests.adapters.oidc.fake_endpoints import Issuer
from tests.infra.alarms.sign_in import sign_in_at
from tests.infra.alarms.watched_stage import LIMITED, WatchedStage, watched_stage

REFUSED, UNAVAILABLE = "SignInRefused", "SignInUnavailable"


@dataclass
class Provider:
    """The local run's provider; with a `status`, its authorization endpoint answers so."""

    status: int = 0
    inner: Any = field(default_factory=sign_in_provider)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if self.status and environ["PATH_INFO"].endswith("authorize"):
            return Response("the callback is not registered", self.status)(environ, start)
        answer: Iterable[bytes] = self.inner(environ, start)
        return answer


@contextmanager
def served(provider: Provider) -> Iterator[str]:
    """Serve the provider; yield its address."""
    listener = listen(0)
    with Serving(listener, provider):
        yield url_of(listener)


@contextmanager
def asking(issuer: str) -> Iterator[WatchedStage]:
    """Set up a stage whose schedule asks this issuer."""
    with watched_stage(replace(LIMITED, oidc_issuer=issuer, sign_in_check=True)) as stage:
        yield stage


@pytest.mark.parametrize(("status", "alarm"), [(400, REFUSED), (403, REFUSED), (500, UNAVAILABLE), (503, UNAVAILABLE)])
def test_provider_that_stops_taking_the_callback_rings_at_night(status: int, alarm: str) -> None:
    provider = Provider()
    with served(provider) as issuer, asking(issuer) as stage:
        assert stage.ringing() == set()
        provider.status = status
        for _ in range(3):
            stage.minute()
        assert stage.ringing() == {alarm}
        provider.status = 0
        for _ in range(5):
            stage.minute()
        assert stage.ringing() == set()


def test_provider_that_is_not_there_rings() -> None:
    with served(Provider()) as issuer:
        pass
    with asking(issuer) as stage:
        assert stage.ringing() == {UNAVAILABLE}


def test_schedule_goes_on_while_the_provider_is_not_there() -> None:
    with served(Provider()) as issuer:
        pass
    with asking(issuer) as stage:
        stage.submit()
        stage.minute()
        assert stage.world.mailbox()
        assert "ScheduleStopped" not in stage.ringing()
        assert "SweepFails" not in stage.ringing()


@pytest.mark.parametrize(
    ("error", "alarms"),
    [
        ("unauthorized_client", {REFUSED}),
        ("invalid_scope", {REFUSED}),
        ("redirect_uri_mismatch", {REFUSED}),
        ("access_denied", set()),
        ("login_required", set()),
        ("temporarily_unavailable", set()),
        ("made-up", set()),
    ],
)
def test_error_that_the_provider_sends_back_rings_if_it_is_of_everybody(error: str, alarms: set[str]) -> None:
    with watched_stage() as stage, sign_in_at(stage, Issuer()) as browser:
        browser.sign_in(error=error)
        stage.minute()
        assert stage.ringing() == alarms


@pytest.mark.parametrize("code", ["invalid_grant", "invalid_client", "unauthorized_client"])
def test_refused_code_or_client_rings_with_the_first_sign_in(code: str) -> None:
    reply = Reply(400, f'{{"error": "{code}"}}'.encode())
    with watched_stage() as stage, sign_in_at(stage, Issuer(reply=reply)) as browser:
        browser.sign_in()
        stage.minute()
        assert stage.ringing() == {REFUSED}


def test_callback_of_nobody_rings_nothing() -> None:
    """Whoever has started no sign-in cannot have it ring."""
    with watched_stage() as stage, sign_in_at(stage, Issuer(reply=Reply(400, b""))) as browser:
        browser.sessions.finish(Callback("state", "code", None, "invalid_request"), "", "", "/directory")
        stage.minute()
        assert stage.ringing() == set()

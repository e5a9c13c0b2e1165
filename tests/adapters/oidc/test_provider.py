"""The verifier against a real OIDC provider, which signs without naming its key."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.domain.errors import Problem
from tests.adapters.oidc.fake_issuer import refusal

CALLBACK = "http://localhost/callback"
REVIEWER = {
    "email": "reviewer@vendor.example",
    "email_verified": True,
    "name": "Robin Reviewer",
    "locale": "fr-FR",
    "groups": ["reviewers"],
}


@pytest.fixture
def provider() -> Iterator[str]:
    known = [User(sub="reviewer", claims=REVIEWER)]
    with run_server_in_thread(user_claims=known) as server:
        yield f"http://localhost:{server.server_port}"


def sign_in(provider: str, who: str) -> str:
    """The ID token that a sign-in of this person ends with."""
    with httpx.Client() as browser:
        conf = browser.get(f"{provider}/.well-known/openid-configuration").json()
        asked = {"response_type": "code", "client_id": "app", "redirect_uri": CALLBACK}
        allowed = browser.post(
            conf["authorization_endpoint"],
            params=asked | {"scope": "openid email profile"},
            data={"sub": who},
        )
        [code] = parse_qs(urlsplit(allowed.headers["location"]).query)["code"]
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        answer = browser.post(conf["token_endpoint"], data=grant, auth=("app", "any"))
        return str(answer.json()["id_token"])


def verifier(issuer: str) -> TokenVerifier:
    return TokenVerifier(issuer=issuer, client_id="app", groups_claim="groups")


def test_somebody_who_signed_in_at_the_provider_is_known_by_the_token(provider: str) -> None:
    person = verifier(provider).verify(sign_in(provider, "reviewer"))

    assert str(person.email) == "reviewer@vendor.example"
    assert (person.name, person.language) == ("Robin Reviewer", "fr")
    assert person.groups == {"reviewers"}


def test_somebody_whom_the_provider_does_not_vouch_for_is_not_let_in(provider: str) -> None:
    token = sign_in(provider, "stranger@elsewhere.example")

    assert refusal(verifier(provider), token) is Problem.EMAIL_NOT_VERIFIED


def test_the_same_provider_under_another_name_is_another_issuer(provider: str) -> None:
    token = sign_in(provider, "reviewer")

    assert refusal(verifier(provider.replace("localhost", "127.0.0.1")), token) is Problem.UNAUTHENTICATED

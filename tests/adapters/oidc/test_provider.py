"""The verifier against a real OIDC provider, which signs without naming its key."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from oidc_provider_mock import User, run_server_in_thread

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.display_name import ReservedNames
from infra.local.loopback import loopback_client
from tests.adapters.oidc.fake_issuer import GROUPS, refusal

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
    """Sign in as this person and return the ID token."""
    with loopback_client() as browser:
        configuration = browser.get(f"{provider}/.well-known/openid-configuration").json()
        query = {"response_type": "code", "client_id": "app", "redirect_uri": CALLBACK}
        allowed = browser.post(
            configuration["authorization_endpoint"],
            params=query | {"scope": "openid email profile"},
            data={"sub": who},
        )
        [code] = parse_qs(urlsplit(allowed.headers["location"]).query)["code"]
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        response = browser.post(configuration["token_endpoint"], data=grant, auth=("app", "any"))
        return str(response.json()["id_token"])


def verifier(issuer: str) -> TokenVerifier:
    return TokenVerifier(issuer, "app", PersonRules(GROUPS, ReservedNames.of(())))


def test_id_token_of_a_real_provider_authenticates_its_person(provider: str) -> None:
    person = verifier(provider).verify(sign_in(provider, "reviewer"))

    assert str(person.email) == "reviewer@vendor.example"
    assert (person.name, person.language) == ("Robin Reviewer", "fr")
    assert person.groups == {"reviewers"}


def test_person_without_a_verified_address_is_refused(provider: str) -> None:
    token = sign_in(provider, "stranger@elsewhere.example")

    assert refusal(verifier(provider), token) is Problem.EMAIL_NOT_VERIFIED


def test_provider_under_another_host_name_is_another_issuer(provider: str) -> None:
    token = sign_in(provider, "reviewer")

    assert refusal(verifier(provider.replace("localhost", "127.0.0.1")), token) is Problem.UNAUTHENTICATED

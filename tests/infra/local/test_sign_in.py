"""The local sign-in provider is as strict as a real one."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from infra.local.sign_in.people import PARTNER, PEOPLE, REVIEWER
from infra.local.sign_in.provider import sign_in_provider

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CALLBACK = "http://127.0.0.1:8000/sign-in/callback"
QUERY = {
    "response_type": "code",
    "client_id": "smart-account-requests",
    "redirect_uri": CALLBACK,
    "scope": "openid email profile",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def provider() -> Any:
    return sign_in_provider().test_client()


def authorize(provider: Any, form: dict[str, str], **changes: str) -> str:
    query = {name: value for name, value in (QUERY | changes).items() if value}
    answer = provider.post(f"/oauth2/authorize?{urlencode(query)}", data=form)
    return code_in(str(answer.headers["Location"]))


def code_in(location: str) -> str:
    return parse_qs(urlsplit(location).query)["code"][0]


def exchange(provider: Any, code: str, **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": QUERY["client_id"],
        "code_verifier": VERIFIER,
    }
    sent = {name: value for name, value in (form | changes).items() if value}
    return provider.post("/oauth2/token", data=sent)


def claims(provider: Any, answer: Any) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(provider.get("/jwks").get_json())
    token = answer.get_json()["id_token"]
    key = keys[jwt.get_unverified_header(token)["kid"]]
    verified: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=QUERY["client_id"], issuer="http://localhost"
    )
    return verified


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.email)
def test_a_demo_person_signs_in_as_who_they_are(provider: Any, person: Any) -> None:
    signed_in = claims(provider, exchange(provider, authorize(provider, {"sub": person.email})))
    assert signed_in.items() >= person.claims().items()
    assert signed_in["nonce"] == "n"


def test_only_the_reviewer_is_in_the_group_of_reviewers() -> None:
    assert [person for person in PEOPLE if "reviewers" in person.groups] == [REVIEWER]


@pytest.mark.parametrize("verifier", ["", "w" * 64])
def test_without_the_right_verifier_there_is_no_token(provider: Any, verifier: str) -> None:
    code = authorize(provider, {"sub": PARTNER.email})
    assert exchange(provider, code, code_verifier=verifier).status_code == 400


def test_without_a_challenge_there_is_no_token(provider: Any) -> None:
    form = {"sub": PARTNER.email}
    query = {name: value for name, value in QUERY.items() if not name.startswith("code_challenge")}
    answer = provider.post(f"/oauth2/authorize?{urlencode(query)}", data=form)
    sent = parse_qs(urlsplit(answer.headers.get("Location", "")).query)
    refused = "error" in sent or answer.status_code == 400
    assert refused or exchange(provider, sent["code"][0]).status_code == 400


def test_a_code_is_good_once(provider: Any) -> None:
    code = authorize(provider, {"sub": PARTNER.email})
    assert exchange(provider, code).status_code == 200
    assert exchange(provider, code).status_code == 400


def test_somebody_typed_in_is_not_verified(provider: Any) -> None:
    signed_in = claims(provider, exchange(provider, authorize(provider, {"sub": "new@else.example"})))
    assert signed_in["email"] == "new@else.example"
    assert "email_verified" not in signed_in


def test_somebody_typed_in_is_verified_when_the_box_is_ticked(provider: Any) -> None:
    form = {"sub": "new@else.example", "name": "New", "verified": "yes"}
    signed_in = claims(provider, exchange(provider, authorize(provider, form)))
    assert (signed_in["email_verified"], signed_in["name"]) == (True, "New")


def test_the_box_verifies_no_demo_person(provider: Any) -> None:
    form = {"sub": "unverified@acme.example", "verified": "yes"}
    assert claims(provider, exchange(provider, authorize(provider, form)))["email_verified"] is False


def test_people_can_be_added_while_it_runs(provider: Any) -> None:
    added = {"email": "late@else.example", "email_verified": True}
    assert provider.put("/users/late@else.example", json=added).status_code == 204
    assert provider.get("/users").get_json()["late@else.example"] == added


@pytest.mark.parametrize("path", [f"/oauth2/authorize?{urlencode(QUERY)}", "/oauth2/authorize", "/"])
def test_its_pages_load_nothing_from_the_net(provider: Any, path: str) -> None:
    page = provider.get(path).text
    assert "<link" not in page
    assert "src=" not in page


def test_the_sign_in_page_names_its_fields_and_people(provider: Any) -> None:
    page = provider.get(f"/oauth2/authorize?{urlencode(QUERY)}").text
    assert '<label for="sub">' in page
    assert all(f'value="{person.email}">{person.email}</button>' in page for person in PEOPLE)
    assert '<html lang="en">' in page

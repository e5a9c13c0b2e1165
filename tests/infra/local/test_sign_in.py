"""The local sign-in provider is as strict as a real one."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from infra.local.environment import LOCAL_SECRET, SETTINGS
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
    response = provider.post(f"/oauth2/authorize?{urlencode(query)}", data=form)
    return code_in(str(response.headers["Location"]))


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


def claims(provider: Any, response: Any) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(provider.get("/jwks").get_json())
    token = response.get_json()["id_token"]
    key = keys[jwt.get_unverified_header(token)["kid"]]
    verified: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], audience=QUERY["client_id"], issuer="http://localhost"
    )
    return verified


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.email)
def test_demo_person_signs_in_with_their_claims(provider: Any, person: Any) -> None:
    signed_in = claims(provider, exchange(provider, authorize(provider, {"sub": person.email})))
    assert signed_in.items() >= person.claims().items()
    assert signed_in["nonce"] == "n"


def test_only_reviewer_is_in_reviewers_group() -> None:
    assert [person for person in PEOPLE if "reviewers" in person.groups] == [REVIEWER]


@pytest.mark.parametrize("verifier", ["", "w" * 64])
def test_wrong_code_verifier_gets_no_token(provider: Any, verifier: str) -> None:
    code = authorize(provider, {"sub": PARTNER.email})
    assert exchange(provider, code, code_verifier=verifier).status_code == 400


def test_missing_code_challenge_gets_no_token(provider: Any) -> None:
    form = {"sub": PARTNER.email}
    query = {name: value for name, value in QUERY.items() if not name.startswith("code_challenge")}
    response = provider.post(f"/oauth2/authorize?{urlencode(query)}", data=form)
    sent = parse_qs(urlsplit(response.headers.get("Location", "")).query)
    refused = "error" in sent or response.status_code == 400
    assert refused or exchange(provider, sent["code"][0]).status_code == 400


def test_authorization_code_works_once(provider: Any) -> None:
    code = authorize(provider, {"sub": PARTNER.email})
    assert exchange(provider, code).status_code == 200
    assert exchange(provider, code).status_code == 400


def test_entered_address_is_not_verified(provider: Any) -> None:
    signed_in = claims(provider, exchange(provider, authorize(provider, {"sub": "new@else.example"})))
    assert signed_in["email"] == "new@else.example"
    assert "email_verified" not in signed_in


def test_entered_address_is_verified_if_box_is_checked(provider: Any) -> None:
    form = {"sub": "new@else.example", "name": "New", "verified": "yes"}
    signed_in = claims(provider, exchange(provider, authorize(provider, form)))
    assert (signed_in["email_verified"], signed_in["name"]) == (True, "New")


def test_box_does_not_verify_demo_person(provider: Any) -> None:
    form = {"sub": "unverified@acme.example", "verified": "yes"}
    assert claims(provider, exchange(provider, authorize(provider, form)))["email_verified"] is False


def test_people_can_be_added_at_runtime(provider: Any) -> None:
    added = {"email": "late@else.example", "email_verified": True}
    assert provider.put("/users/late@else.example", json=added).status_code == 204
    assert provider.get("/users").get_json()["late@else.example"] == added


@pytest.mark.parametrize(
    ("form", "error"),
    [({"action": "deny"}, "access_denied"), ({"error": "temporarily_unavailable"}, "temporarily_unavailable")],
    ids=["deny", "unavailable"],
)
def test_refusal_leads_back_with_the_state(provider: Any, form: dict[str, str], error: str) -> None:
    location = provider.post(f"/oauth2/authorize?{urlencode(QUERY)}", data=form).headers["Location"]
    assert location == f"{CALLBACK}?error={error}&state=s"


def test_sign_out_asks_and_leads_back(provider: Any) -> None:
    back = "http://127.0.0.1:8000/sign-out"
    endpoint = provider.get("/.well-known/openid-configuration").get_json()["end_session_endpoint"]
    page = provider.get(f"{endpoint}?{urlencode({'post_logout_redirect_uri': back})}")
    assert f'name="redirect_uri" value="{back}"' in page.text
    confirmed = provider.post("/oauth2/end_session/confirm", data={"redirect_uri": back})
    assert confirmed.headers["Location"] == back


@pytest.mark.parametrize(
    "path", [f"/oauth2/authorize?{urlencode(QUERY)}", "/oauth2/authorize", "/oauth2/end_session", "/"]
)
def test_sign_in_pages_load_no_external_resources(provider: Any, path: str) -> None:
    page = provider.get(path).text
    assert "<link" not in page
    assert "src=" not in page


def test_sign_in_page_labels_fields_and_lists_people(provider: Any) -> None:
    page = provider.get(f"/oauth2/authorize?{urlencode(QUERY)}").text
    assert '<label for="sub">' in page
    assert all(f'value="{person.email}">{person.email}</button>' in page for person in PEOPLE)
    assert '<html lang="en">' in page


def client_token(provider: Any, **changed: str) -> Any:
    form = {"grant_type": "client_credentials", "client_id": "order-tool", "client_secret": LOCAL_SECRET}
    return provider.post("/oauth2/token", data=form | changed)


def test_client_gets_an_access_token_of_its_own() -> None:
    provider = sign_in_provider().test_client()
    keys = jwt.PyJWKSet.from_dict(provider.get("/jwks").get_json())
    token = client_token(provider, scope="requests.read requests.write").get_json()["access_token"]
    header = jwt.get_unverified_header(token)
    key = keys[header["kid"]]
    found = jwt.decode(token, key, algorithms=["RS256"], audience=SETTINGS["API_AUDIENCE"], issuer="http://localhost")
    assert header["typ"] == "at+jwt"
    assert (found["sub"], found["client_id"], found["scope"]) == (
        "order-tool",
        "order-tool",
        "requests.read requests.write",
    )


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"scope": "requests.decide"}, 400, "invalid_scope"),
    ],
    ids=["secret", "client", "scope"],
)
def test_client_is_refused_with_what_is_wrong(changed: dict[str, str], status: int, error: str) -> None:
    answer = client_token(sign_in_provider().test_client(), **changed)
    assert (answer.status_code, answer.get_json()) == (status, {"error": error})

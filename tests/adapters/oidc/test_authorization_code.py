"""The code flow with an issuer: how the client authenticates, which endpoints are used, and what responses mean."""

import json
from base64 import b64decode
from collections.abc import Callable
from http.client import RemoteDisconnected
from urllib.parse import unquote_plus

import pytest

from chalicelib.adapters.oidc.bearer_tokens import LONGEST_ID_TOKEN
from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.domain.errors import Problem, Refused
from tests.adapters.oidc.fake_endpoints import CALLBACK, KEY, PROOFS, SIGNED_OUT, Issuer, refusal, tokens
from tests.adapters.oidc.fake_issuer import CLIENT, ISSUER, claims, signed
from tests.sign_in import query_of


def test_public_client_sends_its_id_and_the_code_verifier() -> None:
    issuer = Issuer()

    assert str(issuer.flow().exchange_code("a-code", PROOFS).person.email) == "partner@reseller.example"

    assert issuer.address == f"{ISSUER}/token"
    assert "Authorization" not in issuer.headers
    assert issuer.form == {
        "grant_type": "authorization_code",
        "code": "a-code",
        "redirect_uri": CALLBACK,
        "code_verifier": PROOFS.verifier,
        "client_id": CLIENT,
    }


def test_client_with_a_secret_authenticates_by_http_basic_only() -> None:
    issuer = Issuer()

    issuer.flow("s:e+c/r%t").exchange_code("a-code", PROOFS)

    kind, _, pair = issuer.headers["Authorization"].partition(" ")
    assert kind == "Basic"
    assert [unquote_plus(part) for part in b64decode(pair).decode().split(":")] == [CLIENT, "s:e+c/r%t"]
    assert not {"client_id", "client_secret"} & set(issuer.form)


def test_query_of_the_authorization_endpoint_is_kept() -> None:
    url = Issuer(authorization_endpoint=f"{ISSUER}/authorize?tenant=a").flow().authorization_url(PROOFS)

    assert url.startswith(f"{ISSUER}/authorize?tenant=a&")
    assert query_of(url)["tenant"] == "a"
    assert query_of(url)["code_challenge"] == PROOFS.challenge


def test_discovery_is_fetched_once_per_container() -> None:
    issuer = Issuer()
    flow = issuer.flow()

    flow.authorization_url(PROOFS)
    flow.authorization_url(PROOFS)
    flow.exchange_code("a-code", PROOFS)

    assert issuer.requests == 1


INSECURE_URLS = [
    "http://sign-in.example/x",
    "ftp://a/x",
    "//a/x",
    "",
    f"{ISSUER}/a\r\nX: y",
    f"{ISSUER}/é",
    f"{ISSUER}/ ",
]


@pytest.mark.parametrize("url", INSECURE_URLS, ids=ascii)
@pytest.mark.parametrize("issuer", [Issuer, lambda url: Issuer(token_endpoint=url)])
def test_insecure_endpoint_is_never_used(issuer: Callable[[str], Issuer], url: str) -> None:
    with pytest.raises(Refused, match="busy"):
        issuer(url).flow().authorization_url(PROOFS)


@pytest.mark.parametrize("status", [400, 401, 403])
@pytest.mark.parametrize("body", [b'{"error": "invalid_grant"}', b"", b"[", b'{"error": 1}'], ids=repr)
def test_code_refused_by_the_issuer_is_unauthenticated(status: int, body: bytes) -> None:
    assert refusal(Issuer(reply=Reply(status, body))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("status", [204, 302, 307, 404, 429, 500, 503])
def test_issuer_error_is_busy_and_redirects_are_not_followed(status: int) -> None:
    assert refusal(Issuer(reply=Reply(status, b""))) is Problem.BUSY


@pytest.mark.parametrize("error", [TimeoutError(), RemoteDisconnected("gone"), ValueError("a-code")], ids=repr)
def test_broken_connection_is_busy_and_logs_no_code(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    assert refusal(Issuer(reply=error)) is Problem.BUSY
    assert "a-code" not in caplog.text


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id_token": 1}', b"[" * 100_000, b'{"id_token": "x"}'], ids=len)
def test_response_without_a_valid_token_is_unauthenticated(body: bytes) -> None:
    assert refusal(Issuer(reply=Reply(200, body))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("nonce", ["another", None, 1, [PROOFS.nonce]], ids=repr)
def test_token_of_another_sign_in_is_unauthenticated(nonce: object) -> None:
    token = signed(KEY, claims(nonce=nonce))

    assert refusal(Issuer(reply=Reply(200, json.dumps({"id_token": token}).encode()))) is Problem.UNAUTHENTICATED


def test_code_flow_token_for_another_client_is_unauthenticated() -> None:
    assert refusal(Issuer(reply=tokens(aud="another"))) is Problem.UNAUTHENTICATED


def test_unverified_address_is_refused_with_its_own_problem() -> None:
    assert refusal(Issuer(reply=tokens(email_verified=False))) is Problem.EMAIL_NOT_VERIFIED


def test_end_session_endpoint_gets_the_hint_and_where_to_come_back() -> None:
    url = Issuer(end_session_endpoint=f"{ISSUER}/logout?tenant=a").flow().end_session_url("an.id.token")

    assert url.startswith(f"{ISSUER}/logout?tenant=a&")
    assert query_of(url) == {
        "tenant": "a",
        "id_token_hint": "an.id.token",
        "client_id": CLIENT,
        "post_logout_redirect_uri": SIGNED_OUT,
    }


def test_end_session_endpoint_is_used_without_a_hint_too() -> None:
    url = Issuer(end_session_endpoint=f"{ISSUER}/logout").flow().end_session_url("")

    assert query_of(url) == {"client_id": CLIENT, "post_logout_redirect_uri": SIGNED_OUT}


def test_logout_url_of_the_settings_replaces_the_endpoint_and_needs_no_discovery() -> None:
    issuer = Issuer(end_session_endpoint=f"{ISSUER}/logout")

    url = issuer.flow(logout_url="https://pool.example/logout").end_session_url("an.id.token")

    assert url.startswith("https://pool.example/logout?")
    assert query_of(url) == {"client_id": CLIENT, "logout_uri": SIGNED_OUT}
    assert issuer.requests == 0


@pytest.mark.parametrize("endpoint", [None, *INSECURE_URLS], ids=ascii)
def test_issuer_without_a_usable_end_session_endpoint_still_signs_people_in(endpoint: str | None) -> None:
    flow = Issuer(end_session_endpoint=endpoint).flow()

    assert flow.end_session_url("an.id.token") == ""
    assert flow.authorization_url(PROOFS)


def test_issuer_out_of_reach_has_no_end_session_url() -> None:
    assert Issuer(authorization_endpoint="").flow().end_session_url("an.id.token") == ""


def test_scopes_are_those_of_the_settings() -> None:
    assert query_of(Issuer().flow().authorization_url(PROOFS))["scope"] == "openid email profile"
    assert (
        query_of(Issuer().flow(scopes="openid email groups").authorization_url(PROOFS))["scope"]
        == "openid email groups"
    )


def test_token_of_200_group_ids_signs_its_person_in() -> None:
    groups = [f"{number:08d}-0000-4000-8000-000000000000" for number in range(200)]
    issuer = Issuer(reply=tokens(groups=[*groups, "reviewers"]))
    assert isinstance(issuer.reply, Reply)
    assert len(issuer.reply.body) > 11_000

    assert issuer.flow().exchange_code("a-code", PROOFS).person.is_reviewer


def test_token_beyond_every_bound_is_refused_unread() -> None:
    assert refusal(Issuer(reply=tokens(padding="p" * LONGEST_ID_TOKEN))) is Problem.TOKEN_TOO_LONG

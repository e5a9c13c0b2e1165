"""Signing in and out over HTTP, as through API Gateway and a browser."""

from tests.sign_in import PARTNER, allow, query_of
from tests.web.signing_in import SESSION, SIGN_IN, Browser, cookies_of, signed_in_by
from tests.world import SETTINGS

SITE = SETTINGS.public_url


def test_sign_in_ends_at_the_requested_page(browser: Browser) -> None:
    response = browser.sign_in()

    assert (response.status_code, response.headers["location"]) == (303, f"{SITE}/accounts?q=acme")
    assert browser.email() == PARTNER


def test_authorization_request_has_a_challenge_and_the_configured_callback(browser: Browser, issuer: str) -> None:
    url = browser.authorization_url()
    query = query_of(url)

    assert url.startswith(f"{issuer}/oauth2/authorize?")
    assert all(len(query.pop(name)) == 43 for name in ("state", "nonce", "code_challenge"))
    assert query == {
        "response_type": "code",
        "client_id": SETTINGS.oidc_client_id,
        "redirect_uri": f"{SITE}/sign-in/callback",
        "scope": "openid email profile",
        "code_challenge_method": "S256",
    }


def test_sign_in_without_a_requested_page_ends_at_the_directory(browser: Browser) -> None:
    reply = allow(browser.get("/sign-in").headers["location"])

    assert browser.get("/sign-in/callback", **reply).headers["location"] == f"{SITE}/directory"


def test_cookies_are_http_only_host_bound_and_same_site(browser: Browser) -> None:
    attributes = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}

    begun = browser.get("/sign-in")
    finished = browser.get("/sign-in/callback", **allow(begun.headers["location"]))
    ended = browser.sign_out()

    assert cookies_of(begun) == {SIGN_IN: {**attributes, "max-age": "600"}}
    assert cookies_of(finished) == {SESSION: attributes, SIGN_IN: {**attributes, "max-age": "0"}}
    assert cookies_of(ended) == {SESSION: {**attributes, "max-age": "0"}}


def test_responses_that_set_a_cookie_are_not_cached(browser: Browser) -> None:
    responses = [browser.get("/sign-in"), browser.sign_in(), browser.sign_out()]

    assert {response.headers["cache-control"] for response in responses} == {"no-store"}


def test_signing_out_ends_the_session_on_the_server_too(browser: Browser) -> None:
    browser.sign_in()
    copied = browser.client.cookies[SESSION]

    response = browser.sign_out()

    assert (response.status_code, response.headers["location"]) == (303, f"{SITE}/sign-out")
    assert signed_in_by(browser.world, copied) is None
    assert SESSION not in browser.client.cookies

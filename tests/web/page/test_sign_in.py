"""Signing in and out over HTTP, as API Gateway and a browser do it."""

from tests.sign_in import PARTNER, allow, query_of
from tests.web.signing_in import SESSION, SIGN_IN, Browser, cookies_of, signed_in_by
from tests.world import SETTINGS

SITE = SETTINGS.public_url


def test_signing_in_ends_where_the_person_wanted_to_go(browser: Browser) -> None:
    answer = browser.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, f"{SITE}/accounts?q=acme")
    assert browser.email() == PARTNER


def test_the_provider_is_asked_for_a_code_with_a_challenge_and_led_back_by_the_settings(
    browser: Browser, issuer: str
) -> None:
    url = browser.led_to_provider()
    asked = query_of(url)

    assert url.startswith(f"{issuer}/oauth2/authorize?")
    assert all(len(asked.pop(name)) == 43 for name in ("state", "nonce", "code_challenge"))
    assert asked == {
        "response_type": "code",
        "client_id": SETTINGS.oidc_client_id,
        "redirect_uri": f"{SITE}/sign-in/callback",
        "scope": "openid email profile",
        "code_challenge_method": "S256",
    }


def test_without_a_wish_signing_in_ends_at_the_directory(browser: Browser) -> None:
    said = allow(browser.get("/sign-in").headers["location"])

    assert browser.get("/sign-in/callback", **said).headers["location"] == f"{SITE}/directory"


def test_the_cookies_are_out_of_reach_of_scripts_other_hosts_and_other_sites(browser: Browser) -> None:
    kept = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}

    begun = browser.get("/sign-in")
    finished = browser.get("/sign-in/callback", **allow(begun.headers["location"]))
    ended = browser.sign_out()

    assert cookies_of(begun) == {SIGN_IN: {**kept, "max-age": "600"}}
    assert cookies_of(finished) == {SESSION: kept, SIGN_IN: {**kept, "max-age": "0"}}
    assert cookies_of(ended) == {SESSION: {**kept, "max-age": "0"}}


def test_what_hands_out_a_cookie_is_kept_by_no_cache(browser: Browser) -> None:
    answers = [browser.get("/sign-in"), browser.sign_in(), browser.sign_out()]

    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


def test_signing_out_ends_the_session_on_the_server(browser: Browser) -> None:
    browser.sign_in()
    copied = browser.client.cookies[SESSION]

    answer = browser.sign_out()

    assert (answer.status_code, answer.headers["location"]) == (303, f"{SITE}/sign-out")
    assert signed_in_by(browser.world, copied) is None
    assert SESSION not in browser.client.cookies

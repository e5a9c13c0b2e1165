"""Signing in and out over HTTP, as through API Gateway and a browser."""

from dataclasses import replace

import pytest

from chalicelib.web.page.sign_in_cookies import HINT_COOKIE, LONGEST_HINT, hint_cookie, name_for
from tests.sign_in import PARTNER, allow, query_of
from tests.web.signing_in import HINT, SENT, SESSION, Browser, browser_at, cookies_of, signed_in_by
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


def test_sign_in_without_a_requested_page_ends_at_the_start_page(browser: Browser) -> None:
    reply = allow(browser.get("/sign-in").headers["location"])

    assert browser.get("/sign-in/callback", **reply).headers["location"] == f"{SITE}/"


def test_cookies_are_http_only_host_bound_and_same_site(browser: Browser) -> None:
    attributes = {"path": "/", "secure": True, "httponly": True, "samesite": "Lax"}

    begun = browser.get("/sign-in")
    sign_in = name_for(query_of(begun.headers["location"])["state"])
    finished = browser.get("/sign-in/callback", **allow(begun.headers["location"]))
    ended = browser.sign_out()

    of_sign_in, below = {**attributes, "max-age": "43200"}, {**attributes, "path": "/api/sign-out"}
    assert cookies_of(begun) == {sign_in: of_sign_in}
    assert cookies_of(finished) == {SESSION: attributes, HINT: below, sign_in: of_sign_in}
    assert cookies_of(ended) == {
        SESSION: {**attributes, "max-age": "0"},
        HINT: {**below, "max-age": "0"},
        SENT: {**attributes, "max-age": "600"},
    }


def test_responses_that_set_a_cookie_are_not_cached(browser: Browser) -> None:
    responses = [browser.get("/sign-in"), browser.sign_in(), browser.sign_out()]

    assert {response.headers["cache-control"] for response in responses} == {"no-store"}


def test_two_tabs_end_where_each_was_going(browser: Browser) -> None:
    first, second = browser.authorization_url("/directory"), browser.authorization_url("/requests")

    ended = [browser.get("/sign-in/callback", **allow(url)) for url in (second, first)]

    assert [response.headers["location"] for response in ended] == [f"{SITE}/requests", f"{SITE}/directory"]
    assert SESSION not in cookies_of(ended[1])
    assert browser.email() == PARTNER


def test_going_back_to_the_callback_leads_where_the_person_was_going(browser: Browser) -> None:
    reply = allow(browser.authorization_url())
    browser.get("/sign-in/callback", **reply)

    again = browser.get("/sign-in/callback", **reply)

    assert (again.status_code, again.headers["location"]) == (303, f"{SITE}/accounts?q=acme")
    assert SESSION not in cookies_of(again)


def test_going_back_to_the_callback_after_signing_out_starts_over_with_the_same_way_back(browser: Browser) -> None:
    reply = allow(browser.authorization_url())
    browser.get("/sign-in/callback", **reply)
    browser.sign_out()

    again = browser.get("/sign-in/callback", **reply)

    assert (again.status_code, again.headers["location"]) == (303, "/api/sign-in?return_to=%2Faccounts%3Fq%3Dacme")


def test_head_requests_start_and_finish_nothing(browser: Browser) -> None:
    assert "set-cookie" not in browser.client.head("/sign-in").headers
    reply = allow(browser.authorization_url())

    response = browser.client.head("/sign-in/callback", params=reply)

    assert (response.status_code, "set-cookie" in response.headers) == (200, False)
    assert browser.world.rows() == {}
    assert browser.get("/sign-in/callback", **reply).headers["location"] == f"{SITE}/accounts?q=acme"


def test_signing_out_ends_the_session_on_the_server_and_leads_to_the_provider(browser: Browser, issuer: str) -> None:
    browser.sign_in()
    copied, hint = browser.client.cookies[SESSION], browser.client.cookies[HINT]

    response = browser.sign_out()

    assert response.status_code == 200
    assert signed_in_by(browser.world, copied) is None
    assert not {SESSION, HINT} & set(browser.client.cookies)
    seconds, _, url = response.headers["refresh"].partition("; url=")
    assert (seconds, url.startswith(f"{issuer}/oauth2/end_session?")) == ("0", True)
    assert query_of(url) == {
        "id_token_hint": hint,
        "client_id": SETTINGS.oidc_client_id,
        "post_logout_redirect_uri": f"{SITE}/sign-out",
    }
    assert "asked to end its own" in browser.get("/sign-out").text


def test_hint_is_sent_to_the_page_for_signing_out_alone(browser: Browser) -> None:
    browser.sign_in()

    sent = browser.client.build_request("GET", "/directory").headers["cookie"]

    assert (SESSION in sent, HINT in sent) == (True, False)


def test_cognito_is_called_in_its_own_way(issuer: str) -> None:
    url = "https://product.auth.eu-west-1.amazoncognito.com/logout"
    with browser_at(issuer, oidc_logout_url=url) as browser:
        browser.sign_in()

        refresh = browser.sign_out().headers["refresh"]

    assert refresh.startswith(f"0; url={url}?")
    assert query_of(refresh) == {"client_id": SETTINGS.oidc_client_id, "logout_uri": f"{SITE}/sign-out"}


def test_signing_out_ends_the_session_although_the_provider_is_out_of_reach(browser: Browser) -> None:
    browser.sign_in()
    copied = browser.client.cookies[SESSION]
    unreachable = replace(SETTINGS, oidc_issuer="http://127.0.0.1:1")
    with browser_at(unreachable.oidc_issuer, browser.world.backend) as later:
        later.client.cookies.set(SESSION, copied, domain="accounts.vendor.example")

        response = later.sign_out()

        assert (response.status_code, response.headers["location"]) == (303, f"{SITE}/sign-out")
        assert "may still know you" in later.get("/sign-out").text
    assert signed_in_by(browser.world, copied) is None


@pytest.mark.parametrize(("length", "is_kept"), [(LONGEST_HINT, True), (LONGEST_HINT + 1, False)])
def test_hint_that_is_too_long_for_a_header_is_left_out(length: int, is_kept: bool) -> None:
    cookie = hint_cookie("x" * length, "/sign-out")

    assert cookie.startswith(f"{HINT_COOKIE}={'x' * length};") is is_kept
    assert ("Max-Age=0" in cookie) is not is_kept

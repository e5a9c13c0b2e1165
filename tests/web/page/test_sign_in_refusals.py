"""Over HTTP: what gives no session, ends no session and redirects nowhere else."""

import json
import logging

import pytest

from chalicelib.web.page.sessions import cookie_in
from tests.sign_in import PARTNER, UNVERIFIED, allow, deny, query_of, with_query
from tests.web.signing_in import HOST, SESSION, SIGN_IN, Browser, refused, with_cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": HOST, "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://sub.accounts.vendor.example", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_sign_out_form_of_another_site_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    browser.sign_in()

    assert browser.sign_out(**headers).status_code == 403
    assert browser.email() == PARTNER


def test_opening_the_sign_out_link_keeps_the_session(browser: Browser) -> None:
    browser.sign_in()

    assert "You are still signed in." in browser.get("/sign-out").text
    assert browser.email() == PARTNER


@pytest.mark.parametrize("goal", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/a\r\nX: y"])
def test_sign_in_link_to_another_site_is_refused(browser: Browser, goal: str) -> None:
    response = browser.get("/sign-in", return_to=goal)

    assert response.status_code == 400
    assert not {"location", "set-cookie"} & set(response.headers)
    assert browser.world.rows() == {}


def test_callback_in_a_browser_without_a_sign_in_is_refused(browser: Browser) -> None:
    reply = allow(browser.authorization_url())
    browser.client.cookies.clear()

    assert refused(browser.get("/sign-in/callback", **reply)) == 401


def test_altered_callback_is_refused(browser: Browser) -> None:
    def after(**changes: str) -> int:
        return refused(browser.get("/sign-in/callback", **{**allow(browser.authorization_url()), **changes}))

    assert [after(state="x"), after(code="x"), after(iss="https://evil.example"), after(code="")] == [401] * 4
    assert refused(browser.get("/sign-in/callback")) == 401
    assert refused(browser.get("/sign-in/callback", **deny(browser.authorization_url()))) == 401
    forged = allow(with_query(browser.authorization_url(), nonce="x"))
    assert refused(browser.get("/sign-in/callback", **forged)) == 401


def test_unverified_address_answers_403(browser: Browser) -> None:
    assert refused(browser.sign_in(UNVERIFIED)) == 403


def test_session_gives_no_access_to_the_api(browser: Browser) -> None:
    browser.sign_in()
    assert browser.email() == PARTNER

    assert browser.get("/v1/directory").status_code == 401


def test_duplicate_cookies_are_ignored() -> None:
    twice = with_cookies(f"a=1; {SESSION}=x; {SESSION}=y")

    assert (cookie_in(twice, SESSION), cookie_in(twice, "a")) == ("", "1")


def test_sign_in_logs_no_secret(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    url = browser.authorization_url()
    secrets = [browser.client.cookies[SIGN_IN], query_of(url)["state"]]
    secrets.append(allow(url)["code"])
    browser.get("/sign-in/callback", **{**allow(url), "code": "a-code-of-nobody"})
    browser.sign_in()
    secrets.append(browser.client.cookies[SESSION])

    messages = [record.getMessage() for record in caplog.records]

    assert "the sign-in provider refused a code: 400 invalid_grant" in messages
    assert [secret for secret in [*secrets, "a-code-of-nobody"] if secret in json.dumps(messages)] == []

"""What gives nobody a session, takes none away and leads nowhere else, over HTTP."""

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
def test_another_site_signs_nobody_out(browser: Browser, headers: dict[str, str]) -> None:
    browser.sign_in()

    assert browser.sign_out(**headers).status_code == 403
    assert browser.email() == PARTNER


def test_a_link_signs_nobody_out(browser: Browser) -> None:
    browser.sign_in()

    assert "You are still signed in." in browser.get("/sign-out").text
    assert browser.email() == PARTNER


@pytest.mark.parametrize("goal", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/a\r\nX: y"])
def test_a_link_cannot_lead_elsewhere_by_a_sign_in(browser: Browser, goal: str) -> None:
    answer = browser.get("/sign-in", return_to=goal)

    assert answer.status_code == 400
    assert not {"location", "set-cookie"} & set(answer.headers)
    assert browser.world.rows() == {}


def test_a_browser_that_began_nothing_is_not_signed_in(browser: Browser) -> None:
    said = allow(browser.led_to_provider())
    browser.client.cookies.clear()

    assert refused(browser.get("/sign-in/callback", **said)) == 401


def test_whatever_is_not_as_it_was_begun_is_refused(browser: Browser) -> None:
    def after(**changes: str) -> int:
        return refused(browser.get("/sign-in/callback", **{**allow(browser.led_to_provider()), **changes}))

    assert [after(state="x"), after(code="x"), after(iss="https://evil.example"), after(code="")] == [401] * 4
    assert refused(browser.get("/sign-in/callback")) == 401
    assert refused(browser.get("/sign-in/callback", **deny(browser.led_to_provider()))) == 401
    forged = allow(with_query(browser.led_to_provider(), nonce="x"))
    assert refused(browser.get("/sign-in/callback", **forged)) == 401


def test_an_address_that_is_not_verified_is_told_so(browser: Browser) -> None:
    assert refused(browser.sign_in(UNVERIFIED)) == 403


def test_a_session_does_not_open_the_api(browser: Browser) -> None:
    browser.sign_in()
    assert browser.email() == PARTNER

    assert browser.get("/v1/directory").status_code == 401


def test_of_two_cookies_with_one_name_none_counts() -> None:
    twice = with_cookies(f"a=1; {SESSION}=x; {SESSION}=y")

    assert (cookie_in(twice, SESSION), cookie_in(twice, "a")) == ("", "1")


def test_no_secret_reaches_a_log(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    url = browser.led_to_provider()
    secrets = [browser.client.cookies[SIGN_IN], query_of(url)["state"]]
    secrets.append(allow(url)["code"])
    browser.get("/sign-in/callback", **{**allow(url), "code": "a-code-of-nobody"})
    browser.sign_in()
    secrets.append(browser.client.cookies[SESSION])

    said = [record.getMessage() for record in caplog.records]

    assert "the sign-in provider refused a code: 400 invalid_grant" in said
    assert [one for one in [*secrets, "a-code-of-nobody"] if one in json.dumps(said)] == []

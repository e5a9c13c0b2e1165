"""Over HTTP: what gives no session, ends no session and redirects nowhere else."""

import json
import logging
from datetime import UTC, datetime, timedelta
from random import Random
from secrets import token_urlsafe
from string import ascii_letters, digits
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.started_sign_ins import SignedSignIns
from chalicelib.domain.languages import LANGUAGES
from chalicelib.rendering.pages.sign_in_failures import failure_texts
from chalicelib.services.sign_in.failures import PROVIDER_ERRORS, SignInFailure
from chalicelib.services.sign_in.return_paths import LONGEST_PATH
from chalicelib.services.sign_in.started import SignIn
from chalicelib.web.page.sessions import cookie_in
from chalicelib.web.page.sign_in_cookies import MOST_BYTES, MOST_SIGN_INS, PREFIX, forget_oldest, name_for, remember
from tests.sign_in import PARTNER, UNVERIFIED, allow, query_of, with_query
from tests.web.browser_without_script import PageReader
from tests.web.signing_in import HOST, SESSION, Browser, browser_at, refused, with_cookies
from tests.world import SETTINGS

STARTED = SignedSignIns(SETTINGS.link_keys)
MADE_UP = PREFIX + "0" * 16
NOW, MINUTE = datetime(2026, 11, 26, 20, tzinfo=UTC), timedelta(minutes=1)


def start(jar: dict[str, str], number: int, sign_in: SignIn) -> None:
    """Start a sign-in in a browser with these cookies; its number stands for the state."""
    token = STARTED.token(sign_in)
    header = "; ".join(f"{name}={value}" for name, value in jar.items())
    for removal in forget_oldest(with_cookies(header), remember(str(number), token), STARTED):
        del jar[removal.partition("=")[0]]
    jar[name_for(str(number))] = token


def told(response: httpx.Response) -> tuple[str, str]:
    """Return the heading, and where the button to try again leads after the sign-in."""
    page = PageReader(response.text)
    (button,) = [link["href"] for link in page.elements_of("a") if link.get("class") == "button"]
    (way_back,) = parse_qs(urlsplit(button).query)["return_to"]
    return page.texts("h1")[0], way_back


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

    response = browser.get("/sign-in/callback", **reply)

    assert refused(response) == 401
    assert told(response) == ("This browser does not know this sign-in", "/")


def test_altered_callback_is_refused(browser: Browser) -> None:
    def after(**changes: str) -> int:
        return refused(browser.get("/sign-in/callback", **{**allow(browser.authorization_url()), **changes}))

    assert [after(state="x"), after(code="x"), after(iss="https://evil.example"), after(code="")] == [401] * 4
    assert refused(browser.get("/sign-in/callback")) == 401
    forged = allow(with_query(browser.authorization_url(), nonce="x"))
    assert refused(browser.get("/sign-in/callback", **forged)) == 401


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "error", ["access_denied", "temporarily_unavailable", "login_required", "invalid_scope", "<b>"]
)
def test_refusal_of_the_provider_is_told_with_a_way_on_that_keeps_the_way_back(
    browser: Browser, error: str, language: str
) -> None:
    state = query_of(browser.authorization_url())["state"]
    failure = PROVIDER_ERRORS.get(error, SignInFailure.REFUSED)
    given = {"error": error, "error_description": "Call +1 555 0100", "error_uri": "https://evil.example"}

    response = browser.get("/sign-in/callback", state=state, **given, lang=language)

    assert refused(response) == 401
    assert told(response) == (failure_texts(failure, language, "").title, "/accounts?q=acme")
    # The random number of the answer may hold any digits.
    page = response.text.replace(response.headers["x-request-id"], "")
    assert not any(text in page for text in ("555", "evil.example", "<b>"))


def test_refusal_without_a_state_keeps_the_way_back_of_the_newest_sign_in(browser: Browser) -> None:
    for goal in ("/directory", "/requests"):
        browser.authorization_url(goal)

    response = browser.get("/sign-in/callback", error="access_denied")

    assert refused(response) == 401
    assert told(response) == ("Your sign-in provider did not sign you in", "/requests")


def test_code_without_a_state_signs_nobody_in(browser: Browser) -> None:
    reply = allow(browser.authorization_url())

    response = browser.get("/sign-in/callback", code=reply["code"])

    assert refused(response) == 401
    assert told(response) == ("The sign-in could not be verified", "/accounts?q=acme")


def test_unverified_address_answers_403_and_keeps_the_way_back_in_every_language(browser: Browser) -> None:
    reply = allow(browser.authorization_url(), UNVERIFIED)

    first = browser.get("/sign-in/callback", **reply)
    again = browser.get("/sign-in/callback", **reply, lang="fr")

    assert [refused(first), refused(again)] == [403, 403]
    assert told(first) == ("Your e-mail address is not confirmed", "/accounts?q=acme")
    assert told(again)[1] == "/accounts?q=acme"


def test_provider_out_of_reach_keeps_the_way_back() -> None:
    with browser_at("http://127.0.0.1:1") as browser:
        response = browser.get("/sign-in", return_to="/accounts?q=acme")

    assert (response.status_code, "set-cookie" in response.headers) == (503, False)
    assert told(response) == ("Signing in is not possible just now", "/accounts?q=acme")


def test_starting_sign_ins_stores_nothing_and_the_browser_forgets_the_oldest(browser: Browser) -> None:
    for number in range(MOST_SIGN_INS + 3):
        browser.authorization_url(f"/accounts?q={number}")

    assert len(browser.sign_ins()) == MOST_SIGN_INS
    assert browser.world.rows() == {}


def test_four_of_the_longest_ways_back_are_kept() -> None:
    random, jar = Random(16), dict[str, str]()
    for number in range(6):
        path = "/" + "".join(random.choices(ascii_letters + digits, k=LONGEST_PATH - 1))
        start(jar, number, SignIn(path, NOW + number * MINUTE, token_urlsafe(32)))

    assert list(jar)[-4:] == [name_for(str(number)) for number in (2, 3, 4, 5)]
    assert name_for("0") not in jar


@given(st.lists(st.text("abc/%20?&=,;_-", max_size=LONGEST_PATH - 1), min_size=1, max_size=12), st.booleans())
def test_cookies_of_sign_ins_leave_room_in_the_header_and_the_newest_is_kept(paths: list[str], aged: bool) -> None:
    """The oldest go first, whatever the ways back are; cookies that nobody signed are the oldest."""
    jar = {MADE_UP: "x" * 100}
    for number, path in enumerate(paths):
        start(jar, number, SignIn(f"/{path}", NOW + number * MINUTE if aged else NOW, "s" * 43))

    assert len(jar) <= MOST_SIGN_INS
    assert sum(len(name) + len(value) + 3 for name, value in jar.items()) <= MOST_BYTES + 200
    assert name_for(str(len(paths) - 1)) in jar
    if aged:
        assert MADE_UP not in jar or len(jar) == len(paths) + 1
        kept = [number for number in range(len(paths)) if name_for(str(number)) in jar]
        assert kept == list(range(len(paths)))[-len(kept) :]


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
    secrets = [*browser.sign_ins().values(), query_of(url)["state"]]
    secrets.append(allow(url)["code"])
    browser.get("/sign-in/callback", **{**allow(url), "code": "a-code-of-nobody"})
    browser.sign_in()
    secrets.append(browser.client.cookies[SESSION])

    messages = [record.getMessage() for record in caplog.records]

    assert "the sign-in provider refused a code: 400 invalid_grant" in messages
    assert [secret for secret in [*secrets, "a-code-of-nobody"] if secret in json.dumps(messages)] == []

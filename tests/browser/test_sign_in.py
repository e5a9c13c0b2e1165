"""Signing in and out in Chromium: two tabs, the back button, a provider that refuses, a late callback, signing out."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from chalicelib.adapters.started_sign_ins import SignedSignIns
from chalicelib.rendering.pages.sign_in_failures import FAILURE_TEXTS
from chalicelib.services.sign_in.failures import SignInFailure
from chalicelib.settings import parsing
from chalicelib.web.page.sign_in_cookies import PREFIX
from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import authorize, sign_in, words
from tests.contract.cast import Cast
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

GOAL = "/accounts?q=acme"
LOCALES = {"en": "en-GB", "fr": "fr-FR"}


def failed(page: "Page", language: str, failure: SignInFailure) -> None:
    """Wait for the page of the failure in this language."""
    page.get_by_role("heading", level=1, name=words(language)(FAILURE_TEXTS[failure].title)).wait_for()
    expect(page.locator("html")).to_have_attribute("lang", language)


def try_again(page: "Page", run: Run, who: str, language: str) -> None:
    """Press the button of a failed sign-in, sign in, and end where the person was going."""
    page.get_by_role("link", name=words(language)("Try again"), exact=True).click()
    authorize(page, run, who)
    page.wait_for_url(f"**{GOAL}")


def age_sign_in(page: "Page", run: Run) -> None:
    """Make the browser remember its sign-in as eleven minutes old, since sessions live by the machine's clock."""
    signed = SignedSignIns(parsing.keys(run.stack.environment["LINK_KEYS"]))
    (cookie,) = [cookie for cookie in page.context.cookies() if cookie["name"].startswith(PREFIX)]
    remembered = signed.read(cookie["value"])
    assert remembered is not None
    cookie["value"] = signed.token(replace(remembered, started_at=remembered.started_at - timedelta(minutes=11)))
    page.context.add_cookies([cookie])  # type: ignore[list-item]


@IN_EVERY_LANGUAGE
def test_two_tabs_end_where_each_was_going_and_forms_of_both_are_accepted(
    new_page: NewPage, run: Run, cast: Cast, language: str
) -> None:
    say, who = words(language), cast.requester()
    first = new_page(locale=LOCALES[language])
    second = first.context.new_page()
    first.goto("/requests/new")
    second.goto(GOAL)
    authorize(first, run, who)
    first.wait_for_url("**/requests/new")
    authorize(second, run, who)
    second.wait_for_url(f"**{GOAL}")
    first.get_by_label(say("Account name"), exact=True).fill("Kept")
    first.get_by_role("button", name=say("Check the request")).click()
    first.locator("[data-summary]").wait_for()
    expect(first.get_by_label(say("Account name"), exact=True)).to_have_value("Kept")


@pytest.mark.matrix
@IN_EVERY_LANGUAGE
def test_going_back_to_the_callback_ends_where_the_person_was_going(
    new_page: NewPage, run: Run, cast: Cast, language: str
) -> None:
    who, callbacks = cast.requester(), []
    page = new_page(locale=LOCALES[language])
    page.on("request", lambda request: callbacks.append(request.url) if "/sign-in/callback" in request.url else None)
    sign_in(page, run, who, GOAL)
    page.wait_for_url(f"**{GOAL}")
    page.goto(callbacks[0])
    page.wait_for_url(f"**{GOAL}")
    page.context.clear_cookies(name="__Host-session")
    page.goto(callbacks[0])
    authorize(page, run, who)
    page.wait_for_url(f"**{GOAL}")
    page.go_back()
    page.locator("#sub").wait_for()
    authorize(page, run, who)
    page.wait_for_url(f"**{GOAL}")


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("button", "failure"),
    [
        ("Deny", SignInFailure.REFUSED),
        ("Answer that nobody can sign in just now", SignInFailure.UNAVAILABLE),
    ],
)
@IN_EVERY_LANGUAGE
def test_refusal_of_the_provider_is_told_and_trying_again_ends_where_the_person_was_going(
    new_page: NewPage, run: Run, cast: Cast, button: str, failure: SignInFailure, language: str
) -> None:
    page = new_page(locale=LOCALES[language])
    page.goto(GOAL)
    page.get_by_role("button", name=button).click()
    failed(page, language, failure)
    try_again(page, run, cast.requester(), language)


@pytest.mark.matrix
@IN_EVERY_LANGUAGE
def test_late_callback_is_told_and_trying_again_ends_where_the_person_was_going(
    new_page: NewPage, run: Run, cast: Cast, language: str
) -> None:
    who = cast.requester()
    page = new_page(locale=LOCALES[language])
    page.goto(GOAL)
    age_sign_in(page, run)
    authorize(page, run, who)
    failed(page, language, SignInFailure.EXPIRED)
    try_again(page, run, who, language)


@IN_EVERY_LANGUAGE
def test_signing_out_ends_the_session_here_and_leads_to_the_provider_and_back(
    new_page: NewPage, run: Run, cast: Cast, language: str
) -> None:
    say = words(language)
    page = new_page(locale=LOCALES[language], java_script_enabled=False)
    sign_in(page, run, cast.requester(), f"/directory?lang={language}")
    copied = page.context.cookies()
    page.get_by_role("button", name=say("Sign out"), exact=True).click()
    page.wait_for_url(f"{run.stack.urls['sign_in']}/oauth2/end_session?**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["post_logout_redirect_uri"] == [f"{run.stack.urls['app']}/sign-out"]
    assert asked["id_token_hint"][0].count(".") == 2
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name=say("You are signed out")).wait_for()
    page.get_by_text(say("Your session here has ended, and your sign-in provider was asked to end its own.")).wait_for()
    page.context.add_cookies(copied)  # type: ignore[arg-type]
    page.goto("/directory")
    page.locator("#sub").wait_for()

"""The journey in Chromium: without JavaScript in every language; every combination in the matrix."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from chalicelib.domain.languages import LANGUAGES
from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import (
    approve,
    assert_fits,
    open_mail,
    request_account,
    row_of,
    sign_in,
    words,
)
from tests.contract.cast import Cast
from tests.contract.local_run import Run, private_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = {"320 px": {"width": 320, "height": 640}, "1280 px": {"width": 1280, "height": 800}}


def walk(new_page: NewPage, run: Run, cast: Cast, language: str, **options: Any) -> None:
    """Request an account, approve it by the mail's link, and see it active in the directory."""
    say, domain = words(language), cast.domain()
    page = new_page(**options)
    sign_in(page, run, cast.requester())
    page.get_by_role("link", name=LANGUAGES[language], exact=True).click()
    request_account(page, say, domain, language)
    approver = new_page(**options)
    open_mail(approver, run, f"it@{domain}")
    expect(approver.locator("html")).to_have_attribute("lang", language)
    expect(approver.get_by_text("<b>For order 4711.</b>")).to_be_visible()
    approve(approver, say)
    page.goto(run.stack.urls["app"] + "/directory")
    expect(row_of(page, domain).locator(".status")).to_have_text(say("Active"))
    assert_fits(page)
    assert_fits(approver)


@IN_EVERY_LANGUAGE
def test_journey_works_without_javascript(new_page: NewPage, run: Run, cast: Cast, language: str) -> None:
    walk(new_page, run, cast, language, java_script_enabled=False)


@pytest.mark.matrix
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@IN_EVERY_LANGUAGE
def test_journey_works_in_every_combination(
    new_page: NewPage, run: Run, cast: Cast, language: str, script: bool, width: str
) -> None:
    walk(new_page, run, cast, language, java_script_enabled=script, viewport=WIDTHS[width])


@pytest.fixture
def staged(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Run, Cast]]:
    """Start a stack whose app is served below a path prefix."""
    del browser
    directory = tmp_path_factory.mktemp("staged")
    with private_run(directory, {"PATH_PREFIX": "stage"}) as run:
        yield run, Cast(run, tmp_path_factory.mktemp("cast"))


@pytest.mark.matrix
def test_journey_works_below_path_prefix(new_page: NewPage, staged: tuple[Run, Cast]) -> None:
    run, cast = staged
    assert run.stack.urls["app"].endswith("/stage")
    walk(new_page, run, cast, "fr", java_script_enabled=False)


def test_back_and_second_click_create_one_request(new_page: NewPage, run: Run, cast: Cast) -> None:
    say, domain = words("en"), cast.domain()
    page = new_page()
    requester = cast.requester()
    sign_in(page, run, requester)
    request_account(page, say, domain, "en")
    page.go_back()
    page.get_by_role("button", name=say("Send the request")).click()
    page.get_by_role("status").wait_for()
    listed = run.call("GET", "/v1/account-requests", requester).json()["items"]
    assert [item["account"]["domain_identifier"] for item in listed] == [domain]


def test_form_keeps_input_and_error_summary_links_to_field(new_page: NewPage, run: Run, cast: Cast) -> None:
    say = words("en")
    page = new_page()
    sign_in(page, run, cast.requester(), "/requests/new")
    page.get_by_label(say("Account name"), exact=True).fill("Kept")
    page.get_by_role("button", name=say("Check the request")).click()
    expect(page.locator("[data-summary]")).to_be_focused()
    page.locator(".summary a").first.click()
    expect(page.locator("id=customer_emails/0")).to_be_focused()
    expect(page.get_by_label(say("Account name"), exact=True)).to_have_value("Kept")


def test_ended_session_is_reported(new_page: NewPage, run: Run, cast: Cast) -> None:
    say = words("en")
    page = new_page()
    sign_in(page, run, cast.requester(), "/requests/new")
    page.context.clear_cookies()
    page.get_by_role("button", name=say("Check the request")).click()
    page.get_by_role("heading", name=say("Your session has ended")).wait_for()
    page.get_by_role("link", name=say("Sign in again")).click()
    page.locator("#sub").wait_for()

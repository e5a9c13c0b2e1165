"""A domain is proved in Chromium by hand: record from the page, DNS of the local tools, check; without JavaScript."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import Say, assert_fits, open_mail, sign_in, words
from tests.contract.cast import Cast
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.matrix


def ask(page: "Page", run: Run, say: Say, who: str, domain: str, language: str) -> None:
    """Sign in and ask for the record."""
    sign_in(page, run, who, f"/domain-proofs?lang={language}")
    expect(page.get_by_label(say("Domain"), exact=True)).to_have_value(domain)
    assert_fits(page)
    page.get_by_role("button", name=say("Show me the record")).click()
    page.get_by_role("heading", name=say("The DNS record")).wait_for()
    assert_fits(page)


@IN_EVERY_LANGUAGE
def test_domain_is_proved_without_a_role_and_without_a_script(
    new_page: NewPage, run: Run, cast: Cast, language: str
) -> None:
    say, domain = words(language), cast.domain()
    holder = cast.person(f"it@{domain}", locale=language)
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    ask(page, run, say, holder, domain, language)
    name, value = page.locator("code").nth(2).inner_text(), page.locator("code").nth(3).inner_text()
    page.get_by_role("button", name=say("Check now")).click()
    expect(page.locator(".message:visible").first).to_contain_text(say("There is no TXT record under this name yet."))
    page.get_by_role("button", name=say("Check now")).click()
    expect(page.get_by_role("alert")).to_contain_text(say("The record was looked for a short while ago"))
    set_record(page, run, name, value)
    run.advance(minutes=5)
    open_mail(page, run, holder, "/domain-proofs/")
    expect(page.locator(".status")).to_have_text(say("Proved"))
    expect(page.get_by_text(say("The record was found."))).to_be_visible()
    page.get_by_role("button", name=say("Withdraw the proof")).click()
    expect(page.get_by_role("status")).to_contain_text(say("The proof is withdrawn. You can remove the record."))
    page.get_by_role("button", name=say("Ask again")).click()
    expect(page.locator("code").nth(3)).to_have_text(value)


def set_record(page: "Page", run: Run, name: str, value: str) -> None:
    """Set the record on the page of the local tools."""
    page.goto(f"{run.stack.urls['tools']}/dns")
    page.get_by_label("Name in full").fill(name)
    page.get_by_label("Value", exact=True).fill(value)
    page.get_by_role("button", name="Set the record").click()
    expect(page.get_by_role("row", name=value)).to_be_visible()


def test_script_copies_name_and_value(new_page: NewPage, run: Run, cast: Cast) -> None:
    say, domain = words("en"), cast.domain()
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, run, say, cast.person(f"it@{domain}"), domain, "en")
    for number, name in enumerate(("Copy the name within the zone", "Copy the name in full", "Copy the value")):
        shown = page.locator("code").nth(number + 1).inner_text()
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("dd [aria-live]").nth(number)).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == shown

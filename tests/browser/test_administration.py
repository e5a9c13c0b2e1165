"""Account administration in Chromium without JavaScript: roles, Virtual Accounts, name, last administrator."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from chalicelib.domain.languages import LANGUAGES
from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.journey import SEARCH_FIELD, Say, assert_fits, row_of, sign_in, words
from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page


def follow(page: "Page", say: Say, link: str) -> None:
    """Follow a link of the page."""
    page.get_by_role("link", name=say(link), exact=True).click()


def send(page: "Page", say: Say, button: str, notice: str) -> None:
    """Submit the form and wait for the notice."""
    page.get_by_role("button", name=say(button), exact=True).click()
    page.get_by_role("status").get_by_text(say(notice)).wait_for()
    assert_fits(page)


def grant(page: "Page", say: Say, email: str, role: str) -> None:
    """Offer a role on the whole account to somebody outside it."""
    follow(page, say, "Who has access")
    page.get_by_label(say("E-mail address"), exact=True).fill(email)
    page.get_by_label(say("Role"), exact=True).select_option(label=say(role))
    page.get_by_role("button", name=say("Grant the role"), exact=True).click()
    page.get_by_text(say("Nothing has been granted yet. Please read once more what you are about to grant.")).wait_for()
    assert_fits(page)
    button = say("Grant: {role}").format(role=say(role))
    send(page, say, button, "The role is offered. A mail tells the person, who has 30 days to accept it.")


def accept(page: "Page", run: Run, say: Say, colleague: str, language: str) -> None:
    """Sign in, accept the offer and go on to the directory."""
    sign_in(page, run, colleague, f"/offers?lang={language}")
    send(page, say, "Accept the role", "The role is yours from now on.")
    page.goto(f"{run.stack.urls['app']}/directory?lang={language}")


def nest(page: "Page", say: Say) -> None:
    """Create a Virtual Account below another one and rename it."""
    follow(page, say, "Create and rename Virtual Accounts")
    for name, below in (("Research", say("None: at the top")), ("Optics", "Research")):
        page.get_by_label(say("Name"), exact=True).fill(name)
        page.get_by_label(say("Below"), exact=True).select_option(label=below)
        send(page, say, "Create the Virtual Account", "The Virtual Account is created.")
    page.get_by_role("link", name=say("Rename {name}").format(name="Optics"), exact=True).click()
    page.get_by_label(say("Name"), exact=True).fill("Lasers")
    send(page, say, "Save", "Your changes are saved.")
    expect(page.locator(".tree .tree .name")).to_have_text(["Lasers"])
    follow(page, say, "Back to the account")


def rename(page: "Page", say: Say, name: str) -> None:
    """Rename the account."""
    follow(page, say, "Change name and visibility")
    page.get_by_label(say("Account name"), exact=True).fill(name)
    send(page, say, "Save", "Your changes are saved.")
    expect(page.locator("h1")).to_have_text(name)


def search(page: "Page", run: Run, say: Say, phrase: str) -> None:
    """Search for a phrase."""
    page.goto(f"{run.stack.urls['app']}/accounts")
    page.get_by_label(say(SEARCH_FIELD)).fill(phrase)
    page.get_by_role("button", name=say("Search"), exact=True).click()


@pytest.mark.matrix
@IN_EVERY_LANGUAGE
def test_administrator_manages_account(new_page: NewPage, run: Run, cast: Cast, tmp_path: Path, language: str) -> None:
    say, domain = words(language), cast.domain()
    administrator, colleague = (cast.person(f"{local}@mail.{domain}") for local in ("admin", "colleague"))
    row = {"name": f"Old Name of {domain}", "domain": domain, "administrators": [administrator]}
    import_accounts(run, tmp_path / "account.json", [row])
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    sign_in(page, run, administrator)
    page.get_by_role("link", name=LANGUAGES[language], exact=True).click()
    follow(page, say, f"Old Name of {domain}")
    grant(page, say, colleague, "Smart Account user")
    expect(row_of(page, colleague).get_by_text(offered := say("Offered"), exact=True)).to_be_visible()
    colleague_page = new_page(java_script_enabled=False)
    accept(colleague_page, run, say, colleague, language)
    expect(row_of(colleague_page, domain).get_by_text(say("Smart Account user"))).to_be_visible()
    page.reload()
    expect(row_of(page, colleague).get_by_text(offered, exact=True)).to_have_count(0)
    follow(page, say, "Back to the account")
    nest(page, say)
    rename(page, say, f"New Name of {domain}")
    search(colleague_page, run, say, f"new name of {domain}")
    colleague_page.get_by_role("link", name=f"New Name of {domain}").click()
    colleague_page.locator(".tree .tree .name", has_text="Lasers").wait_for()
    expect(colleague_page.get_by_role("link", name=say("Who has access"))).to_have_count(0)
    assert_last_administrator_is_kept(page, say, administrator)


def assert_last_administrator_is_kept(page: "Page", say: Say, administrator: str) -> None:
    """Assert that the last administrator cannot withdraw their own role."""
    follow(page, say, "Who has access")
    row_of(page, administrator).get_by_role("link").click()
    page.get_by_text(
        say("This role is your own. Once it is withdrawn, somebody else has to grant it to you again.")
    ).wait_for()
    page.get_by_role("button", name=say("Withdraw my own role"), exact=True).click()
    page.get_by_role("alert").get_by_text(say("An account needs an administrator")).wait_for()
    follow(page, say, "Back to who has access")
    expect(row_of(page, administrator).get_by_text(say("Smart Account administrator"))).to_be_visible()

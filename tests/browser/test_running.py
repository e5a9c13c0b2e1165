"""Running an account in Chromium without script: roles, Virtual Accounts, its name, and its last administrator."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.domain.languages import LANGUAGES
from tests.browser.conftest import NewPage
from tests.browser.journey import Say, fits, row_of, sign_in, words
from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page


def opened(page: "Page", say: Say, link: str) -> None:
    """From the account to one of the pages on which it is run."""
    page.get_by_role("link", name=say(link), exact=True).click()


def sent(page: "Page", say: Say, button: str, notice: str) -> None:
    """Sends the form; the page that follows says that it is done."""
    page.get_by_role("button", name=say(button), exact=True).click()
    page.get_by_role("status").get_by_text(say(notice)).wait_for()
    fits(page)


def grant(page: "Page", say: Say, email: str, role: str) -> None:
    """Grants a role on the whole account."""
    opened(page, say, "Who has access")
    page.get_by_label(say("E-mail address"), exact=True).fill(email)
    page.get_by_label(say("Role"), exact=True).select_option(label=say(role))
    sent(page, say, "Grant the role", "The role is granted. No mail is sent: let the person know.")


def nest(page: "Page", say: Say) -> None:
    """Makes one Virtual Account below another, and gives it another name."""
    opened(page, say, "Create and rename Virtual Accounts")
    for name, below in (("Research", say("None: at the top")), ("Optics", "Research")):
        page.get_by_label(say("Name"), exact=True).fill(name)
        page.get_by_label(say("Below"), exact=True).select_option(label=below)
        sent(page, say, "Create the Virtual Account", "The Virtual Account is created.")
    page.get_by_role("link", name=say("Rename {name}").format(name="Optics"), exact=True).click()
    page.get_by_label(say("Name"), exact=True).fill("Lasers")
    sent(page, say, "Save", "Your changes are saved.")
    assert page.locator(".tree .tree .name").all_inner_texts() == ["Lasers"]
    opened(page, say, "Back to the account")


def rename(page: "Page", say: Say, name: str) -> None:
    """Gives the account another name."""
    opened(page, say, "Change name and visibility")
    page.get_by_label(say("Account name"), exact=True).fill(name)
    sent(page, say, "Save", "Your changes are saved.")
    assert page.locator("h1").inner_text() == name


def search(page: "Page", run: Run, say: Say, phrase: str) -> None:
    """What the search says to a phrase."""
    page.goto(f"{run.stack.urls['app']}/accounts")
    page.get_by_role("searchbox").fill(phrase)
    page.get_by_role("button", name=say("Search"), exact=True).click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_administrator_runs_the_account(
    new_page: NewPage, run: Run, cast: Cast, tmp_path: Path, language: str
) -> None:
    say, domain = words(language), cast.domain()
    administrator, colleague = (cast.person(f"{one}@mail.{domain}") for one in ("admin", "colleague"))
    row = {"name": f"Old Name of {domain}", "domain": domain, "administrators": [administrator]}
    import_accounts(run, tmp_path / "account.json", [row])
    page = new_page(java_script_enabled=False, viewport={"width": 320, "height": 640})
    sign_in(page, run, administrator)
    page.get_by_role("link", name=LANGUAGES[language], exact=True).click()
    opened(page, say, f"Old Name of {domain}")
    grant(page, say, colleague, "Smart Account user")
    assert row_of(page, colleague).get_by_text(say("Not signed in yet")).is_visible()

    theirs = new_page(java_script_enabled=False)
    sign_in(theirs, run, colleague, f"/directory?lang={language}")
    assert row_of(theirs, domain).get_by_text(say("Smart Account user")).is_visible()
    page.reload()
    assert row_of(page, colleague).get_by_text(say("Not signed in yet")).count() == 0

    opened(page, say, "Back to the account")
    nest(page, say)
    rename(page, say, f"New Name of {domain}")
    search(theirs, run, say, f"new name of {domain}")
    theirs.get_by_role("link", name=f"New Name of {domain}").click()
    assert theirs.locator(".tree .tree .name").all_inner_texts() == ["Lasers"]
    assert theirs.get_by_role("link", name=say("Who has access")).count() == 0
    keeps_its_last_administrator(page, say, administrator)


def keeps_its_last_administrator(page: "Page", say: Say, administrator: str) -> None:
    """Withdrawing their own role is refused in words, and they still have it."""
    opened(page, say, "Who has access")
    row_of(page, administrator).get_by_role("link").click()
    page.get_by_text(
        say("This role is your own. Once it is withdrawn, somebody else has to grant it to you again.")
    ).wait_for()
    page.get_by_role("button", name=say("Withdraw my own role"), exact=True).click()
    page.get_by_role("alert").get_by_text(say("An account needs an administrator")).wait_for()
    opened(page, say, "Back to who has access")
    assert row_of(page, administrator).get_by_text(say("Smart Account administrator")).is_visible()

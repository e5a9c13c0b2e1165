"""Steps of the journey in a browser, from sign-in to the active account."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from chalicelib.rendering.languages import translator
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Say = Callable[[str], str]
SEARCH_FIELD = "Search any Smart Account by name or domain"


def words(language: str) -> Say:
    """Return the translation function of a language."""
    return translator(language).gettext


def sign_in(page: "Page", run: Run, who: str, path: str = "/directory") -> None:
    """Open a page and sign in."""
    page.goto(run.stack.urls["app"] + path)
    authorize(page, run, who)


def authorize(page: "Page", run: Run, who: str) -> None:
    """Sign in at the provider, to which a page has redirected, and return to that page."""
    page.locator("#sub").fill(who)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{run.stack.urls['app']}/**")


def request_account(page: "Page", say: Say, domain: str, language: str) -> None:
    """Request an account, starting at the directory; check its pending row there."""
    page.get_by_label(say(SEARCH_FIELD)).fill(domain)
    page.get_by_role("button", name=say("Search"), exact=True).click()
    page.get_by_text(say("No Smart Account that you may see matches.")).wait_for()
    page.locator("details.create summary").click()
    page.get_by_role("link", name=say("Request for a customer"), exact=True).click()
    page.get_by_label(say("Account name"), exact=True).fill(f"Customer at {domain}")
    page.get_by_label(say("Account Domain Identifier"), exact=True).fill(f"https://www.{domain}/")
    page.get_by_label(say("E-mail address of the assigned account creator")).fill(f"it@{domain}")
    page.get_by_label(say("Language of the customer")).select_option(language)
    page.get_by_label(say("Note to the customer (optional)")).fill("<b>For order 4711.</b>")
    page.get_by_role("button", name=say("Check the request")).click()
    page.get_by_role("heading", name=say("Mails that will be sent")).wait_for()
    page.get_by_role("button", name=say("Send the request")).click()
    page.get_by_role("status").wait_for()
    expect(row_of(page, domain).locator(".status")).to_have_text(say("Pending"))


def open_mail(page: "Page", run: Run, address: str, link: str = "/approvals/") -> None:
    """Open the newest mail to the address on the tools page and follow its link."""
    run.work()
    page.goto(run.stack.urls["tools"])
    page.get_by_role("row", name=address).last.get_by_role("link").click()
    page.locator(f"a[href*='{link}']").click()


def approve(page: "Page", say: Say) -> None:
    """Confirm the statement, approve and wait for the outcome."""
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=say("Approve and create the account")).click()
    page.get_by_role("heading", level=1, name=say("Approved").split(":")[0]).wait_for()


def row_of(page: "Page | Locator", text: str) -> "Page":
    """Return the row that contains the text."""
    row: Page = page.get_by_role("row").filter(has_text=text)  # type: ignore[assignment]
    return row


def assert_fits(page: "Page") -> None:
    """Assert that the page does not scroll horizontally."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

"""The whole journey as its people walk it in a browser: from signing in to the Active account."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from chalicelib.rendering.languages import translator
from tests.contract.local_run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Say = Callable[[str], str]


def words(language: str) -> Say:
    """What the pages say in a language."""
    return translator(language).gettext


def sign_in(page: "Page", run: Run, who: str, path: str = "/directory") -> None:
    """Opens a page, and signs in where it leads."""
    page.goto(run.stack.urls["app"] + path)
    authorize(page, run, who)


def authorize(page: "Page", run: Run, who: str) -> None:
    """Signs in where a page has led to the provider, and comes back to that page."""
    page.locator("#sub").fill(who)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{run.stack.urls['app']}/**")


def request_account(page: "Page", say: Say, domain: str, language: str) -> None:
    """From the directory to the Pending row in it."""
    page.get_by_role("searchbox").fill(domain)
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
    assert row_of(page, domain).locator(".status").inner_text() == say("Pending")


def open_mail(page: "Page", run: Run, address: str, link: str = "/approvals/") -> None:
    """Opens the newest mail to the address on the tools page, and follows its link."""
    run.work()
    page.goto(run.stack.urls["tools"])
    page.get_by_role("row", name=address).last.get_by_role("link").click()
    page.locator(f"a[href*='{link}']").click()


def approve(page: "Page", say: Say) -> None:
    """Ticks the statement and approves; the page then tells the outcome."""
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=say("Approve and create the account")).click()
    page.get_by_role("heading", level=1, name=say("Approved").split(":")[0]).wait_for()


def row_of(page: "Page | Locator", text: str) -> "Page":
    """The row of a list that names it."""
    row: Page = page.get_by_role("row").filter(has_text=text)  # type: ignore[assignment]
    return row


def fits(page: "Page") -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

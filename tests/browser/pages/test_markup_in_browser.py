"""Markup in user input is shown as text in a browser; it executes and loads nothing."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from chalicelib.domain.languages import LANGUAGES
from tests.browser.conftest import NewPage
from tests.browser.journey import sign_in
from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import on_link, pending, token_of

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

MARKUP = '<script>alert(1)</script> "><img src=x onerror=alert(1)> <svg onload=alert(1)> {{7*7}} &lt;b&gt;'
NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER, MESSAGE, REASON = (f"{MARKUP} {number}" for number in range(6))


class WatchedPage:
    """A page; `events` records dialogs, console messages, errors and foreign requests."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.events: list[str] = []
        page.on("dialog", self._opened)
        page.on("console", lambda message: self.events.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.events.append(f"error: {error}"))
        page.on("request", lambda request: self._requested(request.url, request.resource_type))

    def assert_shows(self, path: str, *texts: str) -> None:
        """Assert that the page shows the texts in every language, and that no event occurs."""
        for language in LANGUAGES:
            self.page.goto(f"{path}?lang={language}")
            shown = self.page.locator("body").inner_text()
            assert [text for text in texts if text not in shown] == [], self.page.url
            expect(self.page.locator("script")).to_have_count(1)
            assert self.events == [], self.page.url

    def _opened(self, dialog: "Dialog") -> None:
        self.events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _requested(self, url: str, kind: str) -> None:
        if kind != "document" and "/static/" not in url:
            self.events.append(f"{kind}: {url}")


def test_typed_markup_is_never_executed(run: Run, cast: Cast, new_page: NewPage) -> None:
    requester, domain = cast.person(cast.requester(), name=REQUESTER), cast.domain()
    typed = {"account_name": NAME, "note_to_customer": TO_CUSTOMER, "note_to_reviewer": TO_REVIEWER}
    request, token = pending(run, requester, domain, **typed)
    on_link(run, token, "forward", email=f"head@{domain}", message=MESSAGE).raise_for_status()
    page = new_page()
    sign_in(page, run, requester)
    own, approver = WatchedPage(page), WatchedPage(new_page())
    own.assert_shows("/directory", REQUESTER, NAME)
    own.assert_shows(f"/requests/{request['request_id']}", REQUESTER, NAME, TO_CUSTOMER, TO_REVIEWER)
    link = f"/approvals/{token_of(run, f'head@{domain}', request)}"
    approver.assert_shows(link, REQUESTER, NAME, TO_CUSTOMER, MESSAGE)
    approver.page.goto(f"{link}/decline")
    approver.page.get_by_role("radio").last.check()
    approver.page.get_by_role("textbox").fill(REASON)
    approver.page.locator("button.serious").click()
    approver.page.locator("blockquote").wait_for()
    approver.assert_shows(link, NAME, REASON)
    own.assert_shows(f"/requests/{request['request_id']}", REQUESTER, REASON)

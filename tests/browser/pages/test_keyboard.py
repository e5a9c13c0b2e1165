"""The journey by keyboard: Tab reaches every control, and the focus is always visible."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.journey import SEARCH_FIELD, row_of
from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import mails_to, pending, shown, tokens_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.matrix

# The local provider's page has a button for each known person; no other page has half as many tab stops.
MOST_STOPS = 150
FOCUS = """target => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  return {
    there: focused === target,
    seen: focused === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0),
    html: focused.outerHTML.slice(0, 200),
  };
}"""


class Keyboard:
    """Uses a page by keyboard only, and asserts that the focused element has an outline."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def has_focus(self, target: "Locator") -> bool:
        """Whether the element has the focus; assert that the focused element is outlined."""
        found = target.evaluate(FOCUS)
        assert found["seen"], f"no outline on {self.page.url} around {found['html']}"
        return bool(found["there"])

    def reach(self, target: "Locator") -> None:
        """Press Tab until the element has the focus."""
        target.wait_for()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.has_focus(target):
                return
        pytest.fail(f"Tab never reaches {target} on {self.page.url}")

    def press(self, target: "Locator", key: str = "Enter") -> None:
        """Move to the element and press a key."""
        self.reach(target)
        self.page.keyboard.press(key)

    def write(self, label: str, text: str) -> None:
        """Replace the content of the field with this label."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def button(self, name: str) -> None:
        """Press the button with this name."""
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        """Follow the link with this name."""
        self.press(self.page.get_by_role("link", name=name, exact=True))


@pytest.fixture
def requester(run: Run, cast: Cast, new_page: NewPage) -> tuple[str, Keyboard]:
    """Provide a person with a role, signed in by keyboard, at the directory."""
    keyboard, who = Keyboard(new_page()), cast.requester()
    keyboard.page.goto(f"{run.stack.urls['app']}/directory")
    keyboard.write("Mail address", who)
    keyboard.page.keyboard.press("Enter")
    keyboard.page.get_by_role("heading", name="Smart and Virtual Account access").wait_for()
    return who, keyboard


def search_without_result(keyboard: Keyboard, domain: str) -> None:
    """Search for the customer's account and continue to the form."""
    keyboard.reach(keyboard.page.get_by_label(SEARCH_FIELD))
    keyboard.page.keyboard.type(domain)
    keyboard.page.keyboard.press("Enter")
    keyboard.page.get_by_text("No Smart Account that you may see matches.").wait_for()
    keyboard.press(keyboard.page.locator("details.create summary"))
    keyboard.link("Request for a customer")


def fill_in_and_send(keyboard: Keyboard, domain: str) -> None:
    """Fill in the form, including the second contact in the `details` element, and submit the check page."""
    keyboard.write("Account name", f"Customer at {domain}")
    keyboard.write("Account Domain Identifier", domain)
    keyboard.write("E-mail address of the assigned account creator", f"it@{domain}")
    keyboard.press(keyboard.page.get_by_text("Further people who may decide (optional)"), "Space")
    keyboard.write("E-mail address 2", f"cio@{domain}")
    keyboard.write("Note to the customer (optional)", "For order 4711.")
    keyboard.button("Check the request")
    keyboard.page.get_by_role("heading", name="Mails that will be sent").wait_for()
    keyboard.button("Send the request")
    keyboard.page.get_by_role("status").wait_for()


def open_and_close_decline(keyboard: Keyboard) -> None:
    """Open the dialog, move into it and close it; the focus returns to the button."""
    opener = keyboard.page.get_by_role("button", name="Decline…")
    dialog = keyboard.page.get_by_role("dialog")
    keyboard.press(opener)
    dialog.wait_for()
    assert keyboard.has_focus(dialog.get_by_role("heading"))
    keyboard.reach(dialog.get_by_role("radio").first)
    keyboard.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert keyboard.has_focus(opener)


def test_journey_works_by_keyboard(run: Run, cast: Cast, new_page: NewPage, requester: tuple[str, Keyboard]) -> None:
    (_, keyboard), domain = requester, cast.domain()
    search_without_result(keyboard, domain)
    fill_in_and_send(keyboard, domain)
    expect(row_of(keyboard.page, domain).locator(".status")).to_have_text("Pending")
    assert mails_to(run, f"cio@{domain}")
    (token,) = tokens_in(mails_to(run, f"it@{domain}")[0]["text"])
    approver = Keyboard(new_page())
    approver.page.goto(f"/approvals/{token}")
    open_and_close_decline(approver)
    approver.press(approver.page.get_by_role("checkbox"), "Space")
    approver.button("Approve and create the account")
    approver.page.get_by_role("heading", name=f"Approved: Smart Account for {domain}").wait_for()
    keyboard.page.goto("/directory")
    expect(row_of(keyboard.page, domain).locator(".status")).to_have_text("Active")


def test_requester_resends_link_and_withdraws_by_keyboard(
    run: Run, cast: Cast, requester: tuple[str, Keyboard]
) -> None:
    (who, keyboard), domain = requester, cast.domain()
    request, _ = pending(run, who, domain)
    run.advance(minutes=11)
    keyboard.link("My requests")
    keyboard.link(f"Customer at {domain.partition('.')[0]}")
    history = keyboard.page.get_by_role("listitem").filter(has=keyboard.page.locator("time"))
    history.first.wait_for()
    events = history.count()
    keyboard.button(f"Send a new link: it@{domain}")
    history.nth(events).wait_for()
    assert len(mails_to(run, f"it@{domain}", request)) == 2
    keyboard.link("Withdraw the request…")
    keyboard.write("Reason (optional)", "Typed the wrong name.")
    keyboard.button("Withdraw the request")
    keyboard.page.get_by_text("Typed the wrong name.").wait_for()
    assert shown(run, who, request)["status"] == "withdrawn"

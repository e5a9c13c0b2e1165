"""The journey by the keyboard alone: Tab reaches everything there is to do, and shows where it is."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NewPage
from tests.browser.journey import row_of
from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import mails_to, pending, shown, tokens_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# The provider's page of the local run has a button for everybody it knows; no other page has half as many stops.
MOST_STOPS = 150
LOOK = """wanted => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  return {
    there: focused === wanted,
    seen: focused === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0),
    html: focused.outerHTML.slice(0, 200),
  };
}"""


class Hands:
    """Somebody with a keyboard and nothing else, who watches the outline of what has the focus."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    def sees_focus_on(self, wanted: "Locator") -> bool:
        """Whether it is there. Wherever it is, it has to be seen."""
        found = wanted.evaluate(LOOK)
        assert found["seen"], f"no outline on {self.page.url} around {found['html']}"
        return bool(found["there"])

    def reach(self, wanted: "Locator") -> None:
        """Goes on from where the focus is, until it is there."""
        wanted.wait_for()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.sees_focus_on(wanted):
                return
        pytest.fail(f"Tab never reaches {wanted} on {self.page.url}")

    def press(self, wanted: "Locator", key: str = "Enter") -> None:
        """Works it."""
        self.reach(wanted)
        self.page.keyboard.press(key)

    def write(self, label: str, text: str) -> None:
        """Into the field of that label, in the place of what stands there."""
        self.reach(self.page.get_by_label(label, exact=True))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def button(self, name: str) -> None:
        """Presses the button of that name."""
        self.press(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        """Follows the link of that name."""
        self.press(self.page.get_by_role("link", name=name, exact=True))


@pytest.fixture
def requester(run: Run, cast: Cast, new_page: NewPage) -> tuple[str, Hands]:
    """Somebody with a role, who has signed in by the keyboard and is at the directory."""
    hands, who = Hands(new_page()), cast.requester()
    hands.page.goto(f"{run.stack.urls['app']}/directory")
    hands.write("Mail address", who)
    hands.page.keyboard.press("Enter")
    hands.page.get_by_role("heading", name="Smart and Virtual Account access").wait_for()
    return who, hands


def search_in_vain(hands: Hands, domain: str) -> None:
    """Looks whether the customer has an account, and goes on to the form."""
    hands.reach(hands.page.get_by_role("searchbox"))
    hands.page.keyboard.type(domain)
    hands.page.keyboard.press("Enter")
    hands.page.get_by_text("No Smart Account that you may see matches.").wait_for()
    hands.press(hands.page.locator("details.create summary"))
    hands.link("Request for a customer")


def fill_in_and_send(hands: Hands, domain: str) -> None:
    """The form, with a second person in the part that unfolds; then the check page."""
    hands.write("Account name", f"Customer at {domain}")
    hands.write("Account Domain Identifier", domain)
    hands.write("E-mail address of the assigned account creator", f"it@{domain}")
    hands.press(hands.page.get_by_text("Further people who may decide (optional)"), "Space")
    hands.write("E-mail address 2", f"cio@{domain}")
    hands.write("Note to the customer (optional)", "For order 4711.")
    hands.button("Check the request")
    hands.page.get_by_role("heading", name="Mails that will be sent").wait_for()
    hands.button("Send the request")
    hands.page.get_by_role("status").wait_for()


def look_at_declining(hands: Hands) -> None:
    """Opens the pop-up, walks into it and leaves it: nothing is declined, and the focus is back."""
    opener = hands.page.get_by_role("button", name="Decline…")
    dialog = hands.page.get_by_role("dialog")
    hands.press(opener)
    dialog.wait_for()
    assert hands.sees_focus_on(dialog.get_by_role("heading"))
    hands.reach(dialog.get_by_role("radio").first)
    hands.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert hands.sees_focus_on(opener)


def test_the_journey_from_signing_in_to_the_active_account(
    run: Run, cast: Cast, new_page: NewPage, requester: tuple[str, Hands]
) -> None:
    (_, hands), domain = requester, cast.domain()
    search_in_vain(hands, domain)
    fill_in_and_send(hands, domain)
    assert row_of(hands.page, domain).locator(".status").inner_text() == "Pending"
    assert mails_to(run, f"cio@{domain}")
    (token,) = tokens_in(mails_to(run, f"it@{domain}")[0]["text"])
    approver = Hands(new_page())
    approver.page.goto(f"/approvals/{token}")
    look_at_declining(approver)
    approver.press(approver.page.get_by_role("checkbox"), "Space")
    approver.button("Approve and create the account")
    approver.page.get_by_role("heading", name=f"Approved: Smart Account for {domain}").wait_for()
    hands.page.goto("/directory")
    assert row_of(hands.page, domain).locator(".status").inner_text() == "Active"


def test_a_requester_sends_a_new_link_and_takes_the_request_back(
    run: Run, cast: Cast, requester: tuple[str, Hands]
) -> None:
    (who, hands), domain = requester, cast.domain()
    request, _ = pending(run, who, domain)
    run.advance(minutes=11)
    hands.link("My requests")
    hands.link(request["reference"])
    history = hands.page.get_by_role("listitem").filter(has=hands.page.locator("time"))
    history.first.wait_for()
    events = history.count()
    hands.button(f"Send it@{domain} a new link")
    history.nth(events).wait_for()
    assert len(mails_to(run, f"it@{domain}", request)) == 2
    hands.link("Withdraw the request…")
    hands.write("Reason (optional)", "Typed the wrong name.")
    hands.button("Withdraw the request")
    hands.page.get_by_text("Typed the wrong name.").wait_for()
    assert shown(run, who, request)["status"] == "withdrawn"

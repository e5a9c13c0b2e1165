"""The approver's pages in Chromium: without JavaScript, decline dialog, keyboard, axe and 320 px."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import IN_EVERY_LANGUAGE, NewPage
from tests.browser.pages.test_every_state import violations
from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.steps import pending, token_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.matrix

NARROW = {"viewport": {"width": 320, "height": 640}}
WORDS = {
    "en": ("Approve and create the account", "Forward…", "Forward the decision", "Decline…", "Approved"),
    "fr": (
        "Approuver et créer le compte",
        "Transférer…",
        "Transférer la décision",
        "Refuser…",
        "Demande approuvée",
    ),
}


@pytest.fixture
def link(run: Run, cast: Cast) -> Callable[..., str]:
    """Return a function that submits a request and returns the path of its link."""

    def new_link(language: str = "en") -> str:
        _, token = pending(
            run, cast.requester(), cast.domain(), customer_language=language, note_to_customer="For order 4711."
        )
        return f"/approvals/{token}"

    return new_link


@IN_EVERY_LANGUAGE
def test_approval_journey_works_without_javascript(run: Run, cast: Cast, new_page: NewPage, language: str) -> None:
    approve, forward, send, decline, approved = WORDS[language]
    domain = cast.domain()
    request, token = pending(run, cast.requester(), domain, customer_language=language)
    page = new_page(java_script_enabled=False, **NARROW)
    page.goto(f"/approvals/{token}")
    page.get_by_role("button", name=decline).click()
    expect(page.get_by_role("radio").first).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.go_back()
    page.get_by_role("link", name=forward).click()
    page.locator("#email").fill("head@elsewhere.example")
    page.get_by_role("button", name=send).click()
    page.locator("#outside_domain_confirmed").check()
    page.get_by_role("button", name=send).click()
    expect(page.locator("main")).to_contain_text("h•••@elsewhere.example")
    page.goto(f"/approvals/{token_of(run, 'head@elsewhere.example', request)}")
    page.get_by_role("button", name=approve).click()
    expect(page.locator(".fault")).to_have_count(1)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=approve).click()
    expect(page.locator("h1")).to_have_text(re.compile(f"^{approved}"))


def test_decline_dialog_works_by_keyboard(link: Callable[..., str], new_page: NewPage) -> None:
    page = new_page()
    page.goto(link())
    page.get_by_role("button", name="Decline…").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Decline…")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Decline and close the request").press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("^Declined"))


def test_error_summary_gets_focus_and_links_to_field(link: Callable[..., str], new_page: NewPage) -> None:
    page = new_page()
    page.goto(link() + "/decline")
    page.get_by_role("button", name="Decline and close").click()
    expect(page.locator("[data-summary]")).to_be_focused()
    page.locator(".summary a").click()
    expect(page.locator("id=reason_code")).to_be_focused()


def _unconfirmed(page: "Page", link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=WORDS["en"][0]).click()


def _outside(page: "Page", link: str) -> None:
    page.goto(link + "/forward")
    page.locator("#email").fill("head@elsewhere.example")
    page.get_by_role("button", name=WORDS["en"][2]).click()


def _dialog(page: "Page", link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Decline…").click()


def _approved(page: "Page", link: str) -> None:
    page.goto(link)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=WORDS["en"][0]).click()


def _view(action: str) -> Callable[["Page", str], None]:
    def act(page: "Page", link: str) -> None:
        page.goto(link + action)

    return act


def _unknown(page: "Page", link: str) -> None:
    del link
    page.goto("/approvals/nothing")


def _record_console(page: "Page", console: list[str]) -> None:
    page.on("console", lambda message: console.append(message.text))


VISITS = [
    *(_view(action) for action in ("", "/decline", "/forward", "/cancel", "/renew")),
    _unconfirmed,
    _outside,
    _dialog,
    _unknown,
    _approved,
]


@pytest.mark.matrix
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_approver_pages_pass_axe_and_fit_narrow_screen(
    link: Callable[..., str], new_page: NewPage, scheme: str
) -> None:
    own_link = link()
    for visit in VISITS:
        page = new_page(color_scheme=scheme, **NARROW)
        console: list[str] = []
        _record_console(page, console)
        visit(page, own_link)
        assert violations(page) == [], page.title()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.title()
        assert not [text for text in console if "Content Security Policy" in text]

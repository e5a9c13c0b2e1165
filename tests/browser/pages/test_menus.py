"""Menus and pop-ups close on Escape and outside; on a phone the menu folds, and the title is in the first screen."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages.test_every_state import drawn, languages_of, open_state, tab
from tests.web.page.every_state import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.matrix

OpenPage = Callable[..., "Page"]
PHONE: Any = {"width": 360, "height": 640}
SMALLEST: Any = {"width": 320, "height": 568}
DESKTOP: Any = {"width": 1280, "height": 800}
# After errors the summary comes first, and its title is the first that is read.
FIRST_TITLE = "document.querySelector('main .summary h2, h1').getBoundingClientRect().bottom + scrollY"


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[OpenPage]:
    """Open a page in a state."""
    contexts: list[Any] = []

    def open_in_window(state: str, viewport: Any = DESKTOP, **options: Any) -> "Page":
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        open_state(page, state)
        return page

    yield open_in_window
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("state", "viewport", "opener", "content"),
    [
        ("directory", DESKTOP, ".create summary", ".create ul"),
        ("directory", PHONE, ".create summary", ".create ul"),
        ("directory", PHONE, ".fold summary", ".menu"),
        ("documentation of the API", PHONE, ".fold summary", ".menu"),
    ],
)
def test_menu_closes_on_escape_and_outside(
    open_page: OpenPage, state: str, viewport: Any, opener: str, content: str
) -> None:
    page = open_page(state, viewport)
    summary, menu = page.locator(opener), page.locator(content)
    expect(menu).to_be_hidden()

    def leave_by_tab() -> None:
        page.locator(f"{content} :is(a, button)").last.focus()
        page.keyboard.press("Tab")

    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.locator("h1").click(),
        leave_by_tab,
    )
    for close in ways:
        summary.click()
        expect(menu).to_be_visible()
        close()
        expect(menu).to_be_hidden()


def test_escape_gives_the_focus_back_to_what_opened_the_menu(open_page: OpenPage) -> None:
    page = open_page("directory", PHONE)
    page.locator(".fold summary").click()
    page.locator(".menu a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator(".fold summary")).to_be_focused()


def test_one_menu_closes_another_and_a_link_within_stays(open_page: OpenPage) -> None:
    page = open_page("directory", PHONE)
    page.locator(".fold summary").click()
    page.locator(".menu a").first.focus()
    expect(page.locator(".menu")).to_be_visible()
    page.locator(".create summary").click()
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.locator(".create ul")).to_be_visible()


def test_dialog_closes_on_escape_and_outside_and_keeps_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("pending")
    dialog, opener = page.get_by_role("dialog"), page.get_by_role("button", name="Decline…")
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(5, 5),
    )
    for close in ways:
        opener.click()
        expect(dialog).to_be_visible()
        dialog.get_by_role("textbox").fill("We have one.")
        box = dialog.bounding_box()
        assert box
        page.mouse.click(box["x"] + 6, box["y"] + 6)
        expect(dialog).to_be_visible()
        close()
        expect(dialog).to_be_hidden()
    opener.click()
    expect(dialog.get_by_role("textbox")).to_have_value("We have one.")


def test_menu_folds_without_script_and_is_in_sight_where_there_is_room(open_page: OpenPage) -> None:
    phone = open_page("directory", PHONE, java_script_enabled=False)
    expect(phone.locator(".menu")).to_be_hidden()
    phone.locator(".fold summary").click()
    expect(phone.locator(".menu")).to_be_visible()
    for width in (800, 1280):
        wide = open_page("directory", {"width": width, "height": 800}, java_script_enabled=False)
        expect(wide.locator(".menu")).to_be_visible()
        expect(wide.locator(".fold")).to_be_hidden()


@pytest.fixture(scope="module")
def phone(browser: "Browser") -> Iterator["Page"]:
    """Provide a tab of a phone."""
    with tab(browser, viewport=SMALLEST) as page:
        yield page


@pytest.mark.matrix
@pytest.mark.parametrize("name", STATES)
def test_title_is_in_the_first_screen_of_a_phone(phone: "Page", name: str) -> None:
    for size in drawn(name, [SMALLEST, PHONE]):
        phone.set_viewport_size(size)
        for language in languages_of(name):
            open_state(phone, name, language)
            assert phone.evaluate(FIRST_TITLE) <= size["height"], (language, size)

"""Lists in Chromium: rows of two lines at most on a usual screen, and nothing wider than the screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from chalicelib.domain.languages import LANGUAGES
from tests.browser.pages.test_every_state import HOST, serving
from tests.web.page.every_state import shown
from tests.web.page.long_lists import LISTS, site_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HIGHEST_ROW = 56
WIDTHS = (320, 768, 1024, 1280, 1920)
HEIGHTS = "[...document.querySelectorAll('.list tbody tr')].map((row) => row.getBoundingClientRect().height)"
# Words that are broken in the middle of a line that has room for the whole of each.
BROKEN = """[...document.querySelectorAll('.list time, .list .status, .list .whole')]
    .filter((one) => one.getClientRects().length > 1).map((one) => one.textContent)"""

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def page(browser: "Browser") -> Iterator["Page"]:
    """One page for all lists."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def set_width(page: "Page", width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})


def open_in(page: "Page", answer: Any, width: int) -> None:
    set_width(page, width)
    page.unroute_all()
    page.route("**/*", serving(answer, []))
    page.goto(f"{HOST}/page")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_rows_have_two_lines_at_most_and_fit(page: "Page", name: str, language: str) -> None:
    with site_with(name, 30) as (site, path):
        answers = [
            site.get(f"{path}{'&' if '?' in path else '?'}lang={language}{more}") for more in ("", "&times=exact")
        ]
    for answer in answers:
        open_in(page, answer, WIDTHS[0])
        for width in WIDTHS:
            set_width(page, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if width == 1280:
                heights = page.evaluate(HEIGHTS)
                assert (len(heights), max(heights) <= HIGHEST_ROW) == (25, True), max(heights)
    open_in(page, answers[0], 1280)
    assert page.evaluate(BROKEN) == []


def test_copy_button_copies_the_account_id(page: "Page") -> None:
    answer = shown("account one runs")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=HOST)
    open_in(page, answer, 1280)
    page.get_by_role("button", name="Copy the account id").click()
    page.get_by_text("Copied", exact=True).wait_for()
    page.wait_for_function(
        "async () => (await navigator.clipboard.readText()) === document.getElementById('account-id').textContent"
    )


def test_without_script_there_is_no_copy_button(browser: "Browser") -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    open_in(page, shown("account one runs"), 1280)
    expect(page.get_by_role("button", name="Copy the account id")).to_have_count(0)
    context.close()

"""On paper, A4 upright and across: few sheets, no narrow columns, and a decision is a receipt.

`pytest -m matrix tests/browser/pages/test_print.py -rP` prints how many sheets each page takes.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages.test_every_state import languages_of, open_state
from tests.web.page.every_state import STATES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.matrix

# The width of A4 within the margins of the style sheet, at 96 pixels an inch.
WIDTHS: Mapping[str, int] = {"portrait": int((210 - 24) / 25.4 * 96), "landscape": int((297 - 24) / 25.4 * 96)}
SHORTEST_LINE = 20
# The manual of the API is as long as the API is.
# The manual grows with the API: its longest part lists every schema.
MOST_SHEETS, MOST_OF_MANUAL = 4, 20
RECEIPTS = ("approved", "declined", "approved by another", "declined by another")
# Every text of the page that is broken into lines, each with its lines; what its writer broke is several texts.
BROKEN_TEXTS = """() => {
  const texts = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  const blockOf = (node) => {
    let element = node.parentElement;
    while (getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
    return element;
  };
  const range = document.createRange();
  let writersBreaks = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeName === "BR") writersBreaks += 1;
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim() || !node.parentElement.checkVisibility()) continue;
    const block = blockOf(node);
    const isPre = getComputedStyle(node.parentElement).whiteSpace.startsWith("pre");
    for (let at = 0; at < node.length; at += 1) {
      if (node.data[at] === "\\n" && isPre) writersBreaks += 1;
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { top, bottom, width } = range.getBoundingClientRect();
      if (!width) continue;
      if (!texts.has(block)) texts.set(block, new Map());
      const parts = texts.get(block);
      if (!parts.has(writersBreaks)) parts.set(writersBreaks, []);
      const lines = parts.get(writersBreaks);
      const line = lines.at(-1);
      if (line && top < line.bottom - 1) {
        line.text += node.data[at];
        line.bottom = Math.max(line.bottom, bottom);
      } else {
        lines.push({ text: node.data[at], bottom });
      }
    }
  }
  const all = [...texts.values()].flatMap((parts) => [...parts.values()]);
  return all.filter((lines) => lines.length > 1).map((lines) => lines.map(({ text }) => text.trim()));
}"""


def short_lines(page: "Page") -> list[list[str]]:
    """Return the texts with a line that is too short, other than the last one."""
    texts: list[list[str]] = page.evaluate(BROKEN_TEXTS)
    return [lines for lines in texts if any(len(line) < SHORTEST_LINE for line in lines[:-1])]


def sheets(page: "Page", orientation: str) -> int:
    """Print the page to A4 and return its number of sheets."""
    pdf = page.pdf(format="A4", landscape=orientation == "landscape", prefer_css_page_size=False)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def printed(context: "BrowserContext", name: str, language: str) -> "Page":
    """Open the page as it is printed."""
    page = context.new_page()
    page.emulate_media(media="print")
    open_state(page, name, language)
    return page


@pytest.fixture(scope="module")
def context(browser: "Browser") -> Iterator["BrowserContext"]:
    """One context for all pages; the dark scheme, which paper must not have."""
    context = browser.new_context(color_scheme="dark")
    yield context
    context.close()


@pytest.fixture(scope="module")
def paper(context: "BrowserContext") -> "Page":
    """Provide a tab whose pages are shown as they are printed."""
    page = context.new_page()
    page.emulate_media(media="print")
    return page


@pytest.mark.matrix
@pytest.mark.parametrize("name", STATES)
def test_page_takes_few_sheets_and_breaks_no_text_into_short_lines(paper: "Page", name: str) -> None:
    for language in languages_of(name):
        open_state(paper, name, language)
        for orientation, width in WIDTHS.items():
            paper.set_viewport_size({"width": width, "height": 800})
            assert short_lines(paper) == [], (language, orientation)
            assert paper.evaluate("document.documentElement.scrollWidth") <= width
            count = sheets(paper, orientation)
            sys.stdout.write(f"{count} {'sheet' if count == 1 else 'sheets'} {orientation}, {language}: {name}\n")
            assert count <= (MOST_OF_MANUAL if "documentation" in name else MOST_SHEETS), (language, orientation)


@pytest.mark.parametrize("name", RECEIPTS)
def test_decision_prints_as_a_receipt_on_one_sheet(context: "BrowserContext", name: str) -> None:
    page = printed(context, name, "en")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    receipt = page.locator(".receipt")
    for said in (
        "SAR-",
        "Decided by",
        "22 November 2026, 09:00 UTC",
        "University of Example",
        "partner@reseller.example",
    ):
        expect(receipt).to_contain_text(said)
    for hidden in (".next-steps", "nav", "button", ".button"):
        expect(page.locator(hidden).locator("visible=true")).to_have_count(0)
    expect(page.locator("header")).to_contain_text("Smart Accounts")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert {orientation: sheets(page, orientation) for orientation in WIDTHS} == {"portrait": 1, "landscape": 1}


def test_receipt_of_an_approval_says_what_was_confirmed(context: "BrowserContext") -> None:
    receipt = printed(context, "approved", "en").locator(".receipt")
    expect(receipt).to_contain_text("I am authorised to decide this for my organisation")
    others = printed(context, "approved by another", "en").locator(".receipt")
    expect(others).not_to_contain_text("I am authorised")


def test_button_prints_where_a_script_runs(browser: "Browser", context: "BrowserContext") -> None:
    page = printed(context, "approved", "en")
    page.emulate_media(media="screen")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print or save as PDF").click()
    expect(page).to_have_title("printed")
    without: Any = browser.new_context(java_script_enabled=False)
    expect(printed(without, "approved", "en").locator("[data-prints]")).to_be_hidden()
    without.close()


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p style='width: 8em'>one two three four five six seven</p>", True),
        ("<table><td><span>one two three</span> four five six seven eight</table>", True),
        (
            "<p>one two three four five six seven, and so on until the line is full at last, and then it goes on</p>",
            False,
        ),
        ("<p style='width: 8em'>one<br>two<br>three</p>", False),
        ("<p style='white-space: pre-line'>one\ntwo\nthree</p>", False),
        ("<p style='width: 8em' hidden>one two three four five six seven</p>", False),
    ],
)
def test_narrow_columns_are_found(context: "BrowserContext", html: str, found: bool) -> None:
    page = context.new_page()
    page.set_content(f"<!doctype html><style>td {{ max-width: 8em }} body {{ width: 40em }}</style>{html}")
    assert bool(short_lines(page)) is found

"""Accounts are suggested to somebody who types in the search field: by keys, by pointer, and never in the way."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.journey import SEARCH_FIELD, sign_in
from tests.browser.pages.test_every_state import HOST, serving, violations
from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Run
from tests.web.page.every_state import shown

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route

pytestmark = pytest.mark.matrix

NAMES = ("Campus North", "Campus South", "Institute of Arts")
PAUSE = 200
MORNING = datetime(2026, 11, 27, 9, tzinfo=UTC)


class Searcher:
    """Types in the search field of a page whose clock stands still; `asked` is what the script has asked for."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.asked: list[str] = []
        self.held: list[Route] = []
        self.is_slow = False
        page.route("**/*", serving(shown("search"), []))
        page.route("**/accounts/suggestions?*", self._answer)
        page.route("**/accounts/id-of-*", lambda route: route.fulfill(body="The account."))
        page.clock.install(time=MORNING)
        page.goto(f"{HOST}/page")
        page.clock.pause_at(MORNING + timedelta(hours=1))

    @property
    def field(self) -> "Locator":
        """The search field."""
        return self.page.get_by_label(SEARCH_FIELD)

    @property
    def options(self) -> "Locator":
        """The suggestions that are shown."""
        return self.page.get_by_role("listbox").get_by_role("option")

    def type(self, text: str, milliseconds: int = PAUSE) -> None:
        """Type the text after what is there, and let this time pass."""
        self.field.press_sequentially(text)
        self.page.clock.run_for(milliseconds)

    def call_of(self, act: Callable[[], None]) -> "Route":
        """Return the call that this causes, which waits to be answered."""
        with self.page.expect_request("**/accounts/suggestions?*"):
            act()
        # Another round trip to the browser, before which the call is passed on to `_answer`.
        self.page.wait_for_function("true")
        return self.held[-1]

    def press(self, *keys: str) -> None:
        """Press the keys one after the other."""
        for key in keys:
            self.field.press(key)

    def _answer(self, route: "Route") -> None:
        self.asked += parse_qs(urlsplit(route.request.url).query)["q"]
        if self.is_slow:
            self.held.append(route)
        else:
            route.fulfill(json=found(self.asked[-1]))


def found(typed: str) -> dict[str, Any]:
    """Return the answer to what was typed."""
    names = [name for name in NAMES if typed.strip().lower() in name.lower()]
    items = [{"name": name, "domain": "a.example", "url": f"/api/accounts/id-of-{name[-5:]}"} for name in names]
    return {"items": items, "announcement": f"{len(items)} suggestions"}


@pytest.fixture
def searcher(browser: "Browser") -> Iterator[Searcher]:
    """Somebody at the search page."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield Searcher(context.new_page())
    context.close()


def test_suggestions_follow_a_pause_in_typing(searcher: Searcher) -> None:
    searcher.type("camp", PAUSE - 1)
    expect(searcher.field).to_have_attribute("aria-expanded", "false")
    searcher.type("us", PAUSE)
    expect(searcher.options).to_have_text(["Campus North a.example", "Campus South a.example"])
    expect(searcher.field).to_have_attribute("aria-expanded", "true")
    expect(searcher.page.locator("[aria-live]")).to_have_text("2 suggestions")
    assert searcher.asked == ["campus"]


def test_open_list_passes_axe(searcher: Searcher) -> None:
    searcher.type("campus")
    searcher.press("ArrowDown")
    expect(searcher.options).to_have_count(2)
    searcher.page.clock.resume()
    for scheme in ("light", "dark"):
        searcher.page.emulate_media(color_scheme=scheme)
        assert violations(searcher.page) == []
    assert searcher.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_arrow_keys_go_round_through_options_and_field(searcher: Searcher) -> None:
    searcher.type("campus")
    expect(searcher.options).to_have_count(2)
    expect(searcher.field).not_to_have_attribute("aria-activedescendant", "suggestion-0")
    for key, chosen in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", None), ("ArrowUp", 1), ("Home", None)):
        searcher.press(key)
        selected = searcher.page.get_by_role("listbox").get_by_role("option", selected=True)
        expect(selected).to_have_count(0 if chosen is None else 1)
        if chosen is not None:
            expect(searcher.field).to_have_attribute("aria-activedescendant", f"suggestion-{chosen}")
    expect(searcher.field).to_be_focused()


def test_escape_closes_the_list_and_keeps_the_text_and_an_arrow_opens_it_again(searcher: Searcher) -> None:
    searcher.type("campus")
    expect(searcher.options).to_have_count(2)
    searcher.press("Escape")
    expect(searcher.page.get_by_role("listbox")).to_be_hidden()
    expect(searcher.field).to_have_value("campus")
    searcher.press("ArrowUp")
    expect(searcher.field).to_have_attribute("aria-activedescendant", "suggestion-1")
    searcher.press("Escape", "Escape")
    expect(searcher.field).to_have_value("")


def test_enter_opens_the_chosen_account(searcher: Searcher) -> None:
    searcher.type("campus")
    expect(searcher.options).to_have_count(2)
    searcher.press("ArrowDown", "ArrowDown", "Enter")
    expect(searcher.page).to_have_url(f"{HOST}/api/accounts/id-of-South")


def test_pointer_opens_an_account(searcher: Searcher) -> None:
    searcher.type("campus")
    searcher.options.first.click()
    expect(searcher.page).to_have_url(f"{HOST}/api/accounts/id-of-North")


def test_enter_without_a_choice_searches_what_was_typed(searcher: Searcher) -> None:
    searcher.type("campus")
    expect(searcher.options).to_have_count(2)
    with searcher.page.expect_request(lambda request: request.is_navigation_request()) as sent:
        searcher.press("Enter")
    assert parse_qs(urlsplit(sent.value.url).query) == {"q": ["campus"]}


def test_late_answer_to_an_earlier_text_is_not_shown(searcher: Searcher) -> None:
    searcher.is_slow = True
    searcher.type("cam")
    with searcher.page.expect_event("requestfailed"):
        searcher.type("p", 0)
    call = searcher.call_of(lambda: searcher.page.clock.run_for(PAUSE))
    expect(searcher.options).to_have_count(0)
    call.fulfill(json=found("camp"))
    expect(searcher.options).to_have_count(2)
    assert searcher.asked == ["cam", "camp"]


def test_nothing_is_asked_while_an_input_method_composes(searcher: Searcher) -> None:
    searcher.field.focus()
    devtools = searcher.page.context.new_cdp_session(searcher.page)
    devtools.send("Input.imeSetComposition", {"text": "だいがく", "selectionStart": 4, "selectionEnd": 4})
    expect(searcher.field).to_have_value("だいがく")
    searcher.page.clock.run_for(PAUSE * 5)
    with searcher.page.expect_response("**/accounts/suggestions?*"):
        devtools.send("Input.insertText", {"text": "大学"})
        searcher.page.clock.run_for(PAUSE)
    assert searcher.asked == ["大学"]


@pytest.mark.parametrize("typed", ["", "ca", "  ca ", "é2"])
def test_text_too_short_to_begin_a_name_asks_nothing(searcher: Searcher, typed: str) -> None:
    searcher.type(typed)
    searcher.field.fill("campus")
    searcher.page.clock.run_for(PAUSE)
    expect(searcher.options).to_have_count(2)
    assert searcher.asked == ["campus"]


def test_list_closes_where_the_field_is_left_or_the_server_fails(searcher: Searcher) -> None:
    searcher.type("campus")
    expect(searcher.options).to_have_count(2)
    searcher.press("Tab")
    expect(searcher.page.get_by_role("listbox")).to_be_hidden()
    searcher.is_slow = True
    searcher.field.focus()
    call = searcher.call_of(lambda: searcher.type("x"))
    expect(searcher.options).to_have_count(0)
    call.fulfill(status=503, body="busy")
    expect(searcher.page.locator("[aria-live]")).to_have_text("")


def test_partner_goes_to_an_account_by_keyboard(run: Run, cast: Cast, new_page: NewPage, tmp_path: "Path") -> None:
    domain = cast.domain()
    rows = [{"name": f"House of {domain} <b>", "domain": domain, "administrators": [f"admin@{domain}"]}]
    import_accounts(run, tmp_path / "account.json", rows)
    page = new_page()
    sign_in(page, run, cast.requester())
    field = page.get_by_label(SEARCH_FIELD)
    field.press_sequentially(domain)
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_text([f"House of {domain} <b> {domain}"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"House of {domain} <b>")

"""Axe on every page and error state in both colour schemes, from 320 to 1920 px, with all details open.

With `make test-browser ALL=1` each page is opened in every language and width; otherwise one of each is drawn by the
state's name, so that the same are drawn again.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import pytest

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from infra.local.state import PROJECT_ROOT
from tests.web.browser_without_script import Response
from tests.web.page.every_state import STATES, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
# Axe leaves out its experimental rules unless they are named.
EXPERIMENTAL = (
    "css-orientation-lock",
    "focus-order-semantics",
    "hidden-content",
    "label-content-name-mismatch",
    "p-as-heading",
    "table-fake-caption",
    "td-has-header",
)
# Of these, the rules that look at colours: all that the second colour scheme can break.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
STATIC = PROJECT_ROOT / "chalicelib" / "static"
HOST = "https://accounts.vendor.example"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
WIDTHS = (320, 360, 768, 1024, 1280, 1920)
NARROW: Any = {"width": WIDTHS[0], "height": 640}
Choice = TypeVar("Choice")

pytestmark = pytest.mark.matrix


def serving(answer: Response, aborted: list[str]) -> Callable[["Route"], None]:
    """Serve the page and its static files; record and abort any other request."""

    def serve(route: "Route") -> None:
        url = route.request.url
        name = urlsplit(url).path.rpartition("/")[2]
        if url == f"{HOST}/page":
            route.fulfill(status=200, headers=dict(answer.headers), body=answer.text)
        elif url.startswith(f"{HOST}/api/static/"):
            first, _, kind = name.split(".")
            route.fulfill(status=200, content_type=KINDS[kind], body=(STATIC / f"{first}.{kind}").read_text())
        else:
            aborted.append(url)
            route.abort()

    return serve


def open_state(page: "Page", name: str, language: str = DEFAULT_LANGUAGE) -> list[str]:
    """Open a page in a state; return the list of requests to other origins, as they come.

    In the same tab as the state before, since to open a tab takes longer than a page.
    """
    aborted: list[str] = []
    page.unroute_all()
    page.route("**/*", serving(shown(name, language), aborted))
    page.goto(f"{HOST}/page")
    return aborted


def violations(page: "Page", rules: Sequence[str] = STANDARDS) -> list[list[str]]:
    """Return what axe finds, which is loaded once a page; all else that it tells, it would take long to tell."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(pytest.importorskip("axe_playwright_python.base").AXE_SCRIPT)
    found = "options => axe.run(options).then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))"
    enabled = {rule: {"enabled": True} for rule in EXPERIMENTAL} if rules is STANDARDS else {}
    told: list[list[str]] = page.evaluate(found, {"runOnly": rules, "resultTypes": ["violations"], "rules": enabled})
    return told


def rules_in(scheme: str) -> Sequence[str]:
    """All rules in both colour schemes with `make test-browser ALL=1`; otherwise those of colours in the dark one."""
    return STANDARDS if scheme == "light" or os.environ.get("ALL") else OF_COLOURS


def open_details(page: "Page") -> None:
    """Open all `details` elements."""
    page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")


@contextmanager
def _recorded_console(page: "Page") -> Iterator[list[str]]:
    messages: list[str] = []

    def record(message: "ConsoleMessage") -> None:
        messages.append(message.text)

    page.on("console", record)
    yield messages
    page.remove_listener("console", record)


def drawn(name: str, choices: Sequence[Choice]) -> Sequence[Choice]:
    """All of them with `make test-browser ALL=1`; otherwise one, drawn by the state's name."""
    return choices if os.environ.get("ALL") else [Random(name).choice(choices)]


def languages_of(name: str) -> Sequence[str]:
    """The languages in which the state is tried."""
    return drawn(name, list(LANGUAGES))


def open_dialog(page: "Page", is_open: bool) -> None:
    """Open or close the page's dialog."""
    page.evaluate(f"document.querySelector('dialog').{'showModal' if is_open else 'close'}()")


def assert_accessible(page: "Page", *context: object) -> None:
    """Run axe in both colour schemes, also with the page's dialog open."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, rules_in(scheme)) == [], (*context, scheme)
        if page.locator("dialog").count():
            open_dialog(page, True)
            assert violations(page, rules_in(scheme)) == [], (*context, scheme, "dialog")
            open_dialog(page, False)


@contextmanager
def tab(browser: "Browser", **options: Any) -> Iterator["Page"]:
    """Open a tab that a module's tests share."""
    context = browser.new_context(**options)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def narrow(browser: "Browser") -> Iterator["Page"]:
    """Provide a tab of the least width."""
    with tab(browser, viewport=NARROW) as page:
        yield page


@pytest.mark.parametrize("name", STATES)
def test_page_passes_axe_and_loads_no_external_resources(narrow: "Page", name: str) -> None:
    with _recorded_console(narrow) as console:
        for language in languages_of(name):
            aborted = open_state(narrow, name, language)
            open_details(narrow)
            for width in drawn(name[::-1], WIDTHS):
                narrow.set_viewport_size({"width": width, "height": 640})
                assert_accessible(narrow, language, width)
                assert narrow.evaluate("document.documentElement.scrollWidth") <= width
            narrow.set_viewport_size(NARROW)
            assert narrow.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
            assert aborted == []
    assert [text for text in console if "Content Security Policy" in text] == []


def test_axe_finds_a_missing_text_and_a_faint_one(browser: "Browser") -> None:
    with tab(browser) as page:
        page.set_content('<html lang="en"><title>t</title><main><h1>t</h1><img src=""><p style="color: #ccc">faint</p>')
        assert {rule for rule, _ in violations(page)} == {"image-alt", "color-contrast"}
        assert [rule for rule, _ in violations(page, OF_COLOURS)] == ["color-contrast"]

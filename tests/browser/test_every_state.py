"""Every page and error state before axe, in every language and colour schemes, at 320 px, all unfolded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from chalicelib.domain.languages import LANGUAGES
from infra.local.state import PROJECT_ROOT
from tests.web.browser_without_script import Answer
from tests.web.page.every_state import STATES, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATIC = PROJECT_ROOT / "chalicelib" / "static"
HOST = "https://accounts.vendor.example"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
NARROW: Any = {"width": 320, "height": 640}

pytestmark = pytest.mark.matrix


def serving(answer: Answer, asked: list[str]) -> Callable[["Route"], None]:
    """Answers with the page and its static files; whatever else is asked for is noted and refused."""

    def serve(route: "Route") -> None:
        url = route.request.url
        name = urlsplit(url).path.rpartition("/")[2]
        if url == f"{HOST}/page":
            route.fulfill(status=200, headers=dict(answer.headers), body=answer.text)
        elif url.startswith(f"{HOST}/api/static/"):
            first, _, kind = name.split(".")
            route.fulfill(status=200, content_type=KINDS[kind], body=(STATIC / f"{first}.{kind}").read_text())
        else:
            asked.append(url)
            route.abort()

    return serve


def violations(page: "Page") -> list[tuple[str, str]]:
    """What axe finds."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"runOnly": STANDARDS}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def opened(page: "Page") -> None:
    """Everything that unfolds, unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def _listened(page: "Page") -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    return said


@pytest.mark.parametrize("name", STATES)
def test_a_page_has_no_barrier_that_axe_finds_and_asks_nothing_of_others(browser: "Browser", name: str) -> None:
    for language in LANGUAGES:
        asked: list[str] = []
        context = browser.new_context(viewport=NARROW)
        context.route("**/*", serving(shown(name, language), asked))
        page = context.new_page()
        complaints = _listened(page)
        page.goto(f"{HOST}/page")
        opened(page)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], (language, scheme)
            if page.locator("dialog").count():
                page.evaluate("document.querySelector('dialog').showModal()")
                assert violations(page) == [], (language, scheme, "dialog")
                page.evaluate("document.querySelector('dialog').close()")
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert asked == []
        assert [text for text in complaints if "Content Security Policy" in text] == []
        context.close()

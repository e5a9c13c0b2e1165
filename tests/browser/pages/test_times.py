"""Times are the reader's own by script, say how far away they are, and stand in UTC without script and on paper."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages.test_every_state import HOST, serving
from tests.web.page.every_state import shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.matrix

NOW = datetime(2026, 11, 25, 19, 14, tzinfo=UTC)
# As in the state "pending".
SENT = "22 November 2026, 09:00 UTC"
OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser") -> Iterator[OpenPage]:
    """Open a page of these elements, for a reader in Paris."""
    contexts: list[Any] = []

    def open_with(*elements: str, state: str = "pending", language: str = "en", **options: Any) -> "Page":
        answer = shown(state, language)
        if elements:
            answer = replace(answer, text=answer.text.replace("</main>", "".join(elements) + "</main>"))
        context = browser.new_context(timezone_id="Europe/Paris", **options)
        contexts.append(context)
        page = context.new_page()
        page.clock.install(time=NOW)
        page.route("**/*", serving(answer, []))
        page.goto(f"{HOST}/page")
        return page

    yield open_with
    for context in contexts:
        context.close()


def element(at: datetime, text: str = "at 9:00", before: str = "", after: str = "") -> str:
    """Return a paragraph with a time, alone or within a sentence."""
    return f'<p class="tried">{before}<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{text}</time>{after}</p>'


@pytest.mark.parametrize(
    ("away", "language", "expected"),
    [
        (timedelta(days=14), "en", "in 14 days, 9 December, 20:14 your time"),
        (timedelta(days=14), "fr", "dans 14 jours, le 9 décembre à 20:14, votre heure locale"),
        (timedelta(days=6), "fr", "dans 6 jours, le 1er décembre à 20:14, votre heure locale"),
        (timedelta(days=6), "en", "in 6 days, 1 December, 20:14 your time"),
        (timedelta(), "en", "now, 25 November, 20:14 your time"),
        (timedelta(minutes=10), "en", "in 10 minutes, 25 November, 20:24 your time"),
        (timedelta(hours=-1), "en", "1 hour ago, 25 November, 19:14 your time"),
        (timedelta(hours=-23, minutes=-50), "en", "1 day ago, 24 November, 20:24 your time"),
        (timedelta(days=13, hours=23), "en", "in 14 days, 9 December, 19:14 your time"),
        (timedelta(days=90), "en", "in 90 days, 23 February 2027, 20:14 your time"),
        (timedelta(days=-365), "en", "12 months ago, 25 November 2025, 20:14 your time"),
        # Half a year away the reader's clock has another offset.
        (timedelta(days=182), "en", "in 6 months, 26 May 2027, 21:14 your time"),
        (timedelta(days=-1461), "en", "4 years ago, 25 November 2022, 20:14 your time"),
    ],
)
def test_time_that_stands_alone_is_relative_and_local(
    open_page: OpenPage, away: timedelta, language: str, expected: str
) -> None:
    page = open_page(element(NOW + away), language=language)
    expect(page.locator(".tried")).to_have_text(expected)


def test_time_within_a_sentence_stays_part_of_it(open_page: OpenPage) -> None:
    sentence = element(NOW + timedelta(days=14), before="It works until ", after=".")
    expect(open_page(sentence).locator(".tried")).to_have_text(
        "It works until 9 December, 20:14 your time (in 14 days)."
    )
    french = open_page(sentence, language="fr")
    expect(french.locator(".tried")).to_have_text(
        "It works until 9 décembre à 20:14, votre heure locale (dans 14 jours)."
    )


def test_date_stays_a_date_with_the_exact_time_on_demand(open_page: OpenPage) -> None:
    page = open_page(element(datetime(2026, 11, 25, 23, 30, tzinfo=UTC), text="25 Nov 2026"))
    tried = page.locator(".tried time")
    expect(tried).to_have_text("26 Nov 2026")
    expect(tried).to_have_attribute("title", "26 November, 00:30 your time (in 4 hours) · 25 Nov 2026")


def test_every_time_of_a_page_names_the_instant_in_utc_too(open_page: OpenPage) -> None:
    times = open_page().locator("time")
    expect(times).to_have_count(3)
    expect(times.first).to_have_text("3 days ago, 22 November, 10:00 your time")
    expect(times.first).to_have_attribute("title", SENT)
    expect(times.first).to_have_attribute("datetime", "2026-11-22T09:00:00Z")


def test_relative_times_move_on_while_a_page_is_open(open_page: OpenPage) -> None:
    page = open_page(element(NOW + timedelta(minutes=10)))
    page.clock.run_for(5 * 60 * 1000)
    expect(page.locator(".tried")).to_have_text("in 5 minutes, 25 November, 20:24 your time")


def test_without_script_and_on_paper_times_are_utc(open_page: OpenPage) -> None:
    expect(open_page(java_script_enabled=False).locator("time").first).to_have_text(SENT)
    page = open_page()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("time").first).to_have_text(SENT)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("time").first).to_have_text(re.compile("^3 days ago, "))


def test_time_that_cannot_be_read_stays_as_it_is(open_page: OpenPage) -> None:
    page = open_page('<p class="tried"><time datetime="P14D">fortnight</time></p>')
    expect(page.locator(".tried")).to_have_text("fortnight")

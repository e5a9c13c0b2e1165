"""What people wrote keeps its own direction on every page and in every HTML mail, whatever stands around it."""

from html.parser import HTMLParser

import pytest

from tests.builders import DraftedMail
from tests.rendering.mail.reading import MAILS, name_of, read
from tests.web.browser_without_script import VOID, Site
from tests.web.page.every_state import STATES, shown
from tests.web.requests.stories import FILLED
from tests.world import person

# Names, notes and reasons as the states and mails have them.
WRITTEN = (
    "University of Example",
    "Pat Partner",
    "For the licences of order 4711.",
    "We were never asked.",
    "Campus 1",
)
# The full stop stands at the left end of this name, as its readers expect, only in a direction of its own.
HEBREW = "חברת אור (2001)."
OF_TEXT_ALONE = frozenset({"title", "option"})


class Directions(HTMLParser):
    """The texts of a page that stand in the direction of what is around them, and all others."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.surrounding: list[str] = []
        self.own: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID | {"hr"}:
            self.open.append((tag, tag == "bdi" or ("dir", "auto") in attrs))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if not OF_TEXT_ALONE & {tag for tag, _ in self.open}:
            (self.own if any(own for _, own in self.open) else self.surrounding).append(data)


def astray(html: str) -> list[str]:
    """Return the texts of people without a direction of their own."""
    return [text for text in Directions(html).surrounding if any(written in text for written in (*WRITTEN, HEBREW))]


@pytest.mark.parametrize("state", STATES)
def test_every_page_isolates_what_people_wrote(state: str) -> None:
    html = shown(state).text
    assert astray(html) == []
    assert "\u2068" not in html


@pytest.mark.parametrize("drafted", MAILS.values(), ids=name_of)
def test_every_html_mail_isolates_what_people_wrote(drafted: DraftedMail) -> None:
    mail = read(drafted)
    assert astray(mail.html) == []
    assert "\u2068" not in mail.html + mail.text + mail.subject


def test_every_text_that_is_looked_for_is_on_some_page() -> None:
    found = {written for state in STATES for written in WRITTEN if written in shown(state).text}
    assert found >= {*WRITTEN} - {"We were never asked."}


def test_hebrew_name_has_its_own_direction_from_the_form_to_the_mail(site: Site) -> None:
    requester = person("noa@reseller.example", name=HEBREW)
    visitor = site.signed_in(requester)
    typed = {**FILLED, "account_name": HEBREW, "note_to_customer": HEBREW, "customer_language": "en"}
    check = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **typed)
    assert f"<dd><bdi>{HEBREW}</bdi></dd>" in check.text
    assert f'<dd class="typed" dir="auto">{HEBREW}</dd>' in check.text
    visitor.fill_in(check, "/requests")
    mails = site.world.work()
    assert mails
    for mail in mails:
        html = mail.get_body(("html",))
        assert html is not None
        assert f"<bdi>{HEBREW}</bdi>" in html.get_content()
        assert astray(html.get_content()) == []
    for page in (check, visitor.get("/directory"), visitor.get("/requests")):
        assert astray(page.text) == []
        assert HEBREW in Directions(page.text).own


def test_what_was_searched_for_has_its_own_direction(site: Site) -> None:
    page = site.signed_in().get("/accounts?q=%D7%97%D7%91%D7%A8%D7%AA+%D7%90%D7%95%D7%A8")
    searched = "חברת אור"
    assert [text for text in Directions(page.text).surrounding if searched in text] == []
    assert searched in Directions(page.text).own
    assert [one["dir"] for one in page.page.elements_of("input") if one.get("value") == searched] == ["auto"]


@pytest.mark.parametrize("state", STATES)
def test_every_field_for_text_takes_its_direction_from_what_is_typed(state: str) -> None:
    page = shown(state).page
    fields = [one for one in page.elements_of("input") if one.get("type") in {"text", "search"}]
    names = {one["name"] for one in (*fields, *page.elements_of("textarea")) if one.get("dir") != "auto"}
    # A domain is stored and compared from left to right.
    assert names <= {"domain_identifier"}

"""What holds for every page, in every language: its shape, its headers, its weight, its links."""

import re
from itertools import product
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from chalicelib.rendering.languages import translator
from chalicelib.web.page.pages import CONTENT_SECURITY_POLICY, Page
from chalicelib.web.routes import PAGES
from infra.catalogues import TRANSLATED
from tests.web.approvals.states import STATES as OF_LINKS
from tests.web.page.every_state import STATES, shown

PAGES_BY_PATH = [page for pages in PAGES for page in pages.pages]
HEAVIEST = 60 * 1024
# What people typed stands in every language as they typed it.
TYPED = {"Smart Accounts", "University of Example", "Lab › Optics"}
# One can go back to these without sending a form again; all others are kept nowhere.
KEPT = {
    "form",
    "form with faults",
    "form without an address",
    "form for oneself",
    "changed",
    "check",
    "check with review",
    "taken meanwhile",
}
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_PAGE = pytest.mark.parametrize("name", STATES)


@EVERY_PAGE
@IN_EVERY_LANGUAGE
def test_a_page_is_whole_and_says_its_language(name: str, language: str) -> None:
    page = shown(name, language).page
    assert page.all("html") == [{"lang": language}]
    for landmark in ("header", "main", "footer", "h1", "title"):
        assert len(page.all(landmark)) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    title = page.said("title")[0].removeprefix(translator(language).gettext("Error") + " – ")
    assert title == f"{page.said('h1')[0]} – Smart Accounts"


@EVERY_PAGE
def test_no_sentence_of_a_page_stands_untranslated(name: str) -> None:
    english = shown(name, DEFAULT_LANGUAGE).page
    for language, tag in product(TRANSLATED, ("h1", "h2", "legend", "label", "button", "dt", "p")):
        same = set(english.said(tag)) & set(shown(name, language).page.said(tag))
        assert {text for text in same if " " in text} <= TYPED, (language, tag)


@EVERY_PAGE
def test_a_page_runs_nothing_of_others_is_framed_by_nobody_and_kept_nowhere(name: str) -> None:
    headers = shown(name).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["cache-control"] == ("private, no-cache" if name in KEPT else "no-store")
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "strict-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["content-language"] == "en"
    assert headers["x-request-id"]


@EVERY_PAGE
def test_a_page_is_light_and_leads_nowhere_else(name: str) -> None:
    answer = shown(name)
    assert len(answer.text.encode()) <= HEAVIEST
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! src=)", answer.text)
    for attributes in answer.page.all("a", "link", "script", "form", "img"):
        target = attributes.get("href") or attributes.get("src") or attributes.get("action") or ""
        parts = urlsplit(target)
        assert parts.scheme in {"", "mailto"}
        assert not parts.netloc
        assert parts.scheme or not parts.path or parts.path.startswith("/api/"), target


def taken_at(method: str, path: str) -> set[str]:
    """The parameters that the page at this path takes; a path without variables is the nearer one."""
    found = [page for page in PAGES_BY_PATH if page.method == method and pattern(page).fullmatch(path)]
    nearest = min(found, key=lambda page: page.path.count("{"))
    return {*nearest.parameters, *nearest.filters, "lang"}


def pattern(page: Page) -> re.Pattern[str]:
    """The paths of the page."""
    return re.compile("/api" + re.sub(r"{\w+}", "[^/]+", page.path))


@EVERY_PAGE
def test_a_page_leads_on_with_no_parameter_that_would_be_passed_over(name: str) -> None:
    for tag, attributes in shown(name).page.elements:
        target = urlsplit(attributes.get("href") or attributes.get("action") or "")
        if target.query and target.path:
            method = "POST" if attributes.get("method") == "post" else "GET"
            assert parse_qs(target.query).keys() <= taken_at(method, target.path), (tag, attributes)


@EVERY_PAGE
def test_every_field_has_a_label_and_every_reference_an_aim(name: str) -> None:
    page = shown(name).page
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    labelled = {attributes["for"] for attributes in page.all("label")}
    fields = [one for one in page.all("input", "textarea", "select") if one.get("type") != "hidden"]
    for attributes in fields:
        assert attributes["id"] in labelled
    for _, attributes in page.elements:
        referred = attributes.get("aria-describedby", "").split() + attributes.get("aria-labelledby", "").split()
        assert set(referred) <= ids
        target = attributes.get("href", "")
        assert not target.startswith("#") or target[1:] in ids


@pytest.mark.parametrize("name", OF_LINKS)
def test_a_page_of_a_link_chooses_nothing_for_anybody(name: str) -> None:
    fields = shown(name).page.all("input")
    assert {one["value"] for one in fields if "checked" in one} <= {"other", "boredom"}


@pytest.mark.parametrize("name", OF_LINKS)
def test_a_page_never_says_what_is_for_others(name: str) -> None:
    text = shown(name).text
    assert "Long-standing customer." not in text
    assert "cio@univ.example" not in text

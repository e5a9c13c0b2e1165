"""Rules for every page in every language: structure, headers, size, links."""

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
from tests.web.page.every_state import STATES, shown, visited
from tests.web.site.states import LOGOUT_URL

PAGES_BY_PATH = [page for pages in PAGES for page in pages.pages]
HEAVIEST = 72 * 1024
# Texts that people typed are the same in every language.
TYPED = {"Smart Accounts", "University of Example", "Stanford University", "Lab › Optics"}
# So are calls of the API, and the values of its sets.
CODE = re.compile(r"(GET|POST|PATCH|DELETE) /\S+|[a-z._-]+(, [a-z._-]+)*")
# Browsers may go back to these pages without sending a form again; all others are not stored.
STORABLE = {
    "form",
    "form with faults",
    "form without an address",
    "form for oneself",
    "changed",
    "check",
    "check with review",
    "role to check",
    "access to check",
    "access to check in part",
    "check with similar accounts",
    "check with proposed access",
    "form with too much proposed",
    "too many mails of the team",
    "sent without the tick",
    "taken meanwhile",
}
# Addresses of forms, which lead whoever opens them back to their pages, and what is no page.
NO_PAGES = {
    "/access-requests/{access_request_id}/decline",
    "/access-requests/{access_request_id}/withdraw",
    "/accounts/suggestions",
    "/accounts/{account_id}/programs/{program_id}/revoke",
    "/accounts/{account_id}/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver",
    "/accounts/{account_id}/webhooks/{webhook_id}/disable",
    "/accounts/{account_id}/webhooks/{webhook_id}/enable",
    "/accounts/{account_id}/webhooks/{webhook_id}/rotate-secret",
    "/accounts/{account_id}/webhooks/{webhook_id}/test",
    "/inquiries/{inquiry_id}/withdraw",
    "/offers/{account_id}/{role_id}/accept",
    "/offers/{account_id}/{role_id}/decline",
    "/recoveries/{recovery_id}/approve",
    "/recoveries/{recovery_id}/decline",
    "/recoveries/{recovery_id}/withdraw",
    "/requests/check",
    "/requests/export",
    "/requests/{request_id}/resend",
    "/requests/{request_id}/review",
    "/sign-in",
    "/static/{name}",
}
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY_PAGE = pytest.mark.parametrize("name", STATES)


@EVERY_PAGE
@IN_EVERY_LANGUAGE
def test_page_is_complete_and_declares_its_language(name: str, language: str) -> None:
    page = shown(name, language).page
    assert page.elements_of("html") == [{"lang": language}]
    for landmark in ("header", "main", "footer", "h1", "title"):
        assert len(page.elements_of(landmark)) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    title = page.texts("title")[0].removeprefix(translator(language).gettext("Error") + " – ")
    manual = f" – {translator(language).gettext('API documentation')}" if "documentation" in name else ""
    assert title in {f"{page.texts('h1')[0]}{part} – Smart Accounts" for part in ("", manual)}


@EVERY_PAGE
def test_every_sentence_of_a_page_is_translated(name: str) -> None:
    english = shown(name, DEFAULT_LANGUAGE).page
    for language, tag in product(TRANSLATED, ("h1", "h2", "h3", "legend", "label", "button", "dt", "p")):
        same = set(english.texts(tag)) & set(shown(name, language).page.texts(tag))
        assert {text for text in same if " " in text and not CODE.fullmatch(text)} <= TYPED, (language, tag)


@EVERY_PAGE
def test_page_has_the_security_headers(name: str) -> None:
    headers = shown(name).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["cache-control"] == ("private, no-cache" if name in STORABLE else "no-store")
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "strict-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["content-language"] == "en"
    assert headers["x-request-id"]


@EVERY_PAGE
def test_page_is_small_and_links_only_within_the_site_and_to_the_page_for_signing_out(name: str) -> None:
    response = shown(name)
    assert len(response.text.encode()) <= HEAVIEST
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! src=)", response.text)
    for attributes in response.page.elements_of("a", "link", "script", "form", "img"):
        target = attributes.get("href") or attributes.get("src") or attributes.get("action") or ""
        if target.startswith(LOGOUT_URL):
            continue
        parts = urlsplit(target)
        assert parts.scheme in {"", "mailto"}
        assert not parts.netloc
        assert parts.scheme or not parts.path or parts.path.startswith("/api/"), target


def accepted_parameters(method: str, path: str) -> set[str]:
    """Return the parameters that the page at this path accepts; a path without variables takes precedence."""
    found = [page for page in PAGES_BY_PATH if page.method == method and pattern(page).fullmatch(path)]
    nearest = min(found, key=lambda page: page.path.count("{"))
    return {*nearest.parameters, *nearest.filters, "lang"}


def pattern(page: Page) -> re.Pattern[str]:
    """Return a pattern for the paths of the page."""
    return re.compile("/api" + re.sub(r"{\w+}", "[^/]+", page.path))


@EVERY_PAGE
def test_links_of_a_page_contain_only_parameters_that_their_target_accepts(name: str) -> None:
    for tag, attributes in shown(name).page.elements:
        target = urlsplit(attributes.get("href") or attributes.get("action") or "")
        if target.query and target.path and not target.netloc:
            method = "POST" if attributes.get("method") == "post" else "GET"
            assert parse_qs(target.query).keys() <= accepted_parameters(method, target.path), (tag, attributes)


@EVERY_PAGE
def test_every_field_has_a_label_and_every_reference_a_target(name: str) -> None:
    page = shown(name).page
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    labelled = {attributes["for"] for attributes in page.elements_of("label")}
    fields = [
        attributes
        for attributes in page.elements_of("input", "textarea", "select")
        if attributes.get("type") != "hidden"
    ]
    for attributes in fields:
        assert attributes["id"] in labelled
    for _, attributes in page.elements:
        references = attributes.get("aria-describedby", "").split() + attributes.get("aria-labelledby", "").split()
        assert set(references) <= ids
        target = attributes.get("href", "")
        assert not target.startswith("#") or target[1:] in ids


@pytest.mark.parametrize("name", OF_LINKS)
def test_page_of_a_link_preselects_no_decision(name: str) -> None:
    fields = shown(name).page.elements_of("input")
    # What somebody has ticked stays ticked on the page that says what is missing.
    typed = {"other", "boredom", *(("true",) if name == "proposed access, not confirmed" else ())}
    assert {field["value"] for field in fields if "checked" in field} <= typed


@pytest.mark.parametrize("name", OF_LINKS)
def test_page_of_a_link_hides_what_is_for_others(name: str) -> None:
    text = shown(name).text
    assert "Long-standing customer." not in text
    assert "cio@univ.example" not in text


def test_every_page_has_a_state() -> None:
    opened = frozenset[str]().union(*map(visited, STATES))
    paths = {page.path for page in PAGES_BY_PATH if page.method == "GET"}
    without = {path for path in paths if not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), one) for one in opened)}
    assert without == NO_PAGES

"""Pages that everybody may read without signing in: help, accessibility, problems, and the documentation of the API."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from urllib.parse import unquote

import pytest

from chalicelib.domain.errors import FieldCode, Problem
from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from chalicelib.domain.policy import Policy, ReviewGate
from chalicelib.rendering.problems.table import PROBLEMS
from chalicelib.web.page.pages import CONTENT_SECURITY_POLICY
from chalicelib.web.site.api_pages import PARTS
from infra.catalogues import TRANSLATED
from tests.web.browser_without_script import PageReader, Site, site_over
from tests.world import SETTINGS, counted_calls, world

HEAVIEST = 72 * 1024
MANUAL = tuple(f"/docs/api/{part}" if part else "/docs/api" for part in PARTS)
PATHS = ("/help", "/help/recovery", "/accessibility", *MANUAL, *(f"/problems/{problem}" for problem in Problem))
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the text of every page; requested once for all tests because none of them changes anything."""
    with world() as fresh, site_over(fresh, language) as site:
        responses = {path: site.get(path) for path in PATHS}
    assert {path: response.status for path, response in responses.items() if response.status != 200} == {}
    return {path: response.text for path, response in responses.items()}


def shown(path: str, language: str = "en") -> PageReader:
    return PageReader(texts(language)[path])


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_page_with_meaning_and_remedy(problem: Problem, language: str) -> None:
    page = shown(f"/problems/{problem}", language)
    assert page.texts("title") == [f"{page.texts('h1')[0]} – {SETTINGS.brand_name}"]
    assert {problem.value, f"{PROBLEMS[problem].status.value} {PROBLEMS[problem].status.phrase}"} <= set(
        page.texts("code")
    )
    meaning, remedy = page.texts("p")[1:3]
    assert meaning.endswith(".")
    assert remedy.endswith(".")
    assert not {"{", "}"} & set(page.text)


@pytest.mark.parametrize("problem", Problem)
def test_every_explanation_is_translated(problem: Problem) -> None:
    english = shown(f"/problems/{problem}", DEFAULT_LANGUAGE)
    for language in TRANSLATED:
        translated = shown(f"/problems/{problem}", language)
        for place in (0, 1):
            assert english.texts("p")[1:3][place] != translated.texts("p")[1:3][place], language
        assert english.texts("h1") != translated.texts("h1"), language


@IN_EVERY_LANGUAGE
def test_field_codes_are_listed_with_their_problem_only(language: str) -> None:
    codes = [code.value for code in FieldCode]
    assert shown("/problems/validation-failed", language).texts("dt")[: len(codes)] == codes
    assert not set(codes) & set(shown("/problems/not-found", language).texts("dt"))


@pytest.mark.parametrize("slug", ["no-such-problem", "NOT-FOUND", "not_found", "not%2Dfound%20", "%00", "x" * 5000])
def test_unknown_problem_has_no_page(site: Site, slug: str) -> None:
    response = site.get(f"/problems/{slug}", Accept="text/html")
    assert response.status == 404
    assert response.page.texts("h1") == ["There is nothing at this address"]
    assert unquote(slug) not in response.text


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("path", PATHS)
def test_information_page_is_small_and_its_references_have_targets(path: str, language: str) -> None:
    assert len(texts(language)[path].encode()) <= HEAVIEST
    page = shown(path, language)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        target = attributes.get("href", "")
        assert not target.startswith("#") or target[1:] in ids
        assert attributes.get("aria-labelledby", ids[0]) in ids


def test_links_between_information_pages_are_valid() -> None:
    ids = {path: {attributes["id"] for _, attributes in shown(path).elements if "id" in attributes} for path in MANUAL}
    local_prefixes = ("/api/help", "/api/accessibility", "/api/docs/", "/api/problems/")
    for path in PATHS:
        for link in (attributes["href"] for attributes in shown(path).elements_of("a")):
            page, _, place = link.partition("#")
            assert not page.startswith(local_prefixes) or page.removeprefix("/api") in PATHS
            assert not place or page.removeprefix("/api") not in ids or place in ids[page.removeprefix("/api")]


@pytest.mark.aws
@pytest.mark.parametrize("path", ["/help", "/accessibility", "/docs/api", "/docs/api/start", "/problems/not-found"])
def test_information_page_is_public_makes_no_call_and_supports_head(site: Site, path: str) -> None:
    with counted_calls() as calls:
        response, head = site.get(path), site.send("HEAD", path, {})
    assert calls == []
    assert (response.status, head.status, head.text) == (200, 200, "")
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "strict-origin"
    assert {**head.headers, "x-request-id": ""} == {**response.headers, "x-request-id": ""}


@pytest.mark.parametrize(
    ("language", "link", "request_ends", "review"),
    [("en", "in 21 days", "in 45 days", "in 7 days"), ("fr", "dans 21 jours", "dans 45 jours", "dans 7 jours")],
)
def test_help_shows_the_configured_periods(language: str, link: str, request_ends: str, review: str) -> None:
    lengths = Policy(link_length=timedelta(days=21), request_length=timedelta(days=45), review_length=timedelta(days=7))
    text = help_with_policy(replace(lengths, customer_addresses=8), language)
    assert link in text
    assert request_ends in text
    assert review in text
    assert " 8 " in text


def help_with_policy(policy: Policy, language: str = "en") -> str:
    with world(replace(SETTINGS, policy=policy)) as fresh, site_over(fresh, language) as site:
        return site.get("/help").page.text


def test_help_explains_the_configured_review_gate() -> None:
    texts_by_gate = {gate: help_with_policy(Policy(review_gate=gate)) for gate in ReviewGate}
    assert "looks at every request" in texts_by_gate[ReviewGate.ALWAYS]
    assert "Requests go straight to the customer." in texts_by_gate[ReviewGate.NEVER]
    assert "usually goes straight to them" in texts_by_gate[ReviewGate.ON_MISMATCH]


@IN_EVERY_LANGUAGE
def test_help_names_the_site_and_the_support_address(language: str) -> None:
    page = shown("/help", language)
    assert f"{SETTINGS.public_url}/" in page.text
    assert {"href": f"mailto:{SETTINGS.support_address}"} in page.elements_of("a")
    assert {f"/api{path}" for path in ("/docs/api", "/accessibility")} <= {
        link.get("href") for link in page.elements_of("a")
    }

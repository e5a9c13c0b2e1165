"""What anybody may read without signing in: help, accessibility, a page for each problem, the API's own page."""

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
from infra.catalogues import TRANSLATED
from tests.web.browser_without_script import PageReader, Site, site_over
from tests.world import SETTINGS, counted_calls, world

HEAVIEST = 60 * 1024
PATHS = ("/help", "/accessibility", "/docs/api", *(f"/problems/{problem}" for problem in Problem))
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@cache
def texts(language: str) -> Mapping[str, str]:
    """Every page, asked for once for all tests, for none of them changes anything."""
    with world() as fresh, site_over(fresh, language) as site:
        answers = {path: site.get(path) for path in PATHS}
    assert {path: one.status for path, one in answers.items() if one.status != 200} == {}
    return {path: one.text for path, one in answers.items()}


def shown(path: str, language: str = "en") -> PageReader:
    return PageReader(texts(language)[path])


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_page_that_explains_it_without_a_case(problem: Problem, language: str) -> None:
    page = shown(f"/problems/{problem}", language)
    assert page.said("title") == [f"{page.said('h1')[0]} – {SETTINGS.brand_name}"]
    assert {problem.value, f"{PROBLEMS[problem].status.value} {PROBLEMS[problem].status.phrase}"} <= set(
        page.said("code")
    )
    meaning, remedy = page.said("p")[1:3]
    assert meaning.endswith(".")
    assert remedy.endswith(".")
    assert not {"{", "}"} & set(page.text)


@pytest.mark.parametrize("problem", Problem)
def test_no_explanation_stands_untranslated(problem: Problem) -> None:
    english = shown(f"/problems/{problem}", DEFAULT_LANGUAGE)
    for language in TRANSLATED:
        translated = shown(f"/problems/{problem}", language)
        for place in (0, 1):
            assert english.said("p")[1:3][place] != translated.said("p")[1:3][place], language
        assert english.said("h1") != translated.said("h1"), language


@IN_EVERY_LANGUAGE
def test_the_codes_of_fields_stand_with_the_problem_that_carries_them(language: str) -> None:
    codes = [code.value for code in FieldCode]
    assert shown("/problems/validation-failed", language).said("dt")[: len(codes)] == codes
    assert not set(codes) & set(shown("/problems/not-found", language).said("dt"))


@pytest.mark.parametrize("slug", ["no-such-problem", "NOT-FOUND", "not_found", "not%2Dfound%20", "%00", "x" * 5000])
def test_an_unknown_problem_has_no_page(site: Site, slug: str) -> None:
    answer = site.get(f"/problems/{slug}", Accept="text/html")
    assert answer.status == 404
    assert answer.page.said("h1") == ["There is nothing at this address"]
    assert unquote(slug) not in answer.text


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_light_and_its_references_have_an_aim(path: str, language: str) -> None:
    assert len(texts(language)[path].encode()) <= HEAVIEST
    page = shown(path, language)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        target = attributes.get("href", "")
        assert not target.startswith("#") or target[1:] in ids
        assert attributes.get("aria-labelledby", ids[0]) in ids


def test_links_between_these_pages_lead_somewhere() -> None:
    ids = {attributes["id"] for _, attributes in shown("/docs/api").elements if "id" in attributes}
    own = ("/api/help", "/api/accessibility", "/api/docs/", "/api/problems/")
    for path in PATHS:
        for link in (attributes["href"] for attributes in shown(path).all("a")):
            page, _, place = link.partition("#")
            assert not page.startswith(own) or page.removeprefix("/api") in PATHS
            assert not page.endswith("/docs/api") or not place or place in ids


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/docs/api", "/problems/not-found"])
def test_a_page_is_open_to_everybody_reads_nothing_and_answers_head(site: Site, path: str) -> None:
    with counted_calls() as calls:
        got, head = site.get(path), site.send("HEAD", path, {})
    assert calls == []
    assert (got.status, head.status, head.text) == (200, 200, "")
    assert got.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["referrer-policy"] == "strict-origin"
    assert {**head.headers, "x-request-id": ""} == {**got.headers, "x-request-id": ""}


@pytest.mark.parametrize(
    ("language", "link", "request_ends", "review"),
    [("en", "in 21 days", "in 45 days", "in 7 days"), ("fr", "dans 21 jours", "dans 45 jours", "dans 7 jours")],
)
def test_the_help_tells_the_lengths_that_are_set(language: str, link: str, request_ends: str, review: str) -> None:
    lengths = Policy(link_length=timedelta(days=21), request_length=timedelta(days=45), review_length=timedelta(days=7))
    text = help_under(replace(lengths, customer_addresses=8), language)
    assert link in text
    assert request_ends in text
    assert review in text
    assert " 8 " in text


def help_under(policy: Policy, language: str = "en") -> str:
    with world(replace(SETTINGS, policy=policy)) as fresh, site_over(fresh, language) as site:
        return site.get("/help").page.text


def test_the_help_says_when_a_reviewer_looks_first() -> None:
    said = {gate: help_under(Policy(review_gate=gate)) for gate in ReviewGate}
    assert "looks at every request" in said[ReviewGate.ALWAYS]
    assert "Requests go straight to the customer." in said[ReviewGate.NEVER]
    assert "usually goes straight to them" in said[ReviewGate.ON_MISMATCH]


@IN_EVERY_LANGUAGE
def test_the_help_names_the_site_and_whom_to_ask(language: str) -> None:
    page = shown("/help", language)
    assert f"{SETTINGS.public_url}/" in page.text
    assert {"href": f"mailto:{SETTINGS.support_address}"} in page.all("a")
    assert {f"/api{path}" for path in ("/docs/api", "/accessibility")} <= {one.get("href") for one in page.all("a")}

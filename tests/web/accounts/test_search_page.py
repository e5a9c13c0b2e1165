"""The page of the search: how many results, pages both ways, marks, the filter by status, and what to do next."""

import json
from collections.abc import Callable

import pytest

from chalicelib.domain.languages import LANGUAGES
from tests.services.access.stories import COLLEAGUE
from tests.web.browser_without_script import Response, Site
from tests.web.page.every_state import shown

ADMINISTRATOR = ("it@univ.example",)
REQUEST = "Request a Smart Account for a customer"
Load = Callable[..., Site]


@pytest.fixture
def searcher(site: Site) -> Load:
    """Load accounts of these names; return the site for a partner who searches."""

    def load(*names: str) -> Site:
        for number, name in enumerate(names):
            site.world.import_account(name, f"c{number}.example", ADMINISTRATOR)
        return site.signed_in()

    return load


def link(page: Response, relation: str) -> str:
    """Return the path of the page's link with this relation."""
    (found,) = [one["href"] for one in page.page.elements_of("a") if one.get("rel") == relation]
    return found.removeprefix("/api")


@pytest.mark.parametrize(
    ("state", "language", "text"),
    [
        ("found", "en", "1 account"),
        ("found", "fr", "1 compte"),
        ("first page of results", "en", "More than 25 accounts"),
        ("first page of results", "fr", "Plus de 25 comptes"),
        ("second page of results", "en", "30 accounts"),
        ("second page of results", "fr", "30 comptes"),
        ("first page of results again", "en", "More than 25 accounts"),
    ],
)
def test_page_says_how_many_results_there_are_as_far_as_they_were_read(state: str, language: str, text: str) -> None:
    assert text in shown(state, language).page.texts("p")


def test_page_says_at_least_how_many_where_nothing_more_was_seen(searcher: Load) -> None:
    page = searcher(*(f"Campus {number:02} of Campus" for number in range(20))).get("/accounts?q=campus").page
    assert "At least 20 accounts" in page.texts("p")


def test_links_lead_to_the_next_page_and_back_and_keep_query_and_status(searcher: Load) -> None:
    visitor = searcher(*(f"Campus {number:02}" for number in range(30)))
    first = visitor.get("/accounts?q=campus&status=active")
    second = visitor.get(link(first, "next"))
    again = visitor.get(link(second, "prev"))
    assert [len(page.page.texts("tr")) for page in (first, second, again)] == [26, 6, 26]
    assert first.page.texts("th") == again.page.texts("th")
    assert [page.page.forms[1].values for page in (second, again)] == [{"q": "campus", "status": "active"}] * 2


def test_only_one_of_two_pages_has_each_link() -> None:
    relations = [
        [one["rel"] for one in shown(state).page.elements_of("a") if "rel" in one]
        for state in ("first page of results", "second page of results", "found")
    ]
    assert relations == [["next"], ["prev"], []]


def test_page_that_has_ended_meanwhile_leads_back_to_the_first() -> None:
    page = shown("page of results that has ended meanwhile").page
    assert "There is nothing more. Back to the first page" in page.texts("p")
    assert "/api/accounts?q=campus" in [one.get("href") for one in page.elements_of("a")]


@pytest.mark.parametrize(
    ("query", "marks"),
    [
        ("uni", ["Uni", "uni"]),
        ("example univ", ["Univ", "Example"]),
        ("univ.exam", ["univ.exam"]),
        ("UNIVERSITÉ", []),
        ("university%20of%20ex", ["University of Ex"]),
    ],
)
def test_what_matches_is_marked(site: Site, query: str, marks: list[str]) -> None:
    site.world.import_account("University of Example", "univ.example", ADMINISTRATOR)
    assert site.signed_in().get(f"/accounts?q={query}").page.texts("mark") == marks


@pytest.mark.parametrize("status", ["", "cancelled", "nothing", "Active"])
def test_status_that_no_form_sends_filters_nothing(searcher: Load, status: str) -> None:
    page = searcher("University").get(f"/accounts?q=university&status={status}").page
    assert "1 account" in page.texts("p")
    assert page.forms[1].values == {"q": "university"}


def test_pending_and_active_accounts_are_found_in_their_status(site: Site) -> None:
    site.world.import_account("Active Campus", "active.example", ADMINISTRATOR)
    site.world.submit(
        account_name="Pending Campus", domain_identifier="pending.example", customer_emails=("it@pending.example",)
    )
    for status in ("active", "pending"):
        rows = site.signed_in().get(f"/accounts?q=campus&status={status}").page.texts("tr")
        assert [row.split()[0] for row in rows[1:]] == [status.title()]


def test_what_is_found_in_no_status_is_looked_for_in_all_before_a_request() -> None:
    page = shown("found nothing in a status").page
    assert "No Smart Account in this status matches. Search in all statuses" in page.texts("p")
    assert REQUEST not in page.texts("a")


def test_nothing_found_asks_to_check_before_it_leads_to_a_request() -> None:
    page = shown("found nothing").page
    (text,) = [one for one in page.texts("p") if "check the spelling" in one]
    assert page.text.index(text) < page.text.index(REQUEST)
    (request,) = [one for one in page.elements_of("a") if "account_name=" in one["href"]]
    assert request == {"href": "/api/requests/new?account_name=stanford"}


def test_short_text_is_explained_instead_of_finding_nothing() -> None:
    page = shown("found nothing for a short text").page
    assert "whole names and whole words only" in page.text
    assert "No Smart Account" not in page.text
    assert REQUEST not in page.texts("a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_of_what_was_meant_are_said_to_be_that(language: str) -> None:
    page = shown("found what was meant", language).page
    (notice,) = [text for text in page.texts("p") if "univercity" in text]
    assert notice.endswith("university")
    assert page.texts("mark") == ["University"]
    assert "/api/accounts?q=university" in [one.get("href") for one in page.elements_of("a")]
    assert "check the spelling" in page.text or language != "en"


def suggested(site: Site, typed: str) -> list[dict[str, str]]:
    response = site.get(f"/accounts/suggestions?q={typed}")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    found: list[dict[str, str]] = json.loads(response.text)["items"]
    return found


def test_suggestions_name_accounts_with_their_domain_and_page(site: Site) -> None:
    site.world.import_account("Universität <b>", "münchen.example", ADMINISTRATOR)
    (one,) = suggested(site.signed_in(), "univer")
    assert (one["name"], one["domain"]) == ("Universität <b>", "münchen.example (xn--mnchen-3ya.example)")
    assert site.signed_in().get(one["url"].removeprefix("/api")).status == 200


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["No suggestions.", "1 suggestion; the", "2 suggestions; the"]),
        ("fr", ["Aucune suggestion.", "1 suggestion\u202f;", "2 suggestions\u202f;"]),
    ],
)
def test_number_of_suggestions_is_announced(searcher: Load, language: str, texts: list[str]) -> None:
    visitor = searcher("Campus One", "Campus Two")
    for typed, text in zip(("nothing", "one", "campus"), texts, strict=True):
        response = visitor.get(
            f"/accounts/suggestions?q={typed}", Cookie=f"{visitor.headers['Cookie']}; lang={language}"
        )
        assert json.loads(response.text)["announcement"].startswith(text)


def test_at_most_ten_accounts_are_suggested(searcher: Load) -> None:
    assert len(suggested(searcher(*(f"Campus {number:02}" for number in range(12))), "campus")) == 10


@pytest.mark.parametrize("typed", ["Globex Secret", "globex.example", "glo"])
def test_restricted_account_is_suggested_to_nobody(site: Site, typed: str) -> None:
    site.world.import_account("Globex Secret", "globex.example", ("colleague@univ.example",), "restricted")
    for visitor in (site.signed_in(), site.signed_in(COLLEAGUE)):
        assert suggested(visitor, typed) == suggested(visitor, "nothing") == []


def test_suggestions_need_a_session_and_a_role(site: Site) -> None:
    assert site.get("/accounts/suggestions?q=campus").status == 303
    assert site.signed_in(role=None).get("/accounts/suggestions?q=campus").status == 403

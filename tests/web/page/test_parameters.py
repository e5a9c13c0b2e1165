"""Pages ignore unknown query parameters, because mail programs append their own to links."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.web.page.pages import Page
from chalicelib.web.routes import PAGES
from tests.web.api.populated_site import IRRELEVANT_QUERY, READER, PopulatedSite, populated_site
from tests.web.browser_without_script import Response

EVERY_PAGE = [page for pages in PAGES for page in pages.pages]
PARAMETER_VALUES = {"as": "decider", "q": "campus", "return_to": "nowhere"}


@pytest.fixture(scope="module")
def populated() -> Iterator[PopulatedSite]:
    """A site where every path leads to something."""
    with populated_site() as new_site:
        yield new_site


def comparable(response: Response) -> tuple[int, str, str]:
    """Return the response without values that differ in every response, and without the target after a sign-in."""
    variable_values = rf'name="key" value="[^"]*"|return_to=[^"&]*|{response.headers["x-request-id"]}'
    location = response.headers.get("location", "")
    return response.status, re.sub(variable_values, "", response.text), re.sub(variable_values, "", location)


def query_with_all_parameters(page: Page) -> str:
    """Return a query with every parameter that the page accepts except `cursor`."""
    names = (*page.filters, *page.parameters, "lang")
    return "&".join(f"{name}={PARAMETER_VALUES.get(name, 'x')}" for name in names if name != "cursor")


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda page: page.name)
def test_page_ignores_appended_parameters(populated: PopulatedSite, page: Page) -> None:
    path, known_query = page.path.format(**populated.names), query_with_all_parameters(page)
    # Signing out would end the session that the other pages need.
    people = () if page.name == "sign_out" else (populated.people[READER],)
    for site in (populated.site, *people):
        if page.method == "POST":
            responses = [site.post(f"{path}?{query}") for query in ("", IRRELEVANT_QUERY)]
        else:
            responses = [
                site.get(f"{path}?{query}")
                for query in (
                    known_query,
                    f"{IRRELEVANT_QUERY}&{known_query}&{known_query}",
                    f"{known_query}&{IRRELEVANT_QUERY}",
                )
            ]
        assert {comparable(response) for response in responses} == {comparable(responses[0])}
        assert responses[0].status < 500


def test_long_appended_parameters_do_not_change_the_return_path_of_a_sign_in(populated: PopulatedSite) -> None:
    plain, cluttered = (
        populated.site.get(f"/accounts?q=campus{more}") for more in ("", f"&{IRRELEVANT_QUERY}&more={'x' * 900}")
    )
    assert plain.status == cluttered.status == 303
    assert plain.headers["location"] == cluttered.headers["location"]
    assert "campus" in plain.headers["location"]

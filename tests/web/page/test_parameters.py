"""A page passes over what it does not know in its query, since mail programs append to links what they please."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.web.page.pages import Page
from chalicelib.web.routes import PAGES
from tests.web.api.furnished import JUNK, READER, Furnished, furnished
from tests.web.browser_without_script import Answer

EVERY_PAGE = [one for pages in PAGES for one in pages.pages]
GIVEN = {"as": "decider", "q": "campus", "return_to": "nowhere"}


@pytest.fixture(scope="module")
def house() -> Iterator[Furnished]:
    """Something to be found at every path."""
    with furnished() as one:
        yield one


def read(answer: Answer) -> tuple[int, str, str]:
    """What an answer says, without what every answer has of its own, and where a sign-in would lead back to."""
    of_its_own = rf'name="key" value="[^"]*"|return_to=[^"&]*|{answer.headers["x-request-id"]}'
    location = answer.headers.get("location", "")
    return answer.status, re.sub(of_its_own, "", answer.text), re.sub(of_its_own, "", location)


def own_query(page: Page) -> str:
    """A query with each parameter that the page takes, but for the place in a list."""
    names = (*page.filters, *page.parameters, "lang")
    return "&".join(f"{name}={GIVEN.get(name, 'x')}" for name in names if name != "cursor")


@pytest.mark.parametrize("page", EVERY_PAGE, ids=lambda one: one.name)
def test_a_page_answers_as_without_what_was_appended(house: Furnished, page: Page) -> None:
    path, own = page.path.format(**house.names), own_query(page)
    # Signing out ends the session, which the other pages still need.
    people = () if page.name == "sign_out" else (house.people[READER],)
    for site in (house.site, *people):
        if page.method == "POST":
            answers = [site.post(f"{path}?{query}") for query in ("", JUNK)]
        else:
            answers = [site.get(f"{path}?{query}") for query in (own, f"{JUNK}&{own}&{own}", f"{own}&{JUNK}")]
        assert {read(one) for one in answers} == {read(answers[0])}
        assert answers[0].status < 500


def test_what_was_appended_at_length_does_not_keep_a_sign_in_from_leading_back(house: Furnished) -> None:
    plain, cluttered = (house.site.get(f"/accounts?q=campus{more}") for more in ("", f"&{JUNK}&more={'x' * 900}"))
    assert plain.status == cluttered.status == 303
    assert plain.headers["location"] == cluttered.headers["location"]
    assert "campus" in plain.headers["location"]

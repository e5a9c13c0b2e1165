"""A cursor belongs to its list: no other list, of the API or of a page, takes it, and nothing else is one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.adapters.cursors import Cursors
from chalicelib.bootstrap import _Started
from chalicelib.web.api.parameters import CURSOR
from chalicelib.web.routes import APIS, PAGES
from tests.web.api.furnished import STRANGER, Furnished, furnished
from tests.web.browser_without_script import Answer
from tests.world import SETTINGS

# Every list, one of each question that tells two apart. `as` on a page is what the link to its next page asks.
LISTS: Mapping[str, str] = {
    "search": "/v1/accounts?q=campus&limit=1",
    "search for another phrase": "/v1/accounts?q=campu&limit=1",
    "directory": "/v1/directory",
    "own requests": "/v1/account-requests?limit=1",
    "own requests in review": "/v1/account-requests?limit=1&status=pending_review",
    "reviews": "/v1/reviews?limit=1",
    "access requests": "/v1/access-requests?limit=1",
    "own access requests": "/v1/access-requests?limit=1&as=requester",
    "own access requests that wait": "/v1/access-requests?limit=1&as=requester&status=pending",
    "access requests to decide": "/v1/access-requests?limit=1&as=decider",
    "page of the search": "/accounts?q=campus",
    "page of the directory": "/directory",
    "page of own requests": "/requests",
    "page of reviews": "/reviews",
    "page of own access requests": "/access-requests?as=requester",
    "page of access requests to decide": "/access-requests?as=decider",
    "page of roles": "/accounts/{account_id}/roles",
    "page of Virtual Accounts": "/accounts/{account_id}/virtual-accounts",
}
# A link to a further page of these may be handed on to a colleague.
SHARED = {
    "search",
    "search for another phrase",
    "reviews",
    "page of the search",
    "page of reviews",
    "page of roles",
    "page of Virtual Accounts",
}
PLACES_OF_NO_LIST = ("x", "-1", "1.5", "\u0663", "9" * 30, " ", "\x1f", "\x1fwords\x1f", "\x1fnothing\x1fx")
EVERY_LIST = pytest.mark.parametrize("name", LISTS)


@pytest.fixture(scope="module")
def house() -> Iterator[Furnished]:
    """A second page of every list."""
    with furnished() as one:
        yield one


@pytest.fixture(scope="module")
def cursors(house: Furnished) -> Mapping[str, str]:
    """The cursor that each list gives out."""
    return {name: cursor_of(house.get(path), path) for name, path in LISTS.items()}


def cursor_of(answer: Answer, path: str) -> str:
    """In JSON, or in the link of a page to its next one."""
    assert answer.status == 200, answer.text
    if path.startswith("/v1/"):
        told = json.loads(answer.text)
        link = told["more"]["accessible"] if "more" in told else f"?cursor={told['next_cursor']}"
        return parse_qs(urlsplit(link).query)["cursor"][0]
    side = parse_qs(urlsplit(path).query).get("as")
    queries = (parse_qs(urlsplit(one["href"]).query) for one in answer.page.all("a"))
    return next(query["cursor"][0] for query in queries if "cursor" in query and query.get("as") == side)


def continued(path: str, cursor: str) -> str:
    """The list's path, to go on from there."""
    return f"{path}{'&' if '?' in path else '?'}cursor={cursor}"


def is_refused(answer: Answer) -> bool:
    """With `invalid-cursor`, as JSON or as a page."""
    return answer.status == 400 and ("/problems/invalid-cursor" in answer.text)


def test_the_table_has_every_list() -> None:
    paths = {urlsplit(path).path for path in LISTS.values()}
    operations = {one.path for api in APIS for one in api.operations if CURSOR in one.parameters}
    listing_pages = {one.path for pages in PAGES for one in pages.pages if CURSOR.name in one.parameters}
    assert operations | listing_pages == paths


@EVERY_LIST
def test_a_cursor_goes_on_with_its_own_list(house: Furnished, cursors: Mapping[str, str], name: str) -> None:
    answer = house.get(continued(LISTS[name], cursors[name]))
    assert answer.status == 200, answer.text


@EVERY_LIST
def test_a_cursor_is_refused_by_every_other_list(house: Furnished, cursors: Mapping[str, str], name: str) -> None:
    for other in set(LISTS) - {name}:
        assert is_refused(house.get(continued(LISTS[other], cursors[name]))), other


@pytest.mark.parametrize("phrase", ["directory", "page%20directory", "/v1/directory", '["/v1/directory"'])
def test_a_search_for_the_name_of_a_list_gives_no_cursor_of_it(house: Furnished, phrase: str) -> None:
    house.site.world.import_account("Directory", "directory.example", ("it@campus.example",))
    for number in range(2):
        house.site.world.import_account(f"page directory {number}", f"page{number}.example", ("it@campus.example",))
    told = json.loads(house.get(f"/v1/accounts?q={phrase}&limit=1").text)
    for name in ("directory", "page of the directory") if told["next_cursor"] else ():
        assert is_refused(house.get(continued(LISTS[name], told["next_cursor"])))


@pytest.mark.parametrize("name", sorted(set(LISTS) - SHARED))
def test_a_cursor_of_ones_own_list_is_nobody_elses(house: Furnished, cursors: Mapping[str, str], name: str) -> None:
    assert is_refused(house.get(continued(LISTS[name], cursors[name]), STRANGER))


@pytest.mark.parametrize("name", ["search", "page of the search"])
def test_a_link_to_a_further_page_of_a_search_may_be_handed_on(
    house: Furnished, cursors: Mapping[str, str], name: str
) -> None:
    assert house.get(continued(LISTS[name], cursors[name]), STRANGER).status == 200


@EVERY_LIST
def test_an_empty_cursor_is_none(house: Furnished, name: str) -> None:
    assert is_refused(house.get(continued(LISTS[name], "")))


class RememberingCursors(Cursors):
    """Remembers what the last cursor was bound to."""

    def read(self, cursor: str, bound_to: str) -> str:
        """As ever."""
        self.bound_to = bound_to
        return super().read(cursor, bound_to)


@EVERY_LIST
def test_a_place_that_the_list_cannot_have_is_refused(house: Furnished, name: str) -> None:
    """As an earlier release may have signed one, or the list may have had before it changed."""
    remembering = RememberingCursors(SETTINGS.link_keys)
    before = _Started.container
    assert before is not None
    _Started.container = replace(before, cursors=remembering)
    try:
        house.get(continued(LISTS[name], "nothing"))
        for start in PLACES_OF_NO_LIST:
            answer = house.get(continued(LISTS[name], remembering.sign(start, remembering.bound_to)))
            # The queue of reviews is ordered by time alone, so that any text is a place in it.
            assert is_refused(answer) or (name.endswith("reviews") and answer.status == 200), start
    finally:
        _Started.container = before

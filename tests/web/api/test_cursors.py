"""A cursor belongs to its list: every other list, of the API or of a page, refuses it, as it does any other text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.adapters.cursors import Cursors
from chalicelib.bootstrap import _Started
from chalicelib.domain.errors import Problem
from chalicelib.web.api.parameters import AFTER, CURSOR
from chalicelib.web.routes import APIS, PAGES
from tests.web.api.populated_site import STRANGER, PopulatedSite, populated_site
from tests.web.browser_without_script import Response
from tests.world import SETTINGS

# Every list, once for each query parameter that tells two lists apart. `as` on a page is taken from its next link.
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
    "offers": "/v1/offers?limit=1",
    "proofs of domains": "/v1/domain-proofs?limit=1",
    "inquiries": "/v1/inquiries?limit=1",
    "own recoveries": "/v1/recoveries?limit=1",
    "recoveries under way": "/v1/recoveries?limit=1&side=reviewer",
    "events of an account": "/v1/accounts/{account_id}/events?limit=1",
    "deliveries": "/v1/accounts/{account_id}/webhooks/{webhook_id}/deliveries?limit=1",
    "events of a team": "/v1/events?limit=1&account_id={account_id}",
    "page of the search": "/accounts?q=campus",
    "page of the directory": "/directory",
    "page of own requests": "/requests",
    "page of reviews": "/reviews",
    "page of own access requests": "/access-requests?as=requester",
    "page of access requests to decide": "/access-requests?as=decider",
    "page of offers": "/offers",
    "page of proofs of domains": "/domain-proofs",
    "page of inquiries": "/inquiries",
    "page of recoveries": "/recoveries?side=candidate",
    "page of roles": "/accounts/{account_id}/roles",
    "page of deliveries": "/accounts/{account_id}/webhooks/{webhook_id}",
    "page of Virtual Accounts": "/accounts/{account_id}/virtual-accounts",
    "page of the events of an account": "/accounts/{account_id}/events",
}
# Links to further pages of these lists can be shared with colleagues.
SHARED = {
    "deliveries",
    "events of a team",
    "search",
    "search for another phrase",
    "reviews",
    "events of an account",
    "page of the events of an account",
    "page of deliveries",
    "page of the search",
    "page of reviews",
    "page of roles",
    "page of Virtual Accounts",
}
INVALID_POSITIONS = ("x", "-1", "1.5", "\u0663", "9" * 30, " ", "\x1f", "\x1fwords\x1f", "\x1fnothing\x1fx")
EVERY_LIST = pytest.mark.parametrize("name", LISTS)


@pytest.fixture(scope="module")
def populated() -> Iterator[PopulatedSite]:
    """A site with a second page of every list."""
    with populated_site() as new_site:
        yield new_site


@pytest.fixture(scope="module")
def cursors(populated: PopulatedSite) -> Mapping[str, str]:
    """The cursor that each list returns."""
    return {name: cursor_of(populated.get(path), path) for name, path in LISTS.items()}


def cursor_of(response: Response, path: str) -> str:
    """Return the cursor from a JSON body or from a page's link to its next page."""
    assert response.status == 200, response.text
    if path.startswith("/v1/"):
        body = json.loads(response.text)
        if "next_after" in body:
            return str(body["next_after"])
        link = body["more"]["accessible"] if "more" in body else f"?cursor={body['next_cursor']}"
        return parse_qs(urlsplit(link).query)["cursor"][0]
    side = parse_qs(urlsplit(path).query).get("as")
    queries = (parse_qs(urlsplit(link["href"]).query) for link in response.page.elements_of("a"))
    return next(query["cursor"][0] for query in queries if "cursor" in query and query.get("as") == side)


def continued(path: str, cursor: str) -> str:
    """Return the list's path with this cursor."""
    name = AFTER.name if path.startswith("/v1/events") else CURSOR.name
    return f"{path}{'&' if '?' in path else '?'}{name}={cursor}"


def is_refused(response: Response) -> bool:
    """Tell whether the response refuses the cursor, as JSON or as a page."""
    return response.status == 400 and ("/problems/invalid-cursor" in response.text)


def test_table_of_cursors_contains_every_list() -> None:
    paths = {urlsplit(path).path for path in LISTS.values()}
    operations = {
        operation.path
        for api in APIS
        for operation in api.operations
        if Problem.INVALID_CURSOR in operation.own_problems
    }
    listing_pages = {page.path for pages in PAGES for page in pages.pages if CURSOR.name in page.parameters}
    assert operations | listing_pages == paths


@EVERY_LIST
def test_cursor_continues_its_own_list(populated: PopulatedSite, cursors: Mapping[str, str], name: str) -> None:
    response = populated.get(continued(LISTS[name], cursors[name]))
    assert response.status == 200, response.text


@EVERY_LIST
def test_cursor_is_refused_by_every_other_list(populated: PopulatedSite, cursors: Mapping[str, str], name: str) -> None:
    for other in set(LISTS) - {name}:
        assert is_refused(populated.get(continued(LISTS[other], cursors[name]))), other


@pytest.mark.parametrize("phrase", ["directory", "page%20directory", "/v1/directory", '["/v1/directory"'])
def test_search_for_the_name_of_a_list_gives_no_cursor_of_that_list(populated: PopulatedSite, phrase: str) -> None:
    populated.site.world.import_account("Directory", "directory.example", ("it@campus.example",))
    for number in range(2):
        populated.site.world.import_account(f"page directory {number}", f"page{number}.example", ("it@campus.example",))
    body = json.loads(populated.get(f"/v1/accounts?q={phrase}&limit=1").text)
    for name in ("directory", "page of the directory") if body["next_cursor"] else ():
        assert is_refused(populated.get(continued(LISTS[name], body["next_cursor"])))


@pytest.mark.parametrize("name", sorted(set(LISTS) - SHARED))
def test_cursor_of_a_personal_list_is_refused_for_other_people(
    populated: PopulatedSite, cursors: Mapping[str, str], name: str
) -> None:
    assert is_refused(populated.get(continued(LISTS[name], cursors[name]), STRANGER))


@pytest.mark.parametrize("name", ["search", "page of the search"])
def test_cursor_of_a_search_can_be_shared(populated: PopulatedSite, cursors: Mapping[str, str], name: str) -> None:
    assert populated.get(continued(LISTS[name], cursors[name]), STRANGER).status == 200


@EVERY_LIST
def test_empty_cursor_is_refused(populated: PopulatedSite, name: str) -> None:
    assert is_refused(populated.get(continued(LISTS[name], "")))


class RecordingCursors(Cursors):
    """Cursors that record what the last cursor was bound to."""

    def read(self, cursor: str, bound_to: str) -> str:
        """Read the cursor and record its binding."""
        self.bound_to = bound_to
        return super().read(cursor, bound_to)


@EVERY_LIST
def test_signed_position_that_the_list_cannot_have_is_refused(populated: PopulatedSite, name: str) -> None:
    """Such cursors may come from an earlier release, or from before the list changed."""
    recording = RecordingCursors(SETTINGS.link_keys)
    before = _Started.container
    assert before is not None
    _Started.container = replace(before, cursors=recording)
    try:
        populated.get(continued(LISTS[name], "nothing"))
        for start in INVALID_POSITIONS:
            response = populated.get(continued(LISTS[name], recording.sign(start, recording.bound_to)))
            # Reviews are ordered by time only, so every text is a valid position.
            assert is_refused(response) or (name.endswith("reviews") and response.status == 200), start
    finally:
        _Started.container = before

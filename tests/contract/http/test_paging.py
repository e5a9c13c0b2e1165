"""Paging: every entry appears once, limits are checked, and cursors are bound to their query."""

from collections.abc import Mapping
from itertools import pairwise

import pytest

from tests.contract.cast import PARTNER, REVIEWER, Cast
from tests.contract.conventions import refused
from tests.contract.http.listing import MANY, pages, requester_of_many
from tests.contract.local_run import Run
from tests.contract.steps import REQUESTS

LISTS = {
    "search": ("/v1/accounts?q=house", PARTNER),
    "own": (REQUESTS, None),
    "reviews": ("/v1/reviews", REVIEWER),
}


@pytest.fixture(scope="module")
def lister(run: Run, cast: Cast) -> str:
    """Provide a requester with many requests, the first three withdrawn and the last two in review."""
    return requester_of_many(run, cast)


def listed(name: str, lister: str) -> tuple[str, str]:
    path, by = LISTS[name]
    return path, by or lister


@pytest.mark.parametrize(
    ("name", "member"), [("search", "account_id"), ("own", "request_id"), ("reviews", "request_id")]
)
def test_pages_contain_every_entry_once_in_order(run: Run, lister: str, name: str, member: str) -> None:
    path, by = listed(name, lister)
    expected = [item[member] for page in pages(run, by, path, limit=50) for item in page]
    small_pages = pages(run, by, path, limit=1)
    assert [item[member] for page in small_pages for item in page] == expected
    assert len(set(expected)) == len(expected)
    assert all(len(page) <= 1 for page in small_pages)
    assert len(small_pages) > 1


def test_search_links_to_the_page_before_and_counts_as_far_as_it_was_read(run: Run, lister: str) -> None:
    del lister
    first = run.call("GET", "/v1/accounts?q=house&limit=2", PARTNER)
    second = run.call("GET", first.links["next"]["url"].removeprefix(run.stack.urls["app"]), PARTNER)
    assert (first.json()["previous_cursor"], first.json()["count_at_least"]) == (None, 3)
    assert f"cursor={second.json()['previous_cursor']}" in second.links["prev"]["url"]
    again = run.call("GET", second.links["prev"]["url"].removeprefix(run.stack.urls["app"]), PARTNER)
    assert again.json()["items"] == first.json()["items"]
    assert again.headers["Link"] == first.headers["Link"]


def test_search_can_be_filtered_by_status(run: Run, lister: str) -> None:
    del lister
    by_status = {
        status: [item for page in pages(run, PARTNER, f"/v1/accounts?q=customer{status}", limit=50) for item in page]
        for status in ("", "&status=pending", "&status=active")
    }
    assert {item["status"] for item in by_status["&status=pending"]} == {"pending"}
    assert {item["status"] for item in by_status["&status=active"]} <= {"active"}
    assert len(by_status[""]) == len(by_status["&status=pending"]) + len(by_status["&status=active"])
    refused(run, 400, "invalid-parameter", "GET", "/v1/accounts?q=house&status=cancelled", by=PARTNER)


def test_own_requests_and_reviews_are_newest_first(run: Run, lister: str) -> None:
    own_times = [item["created_at"] for page in pages(run, lister, REQUESTS, limit=3) for item in page]
    assert len(own_times) == MANY
    assert all(newer > older for newer, older in pairwise(own_times))
    times = [item["created_at"] for page in pages(run, REVIEWER, "/v1/reviews", limit=3) for item in page]
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize(
    ("status", "count"), [("withdrawn", 3), ("pending", 2), ("pending_review", 2), ("approved", 0)]
)
def test_own_requests_can_be_filtered_by_status(run: Run, lister: str, status: str, count: int) -> None:
    found = [item for page in pages(run, lister, REQUESTS, status=status, limit=2) for item in page]
    assert [item["status"] for item in found] == [status] * count


def test_default_page_size_is_25(run: Run) -> None:
    first = run.call("GET", "/v1/accounts?q=house", PARTNER).json()
    assert len(first["items"]) <= 25


@pytest.mark.parametrize("limit", ["0", "51", "-1", "1.5", "ten", "", "1e1", "%D9%A3", "0x10", "9999999999", "+5"])
def test_invalid_limit_answers_400(run: Run, lister: str, limit: str) -> None:
    for path, by in LISTS.values():
        separator = "&" if "?" in path else "?"
        refused(run, 400, "invalid-parameter", "GET", f"{path}{separator}limit={limit}", by=by or lister)


def test_unknown_status_answers_400(run: Run, lister: str) -> None:
    refused(run, 400, "invalid-parameter", "GET", f"{REQUESTS}?status=done", by=lister)


def cursor_of(run: Run, by: str, path: str, **query: str) -> str:
    cursor = run.call("GET", path, by, params={**query, "limit": "1"}).json()["next_cursor"]
    assert cursor
    return str(cursor)


def altered(cursor: str) -> Mapping[str, str]:
    payload, _, signature = cursor.rpartition(".")
    return {
        "cut short": cursor[:-3],
        "another signature": f"{payload}.{signature[::-1]}",
        "another place": f"x{payload}.{signature}",
        "no signature": payload,
        "rubbish": "rubbish",
        "half a surrogate": "%ED%A0%80",
        "not ASCII": "caf%C3%A9",
        "very long": "x" * 5_000,
    }


@pytest.mark.parametrize("how", altered("a.b"))
@pytest.mark.parametrize("name", LISTS)
def test_altered_cursor_answers_400(run: Run, lister: str, name: str, how: str) -> None:
    path, by = listed(name, lister)
    resource, _, query = path.partition("?")
    cursor = altered(cursor_of(run, by, resource, **dict([query.split("=")] if query else [])))[how]
    refused(run, 400, "invalid-cursor", "GET", f"{resource}?{query}&cursor={cursor}", by=by)


def test_cursor_of_other_query_answers_400(run: Run, lister: str) -> None:
    search = cursor_of(run, PARTNER, "/v1/accounts", q="house")
    refused(run, 400, "invalid-cursor", "GET", f"/v1/accounts?q=reseller&cursor={search}", by=PARTNER)
    refused(run, 400, "invalid-cursor", "GET", f"/v1/accounts?cursor={search}", by=PARTNER)
    refused(run, 400, "invalid-cursor", "GET", f"/v1/accounts?q=house&status=pending&cursor={search}", by=PARTNER)
    refused(run, 400, "invalid-cursor", "GET", f"{REQUESTS}?cursor={search}", by=PARTNER)
    mine = cursor_of(run, lister, REQUESTS)
    refused(run, 400, "invalid-cursor", "GET", f"{REQUESTS}?status=pending&cursor={mine}", by=lister)
    refused(run, 400, "invalid-cursor", "GET", f"{REQUESTS}?cursor={mine}", by=PARTNER)
    refused(run, 400, "invalid-cursor", "GET", f"/v1/reviews?cursor={mine}", by=REVIEWER)


def test_empty_cursor_answers_400(run: Run, lister: str) -> None:
    for path, by in LISTS.values():
        separator = "&" if "?" in path else "?"
        refused(run, 400, "invalid-cursor", "GET", f"{path}{separator}cursor=", by=by or lister)


def test_cursor_can_be_reused_with_other_limit(run: Run, lister: str) -> None:
    cursor = cursor_of(run, lister, REQUESTS)
    first, again = (run.call("GET", f"{REQUESTS}?cursor={cursor}&limit=2", lister).json() for _ in range(2))
    assert first == again
    assert len(first["items"]) == 2


def test_restricted_account_is_found_only_by_full_name_or_domain(run: Run) -> None:
    def found(query: str) -> bytes:
        response = run.call("GET", "/v1/accounts", PARTNER, params={"q": query})
        assert response.status_code == 200
        return response.content

    for whole in ("Globex Secret", "globex.example", "GLOBEX  secret"):
        assert b"globex.example" in found(whole)
    nothing = found("no such account anywhere")
    for near in ("Globex", "Globex Secre", "globex secrets", "secret", "globex.exampl", "globex.example.com"):
        assert found(near) == nothing

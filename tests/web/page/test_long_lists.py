"""Every list with 500 entries, without script: counted, paged both ways, as a file, in few round trips."""

import csv
from collections.abc import Iterator

import pytest

from chalicelib.web.page.lists import MOST_LISTED, ROWS
from tests.backends.observable_table import calls_of
from tests.web.browser_without_script import Response, Site
from tests.web.page.long_lists import LISTS, site_with

# The database, after the session was looked up and beside the number in the menu, which every page has.
MOST_TRIPS = 4
Long = tuple[str, Site, str]


@pytest.fixture(scope="module", params=LISTS)
def long(request: pytest.FixtureRequest) -> Iterator[Long]:
    """A list of as many entries as are read at once."""
    name: str = request.param
    with site_with(name, MOST_LISTED) as (site, path):
        yield name, site, path


def link(response: Response, relation: str) -> str | None:
    """Return the page's link of this relation."""
    found = (one["href"] for one in response.page.elements_of("a") if one.get("rel") == relation)
    return next((path.removeprefix("/api") for path in found), None)


def names(response: Response) -> list[str]:
    """Return what stands at the beginning of each row."""
    return response.page.texts("th")[-len(response.page.texts("tr")) + 1 :]


def with_query(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"


def test_list_is_counted_and_its_pages_lead_there_and_back(long: Long) -> None:
    _, site, path = long
    first = site.get(path)
    assert (first.status, len(names(first))) == (200, ROWS)
    assert f"1–{ROWS} of {MOST_LISTED}" in first.page.text
    assert link(first, "prev") is None
    second = site.get(link(first, "next") or "")
    assert f"{ROWS + 1}–{2 * ROWS} of {MOST_LISTED}" in second.page.text
    assert names(site.get(link(second, "prev") or "")) == names(first)
    last = site.get(with_query(path, f"page={MOST_LISTED // ROWS}"))
    assert f"{MOST_LISTED - ROWS + 1}–{MOST_LISTED} of {MOST_LISTED}" in last.page.text
    assert (link(last, "next"), len(names(last))) == (None, ROWS)


def test_page_takes_few_round_trips(long: Long) -> None:
    name, site, path = long
    for query in ("", "page=7", "q=name", "sort=-created" if name != "roles" else "sort=-since"):
        with calls_of(site.world.table) as calls:
            assert site.get(with_query(path, query)).status == 200
        (session, *others) = calls
        assert session.given[0][0].startswith("SESSION#")
        in_menu = [call for call in others if call.verb == "batch" and _is_of_inboxes(call.given[0])]
        counted = len(others) - len(in_menu[:1])
        assert counted <= MOST_TRIPS, [call.verb for call in others]


def _is_of_inboxes(keys: list[tuple[str, str]]) -> bool:
    return all(partition.startswith("DESK#") for partition, _ in keys)


def test_file_holds_what_the_list_shows_and_no_more(long: Long) -> None:
    name, site, path = long
    response = site.get(with_query(path, "format=csv"))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="{LISTS[name].file}.csv"'
    rows = list(csv.DictReader(response.text.removeprefix("\ufeff").splitlines()))
    assert len(rows) == MOST_LISTED
    filtered = site.get(with_query(path, "q=no%20such%20entry&format=csv"))
    assert len(filtered.text.splitlines()) == 1


def test_what_is_chosen_stays_chosen_on_every_further_page(long: Long) -> None:
    _, site, path = long
    chosen = site.get(with_query(path, "q=N%C3%81ME&times=exact"))
    assert chosen.page.field("list-text")["value"] == "NÁME"
    for relation in ("next", "next", "prev"):
        chosen = site.get(link(chosen, relation) or "")
        assert chosen.page.field("list-text")["value"] == "NÁME"
        assert "UTC" in chosen.page.text


def test_page_is_small(long: Long) -> None:
    _, site, path = long
    assert len(site.get(path).text.encode()) <= 60 * 1024

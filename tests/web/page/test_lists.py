"""What lists on pages are filtered and sorted by, and what they answer to an address that they cannot read."""

import json
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests.link_actions import approve
from chalicelib.web.page import lists
from chalicelib.web.page.lists import LONGEST_TEXT
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.accounts.stories import address, populated
from tests.web.browser_without_script import Site
from tests.web.page.test_long_lists import names
from tests.world import person

EVERY_LIST = ("/requests", "/reviews", "/directory", "/access-requests", "/access-requests?as=decider", "{roles}")


@pytest.fixture
def made(site: Site) -> Sequence[AccountRequest]:
    """Three requests, a day apart, of which the second is approved."""
    found = []
    for name, domain in (("Zebra", "zebra.example"), ("École Normale", "ecole.example"), ("acme", "münchen.example")):
        found.append(site.world.submit(account_name=name, domain_identifier=domain, customer_emails=(f"it@{domain}",)))
        site.world.clock.advance(days=1)
    approve(site.world.ports, site.world.token(found[1]), True)
    return found


@pytest.fixture
def everybody(site: Site) -> tuple[Site, Account]:
    """Somebody who may open every list."""
    account = populated(site)
    return site.signed_in(person(str(ADMINISTRATOR.email), "reviewers")), account


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["acme", "École Normale", "Zebra"]),
        ("sort=created", ["Zebra", "École Normale", "acme"]),
        ("sort=name", ["acme", "École Normale", "Zebra"]),
        ("sort=-name", ["Zebra", "École Normale", "acme"]),
        ("sort=domain", ["École Normale", "acme", "Zebra"]),
        ("sort=status", ["acme", "Zebra", "École Normale"]),
        ("q=ECOLE+norm", ["École Normale"]),
        ("q=munchen", ["acme"]),
        ("q=xn--", ["acme"]),
        ("status=approved", ["École Normale"]),
        ("status=pending&sort=name", ["acme", "Zebra"]),
        ("status=pending&q=zebra", ["Zebra"]),
        ("status=&q=&sort=&page=", ["acme", "École Normale", "Zebra"]),
        ("status=declined", []),
    ],
)
def test_own_requests_are_filtered_and_sorted(
    site: Site, made: Sequence[AccountRequest], query: str, found: list[str]
) -> None:
    response = site.signed_in().get(f"/requests?{query}")
    assert (names(response) if found else response.page.texts("tr")) == found
    assert ("Nothing in this list matches." in response.page.text) is not bool(found)


def test_reference_finds_its_request(site: Site, made: Sequence[AccountRequest]) -> None:
    assert names(site.signed_in().get(f"/requests?q={made[0].reference.lower()}")) == ["Zebra"]


def test_expired_requests_are_found_as_such(site: Site, made: Sequence[AccountRequest]) -> None:
    site.world.clock.advance(days=91)
    visitor = site.signed_in()
    assert names(visitor.get("/requests?status=expired")) == ["acme", "Zebra"]
    assert visitor.get("/requests?status=pending").page.texts("tr") == []


@pytest.mark.parametrize("path", EVERY_LIST)
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("status=bogus", "Correct the value of “status” in the address."),
        ("sort=bogus", "Correct the value of “sort” in the address."),
        ("page=0", "Correct the value of “page” in the address."),
        ("page=-1", "Correct the value of “page” in the address."),
        ("page=1.5", "Correct the value of “page” in the address."),
        ("page=%D9%A3", "Correct the value of “page” in the address."),
        (f"page={'9' * 2000}", "Correct the value of “page” in the address."),
        ("times=never", "Correct the value of “times” in the address."),
        ("format=pdf", "Correct the value of “format” in the address."),
        (f"q={'x' * (LONGEST_TEXT + 1)}", "“q” in the address may have at most 300 characters."),
        ("cursor=bogus", "Start again from the first page of the list."),
    ],
)
def test_value_that_a_list_does_not_know_is_named(
    everybody: tuple[Site, Account], path: str, query: str, said: str
) -> None:
    visitor, account = everybody
    where = path.format(roles=address(account, "/roles"))
    response = visitor.get(f"{where}{'&' if '?' in where else '?'}{query}")
    if path == "/reviews" and query.startswith("status"):
        assert response.status == 200, "reviews have one status"
        return
    assert response.status == 400
    assert said in response.page.text


def test_page_behind_the_last_one_leads_back(site: Site, made: Sequence[AccountRequest]) -> None:
    page = site.signed_in().get("/requests?page=9&sort=name").page
    assert "The list ends before this page." in page.text
    assert "/api/requests?sort=name" in {element["href"] for element in page.elements_of("a")}


def test_times_are_days_and_to_the_minute_on_demand(site: Site, made: Sequence[AccountRequest]) -> None:
    visitor = site.signed_in()
    page = visitor.get("/requests").page
    assert page.texts("time") == ["24 Nov 2026", "23 Nov 2026", "22 Nov 2026"]
    assert page.elements_of("time")[0]["datetime"] == "2026-11-24T09:00:00Z"
    assert page.elements_of("time")[0]["title"] == "24 November 2026, 09:00 UTC"
    (exact,) = [one["href"] for one in page.elements_of("a") if "times=exact" in one["href"]]
    assert visitor.get(exact.removeprefix("/api")).page.texts("time")[0] == "24 Nov 2026, 09:00 UTC"
    assert visitor.get("/requests?lang=fr").page.texts("time")[0] == "24 nov. 2026"


def test_headings_tell_the_order_and_turn_it(site: Site, made: Sequence[AccountRequest]) -> None:
    visitor, path = site.signed_in(), "/requests?q=e"
    orders = []
    for _ in range(3):
        response = visitor.get(path)
        page = response.page
        (heading,) = [one for one in page.elements_of("th") if "aria-sort" in one] or [{"aria-sort": "?"}]
        orders.append(heading["aria-sort"])
        path = response.text.partition("Account name</a></th>")[0].rpartition('href="/api')[2].partition('"')[0]
        path = unescape(path)
        assert "q=e" in path
    assert orders == ["descending", "ascending", "descending"]


def test_what_lies_beyond_the_bound_is_a_list_of_its_own(
    site: Site, made: Sequence[AccountRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", 2)
    visitor = site.signed_in()
    first = visitor.get("/requests")
    assert (names(first), "1–2 of more than 2" in first.page.text) == (["acme", "École Normale"], True)
    assert "there are more" in visitor.get("/requests?q=acme").page.text
    (older,) = [one["href"] for one in first.page.elements_of("a") if "cursor=" in one["href"]]
    second = visitor.get(older.removeprefix("/api"))
    assert names(second) == ["Zebra"]
    assert "What comes before is not shown here." in second.page.text
    assert "/api/requests" in {one["href"] for one in second.page.elements_of("a")}


def test_rows_of_earlier_releases_are_found_by_name(site: Site, made: Sequence[AccountRequest]) -> None:
    for request in made:
        row = site.world.table.get(keys.own_request(request))
        assert row is not None
        known = json.loads(row.document or "")
        del known["account_name"]
        site.world.table.put(replace(row, document=json.dumps(known)))
    assert names(site.signed_in().get("/requests?q=zebra")) == ["Zebra"]
    assert names(site.signed_in().get("/requests?sort=name")) == ["acme", "École Normale", "Zebra"]


@pytest.mark.parametrize("name", ["House of it@univ.example", "House of it%40univ.example"])
def test_list_keeps_no_name_in_which_an_address_stands_and_finds_it_anyway(site: Site, name: str) -> None:
    request = site.world.submit(account_name=name)
    row = site.world.table.get(keys.own_request(request))
    assert row is not None
    assert "univ.example" not in json.loads(row.document or "").get("account_name", "")
    assert len(site.signed_in().get("/requests?q=house").page.texts("tr")) == 2


def test_cells_that_a_spreadsheet_would_take_for_formulas_are_marked(site: Site) -> None:
    site.world.submit(account_name="=cmd|'/C calc'!A0", order_reference="-1+1")
    text = site.signed_in().get("/requests?format=csv").text
    assert "'=cmd|" in text
    assert "'-1+1" in text


def test_pages_keep_the_language_links_of_their_own_address(site: Site, made: Sequence[AccountRequest]) -> None:
    page = site.signed_in().get("/requests?q=zebra&sort=name").page
    (french,) = [one["href"] for one in page.elements_of("a") if one.get("hreflang") == "fr"]
    assert french == "?q=zebra&sort=name&lang=fr"

"""What each list on a page finds and shows, and what stays hidden in it."""

import pytest

from chalicelib.services.access import requests
from chalicelib.services.requests.link_actions import approve
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.access.stories import USER
from tests.web.accounts.stories import address, populated
from tests.web.browser_without_script import Site
from tests.web.page.test_long_lists import names
from tests.world import PARTNER, REVIEWER, person


@pytest.fixture
def everybody(site: Site) -> tuple[Site, Account]:
    """Somebody who may open every list."""
    account = populated(site)
    return site.signed_in(person(str(ADMINISTRATOR.email), "reviewers")), account


def test_reviews_are_found_by_their_requester_oldest_first(site: Site) -> None:
    for number, who in enumerate((PARTNER, person("quinn@rival.example", name="Quinn"))):
        name, domain = f"Name {number}", f"n{number}.example"
        site.world.submit(
            by=who, account_name=name, domain_identifier=domain, customer_emails=("head@elsewhere.example",)
        )
        site.world.clock.advance(hours=1)
    visitor = site.signed_in(REVIEWER, role=None)
    assert names(visitor.get("/reviews")) == ["Name 0", "Name 1"]
    assert names(visitor.get("/reviews?sort=-created")) == ["Name 1", "Name 0"]
    for text in ("quinn", "quinn@rival.example", "RIVAL"):
        assert names(visitor.get(f"/reviews?q={text}")) == ["Name 1"]


def test_account_is_once_in_the_directory_whatever_put_it_there(site: Site) -> None:
    request = site.world.submit(domain_identifier="reseller.example", customer_emails=("it@reseller.example",))
    approve(site.world.ports, site.world.token(request), True)
    account = Account(site.world, request.account_id, "", "")
    account.ask(PARTNER, USER)
    visitor = site.signed_in()
    assert len(visitor.get("/directory").page.texts("tr")) == 2
    for group in ("access_requested", "creation_requested", "same_domain"):
        assert len(visitor.get(f"/directory?group={group}").page.texts("tr")) == 2
    assert visitor.get("/directory?group=accessible").page.texts("tr") == []
    account.give(PARTNER, USER)
    row = visitor.get("/directory?group=accessible").page.texts("tr")[1]
    assert "Smart Account user" in row
    assert request.reference in row


def test_no_list_shows_ids_and_the_account_does(everybody: tuple[Site, Account], site: Site) -> None:
    visitor, account = everybody
    for path in ("/directory", "/accounts?q=university"):
        assert account.account_id not in visitor.get(path).page.text
    page = visitor.get(address(account)).page
    assert account.account_id in page.text
    (button,) = [element for element in page.elements_of("button") if "data-copies" in element]
    assert page.field(button["data-copies"])
    assert "hidden" in button


def test_deciders_find_requests_by_requester_and_status(site: Site) -> None:
    account = populated(site)
    for name in ("Sol", "Bo"):
        asked = account.ask(person(f"{name}@univ.example", name=f"{name} Asker"), USER)
    requests.decline(site.world.ports, account.caller(ADMINISTRATOR), asked.access_request_id, "")
    visitor = site.signed_in(ADMINISTRATOR)
    assert [name.split()[0] for name in names(visitor.get("/access-requests"))] == ["Sol", "Bo"]
    assert [name.split()[0] for name in names(visitor.get("/access-requests?sort=requester"))] == ["Bo", "Sol"]
    for query in ("status=declined", "q=bo@univ"):
        assert [name.split()[0] for name in names(visitor.get(f"/access-requests?{query}"))] == ["Bo"]


def test_roles_are_found_by_person_role_and_state(everybody: tuple[Site, Account]) -> None:
    visitor, account = everybody
    path = address(account, "/roles")
    for query, found in (
        ("role=smart_account_viewer", ["viewer@univ.example"]),
        ("status=active", ["Ada Administrator admin@univ.example"]),
        ("q=lab&sort=-person", ["user@univ.example", "colleague@univ.example"]),
        ("status=offered", []),
    ):
        response = visitor.get(f"{path}?{query}")
        assert (names(response) if found else response.page.texts("tr")) == found


def test_restricted_accounts_stay_out_of_the_list_of_ones_own_domain(site: Site) -> None:
    site.world.import_account("Secret", "reseller.example", ("it@reseller.example",), "restricted")
    visitor = site.signed_in()
    for query in ("", "q=secret", "group=same_domain", "format=csv", "q=reseller"):
        assert "Secret" not in visitor.get(f"/directory?{query}").text


def test_search_in_the_directory_finds_no_hidden_contacts(site: Site) -> None:
    account = Account.of(site.world, "restricted")
    account.ask(PARTNER, USER)
    visitor = site.signed_in()
    assert names(visitor.get("/directory?q=university")) == ["University of Example"]
    for text in ("admin@univ.example", "Ada"):
        assert visitor.get(f"/directory?q={text}").page.texts("tr") == []
    assert "admin@univ.example" not in visitor.get("/directory?format=csv").text

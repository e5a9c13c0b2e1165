"""Requests for access on other pages: the number in the menu, the directory, a declined account request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import PendingInbox
from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.accounts.administration import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.access import requests
from chalicelib.services.requests import link_actions
from chalicelib.services.unit_of_work.access_writes import SaveVirtualAccount
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.access.stories import REASON, USER, VIRTUAL_ACCOUNT_USER, declined_for_another
from tests.web.browser_without_script import Response, Site, site_over
from tests.web.page.test_every_page import HEAVIEST
from tests.world import PARTNER, World, counted_calls

PLAIN = "Access requests"


@dataclass
class WithoutInboxes:
    """Store whose pending inboxes cannot be read."""

    store: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def inboxes(self, account_ids: Iterable[str]) -> Mapping[str, PendingInbox]:
        """Fail as if the database were busy."""
        raise Refused(Problem.BUSY)


def entry(response: Response) -> str:
    """Return the text of the menu entry."""
    (text,) = [text for text in response.page.texts("li") if text.startswith(PLAIN)]
    return text


def without_inboxes(world: World) -> World:
    """Return the same system with unreadable inboxes."""
    ports = replace(world.ports, store=WithoutInboxes(world.ports.store))
    return replace(world, container=replace(world.container, ports=ports))


def test_menu_shows_how_many_requests_wait_for_the_reader(site: Site, account: Account) -> None:
    account.ask(PARTNER, USER)
    account.ask(COLLEAGUE, VIRTUAL_ACCOUNT_USER, account.office)
    for who, seen in ((ADMINISTRATOR, f"{PLAIN} (2)"), (COLLEAGUE, PLAIN), (PARTNER, PLAIN)):
        assert entry(site.signed_in(who).get("/requests")) == seen
    (link,) = [
        link for link in site.signed_in(ADMINISTRATOR).get("/requests").page.elements_of("a") if "aria-label" in link
    ]
    assert link["aria-label"] == f"{PLAIN} (2): waiting for your decision"


@pytest.mark.parametrize("path", ["/access-requests/nothing", "/reviews", "/accounts?cursor=x&q=univ"])
def test_problem_page_shows_the_number_in_the_menu(site: Site, account: Account, path: str) -> None:
    account.ask(PARTNER, USER)
    response = site.signed_in(ADMINISTRATOR).get(path)
    assert response.status in {400, 403, 404}
    assert entry(response) == (PLAIN if path == "/reviews" else f"{PLAIN} (1)")


def test_menu_omits_the_number_while_the_database_is_busy(site: Site, account: Account) -> None:
    account.ask(PARTNER, USER)
    with site_over(without_inboxes(site.world)) as degraded:
        visitor = degraded.signed_in(ADMINISTRATOR)
        for path in ("/directory", "/requests", "/access-requests/nothing"):
            assert entry(visitor.get(path)) == PLAIN
        assert visitor.get("/access-requests").status == 503


@pytest.mark.aws
def test_public_page_makes_two_calls_for_the_menu_of_whoever_is_signed_in(site: Site) -> None:
    for visitor, made in ((site.signed_in(), ["GetItem", "Query"]), (site, [])):
        with counted_calls() as calls:
            assert visitor.get("/help").status == 200
        assert calls == made


def test_directory_mentions_requests_that_wait_for_the_reader(site: Site, account: Account) -> None:
    notice = "1 request for access waits for your decision."
    account.ask(PARTNER, USER)
    assert notice in site.signed_in(ADMINISTRATOR).get("/directory").page.text
    assert notice not in site.signed_in(PARTNER).get("/directory").page.text


def test_directory_shows_a_request_for_access_until_it_is_approved(site: Site, account: Account) -> None:
    visitor, ports = site.signed_in(), site.world.ports
    for status, act in (("Declined", decline), ("Pending", None)):
        request = account.ask(PARTNER, USER)
        if act:
            act(account, request.access_request_id)
        page = visitor.get("/directory?group=access_requested")
        assert f"Access request: {status}" in page.page.text
        assert f"/api/access-requests/{request.access_request_id}" in {
            link["href"] for link in page.page.elements_of("a")
        }
    requests.approve(ports, account.caller(ADMINISTRATOR), request.access_request_id, Choice())
    name = "University of Example"
    assert name in visitor.get("/directory?group=accessible").page.text
    assert name not in visitor.get("/directory?group=access_requested").page.text


def test_request_for_access_reveals_no_contacts_of_a_restricted_account(site: Site) -> None:
    account = Account.of(site.world, "restricted")
    account.ask(PARTNER, USER)
    shown = site.signed_in().get("/directory")
    assert "University of Example" in shown.page.text
    assert "admin@univ.example" not in shown.text


def test_request_declined_for_an_existing_account_links_to_it(site: Site) -> None:
    page = declined_for_another(site)
    (lock,) = [
        lock for lock in site.world.ports.store.locks("univ.example") if lock.domain_identifier == "univ.example"
    ]
    led_to = [link["href"] for link in page.page.elements_of("a") if link["href"].endswith("/access")]
    assert led_to == [f"/api/accounts/{lock.account_id}/access"]
    assert "Example Secret" not in page.text


def test_request_declined_for_a_hidden_account_links_to_the_search(site: Site) -> None:
    site.world.import_account("Example Secret", "univ.example", ("it@univ.example",), "restricted")
    request = site.world.submit(domain_identifier="labs.univ.example")
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", REASON)
    page = site.signed_in().get(f"/requests/{request.request_id}")
    assert [link["href"] for link in page.page.elements_of("a") if "accounts?q=" in link["href"]]
    assert "Example Secret" not in page.text


def test_form_of_an_account_with_the_maximum_of_virtual_accounts_stays_small(site: Site) -> None:
    account = Account.of(site.world)
    for number in range(MOST_VIRTUAL_ACCOUNTS):
        name = f"Virtual Account of faculty number {number}"
        virtual_account = VirtualAccount(f"{number:032}", account.account_id, name, site.world.clock.now())
        site.world.ports.store.commit([SaveVirtualAccount(virtual_account)])
    page = site.signed_in().get(f"/accounts/{account.account_id}/access")
    assert len(page.text.encode()) <= HEAVIEST
    assert "The account has more than fit here" in page.page.text


def decline(account: Account, access_request_id: str) -> None:
    """Decline as the administrator."""
    requests.decline(account.world.ports, account.caller(ADMINISTRATOR), access_request_id, REASON)

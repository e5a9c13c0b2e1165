"""Requests for access on other pages: the number in the menu, the directory, a request that was declined."""

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
from tests.web.access.stories import ON_PARTS, REASON, USER, declined_for_another
from tests.web.accounts.stories import peopled
from tests.web.browser_without_script import Answer, Site, site_over
from tests.web.page.test_every_page import HEAVIEST
from tests.world import PARTNER, World, counted_calls

PLAIN = "Access requests"


@dataclass
class WithoutDesks:
    """A store that answers as ever, but for what waits for deciders."""

    store: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def inboxes(self, account_ids: Iterable[str]) -> Mapping[str, PendingInbox]:
        """Out of reach just now."""
        raise Refused(Problem.BUSY)


@pytest.fixture
def account(site: Site) -> Account:
    """Run by its administrator, its Virtual Account Lab by a colleague."""
    return peopled(site)


def entry(answer: Answer) -> str:
    """The menu's entry, as it is seen."""
    (text,) = [text for text in answer.page.said("li") if text.startswith(PLAIN)]
    return text


def group(answer: Answer, title: str) -> str:
    """What stands in a group of the directory."""
    (text,) = [text for text in answer.page.said("section") if text.startswith(title)]
    return text


def without_desks(world: World) -> World:
    """The same system, where the desks are out of reach."""
    ports = replace(world.ports, store=WithoutDesks(world.ports.store))
    return replace(world, container=replace(world.container, ports=ports))


def test_the_menu_says_how_many_wait_for_the_reader(site: Site, account: Account) -> None:
    account.ask(PARTNER, USER)
    account.ask(COLLEAGUE, ON_PARTS, account.office)
    for who, seen in ((ADMINISTRATOR, f"{PLAIN} (2)"), (COLLEAGUE, PLAIN), (PARTNER, PLAIN)):
        assert entry(site.signed_in(who).get("/requests")) == seen
    (link,) = [one for one in site.signed_in(ADMINISTRATOR).get("/requests").page.all("a") if "aria-label" in one]
    assert link["aria-label"] == f"{PLAIN} (2): waiting for your decision"


@pytest.mark.parametrize("path", ["/access-requests/nothing", "/reviews", "/accounts?cursor=x&q=univ"])
def test_a_page_that_refuses_says_it_too(site: Site, account: Account, path: str) -> None:
    account.ask(PARTNER, USER)
    answer = site.signed_in(ADMINISTRATOR).get(path)
    assert answer.status in {400, 403, 404}
    assert entry(answer) == (PLAIN if path == "/reviews" else f"{PLAIN} (1)")


def test_a_busy_database_leaves_the_number_out(site: Site, account: Account) -> None:
    account.ask(PARTNER, USER)
    with site_over(without_desks(site.world)) as troubled:
        own = troubled.signed_in(ADMINISTRATOR)
        for path in ("/directory", "/requests", "/access-requests/nothing"):
            assert entry(own.get(path)) == PLAIN
        assert own.get("/access-requests").status == 503


def test_a_page_for_everybody_counts_nothing(site: Site) -> None:
    own = site.signed_in()
    with counted_calls() as calls:
        assert own.get("/help").status == 200
    assert calls == []


def test_the_directory_says_that_something_waits(site: Site, account: Account) -> None:
    notice = "1 request for access waits for your decision."
    account.ask(PARTNER, USER)
    assert notice in site.signed_in(ADMINISTRATOR).get("/directory").page.text
    assert notice not in site.signed_in(PARTNER).get("/directory").page.text


def test_the_directory_shows_what_was_asked_for_until_it_is_access(site: Site, account: Account) -> None:
    asked, accessible = "Accounts I asked access to", "Accounts I can access"
    own, ports = site.signed_in(), site.world.ports
    for status, act in (("Declined", decline), ("Pending", None)):
        request = account.ask(PARTNER, USER)
        if act:
            act(account, request.access_request_id)
        page = own.get("/directory")
        assert f"{status} Access request" in group(page, asked)
        assert f"/api/access-requests/{request.access_request_id}" in {one["href"] for one in page.page.all("a")}
    requests.approve(ports, account.caller(ADMINISTRATOR), request.access_request_id, Choice())
    page = own.get("/directory")
    assert "University of Example" in group(page, accessible)
    assert "University of Example" not in group(page, asked)


def test_asking_shows_no_contacts_of_a_restricted_account(site: Site) -> None:
    account = Account.of(site.world, "restricted")
    account.ask(PARTNER, USER)
    shown = site.signed_in().get("/directory")
    assert "University of Example" in shown.page.text
    assert "admin@univ.example" not in shown.text


def test_who_was_declined_for_another_account_is_led_to_it(site: Site) -> None:
    page = declined_for_another(site)
    (lock,) = [one for one in site.world.ports.store.locks("univ.example") if one.domain_identifier == "univ.example"]
    led_to = [one["href"] for one in page.page.all("a") if one["href"].endswith("/access")]
    assert led_to == [f"/api/accounts/{lock.account_id}/access"]
    assert "Example Secret" not in page.text


def test_who_was_declined_for_an_account_that_nobody_may_see_is_led_to_the_search(site: Site) -> None:
    site.world.import_account("Example Secret", "univ.example", ("it@univ.example",), "restricted")
    request = site.world.submit(domain_identifier="labs.univ.example")
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", REASON)
    page = site.signed_in().get(f"/requests/{request.request_id}")
    assert [one["href"] for one in page.page.all("a") if "accounts?q=" in one["href"]]
    assert "Example Secret" not in page.text


def test_an_account_of_very_many_virtual_accounts_has_a_form_all_the_same(site: Site) -> None:
    account = Account.of(site.world)
    for number in range(MOST_VIRTUAL_ACCOUNTS):
        name = f"Virtual Account of faculty number {number}"
        part = VirtualAccount(f"{number:032}", account.account_id, name, site.world.clock.now())
        site.world.ports.store.commit([SaveVirtualAccount(part)])
    page = site.signed_in().get(f"/accounts/{account.account_id}/access")
    assert len(page.text.encode()) <= HEAVIEST
    assert "The account has more than fit here" in page.page.text


def decline(account: Account, access_request_id: str) -> None:
    """By the administrator."""
    requests.decline(account.world.ports, account.caller(ADMINISTRATOR), access_request_id, REASON)

"""Asking for access, and the list of requests, as pages: what each reader is offered, told and refused."""

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access import requests
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.access.reading import LIST, PART, chosen, leads_to, offered, parts_offered
from tests.web.access.stories import NOTE, ON_PARTS, REASON, SECOND, USER, asked_of_nobody, asked_of_pending
from tests.web.accounts.stories import peopled
from tests.web.approvals.states import State
from tests.web.browser_without_script import Site
from tests.world import PARTNER

VIEWER = AccessRole.SMART_ACCOUNT_VIEWER


@pytest.fixture
def account(site: Site) -> Account:
    """Run by its administrator, its Virtual Account Lab by a colleague."""
    return peopled(site)


def form_of(account: Account) -> str:
    """Where access to the account is asked for."""
    return f"/accounts/{account.account_id}/access"


def test_the_form_offers_the_account_and_the_virtual_accounts_that_the_person_may_see(
    site: Site, account: Account
) -> None:
    page = site.signed_in().get(form_of(account))
    assert offered(page, "scope") == ["account", "virtual_accounts"]
    assert offered(page, "role") == [role.value for role in AccessRole]
    assert parts_offered(page) == ["DEFAULT", "Lab", "Office"]
    assert chosen(page) == set()


def test_of_a_restricted_account_the_whole_is_asked_for(site: Site) -> None:
    page = site.signed_in().get(form_of(Account.of(site.world, "restricted")))
    assert (offered(page, "scope"), parts_offered(page)) == (["account"], [])
    assert all(role.startswith("smart_account_") for role in offered(page, "role"))


def test_what_is_asked_for_is_listed_at_once(site: Site, account: Account) -> None:
    own = site.signed_in()
    typed = {"scope": "virtual_accounts", "role": ON_PARTS, PART + account.lab: "true", "note": NOTE}
    answer = own.fill_in(own.get(form_of(account)), "/access", **typed)
    assert answer.headers["location"] == f"/api{LIST}?done=asked"
    page = own.followed(answer)
    assert "Your request is on its way." in page.page.text
    assert page.page.said("td")[:2] == ["Virtual Account user Lab", "Pending"]
    inbox = requests.inbox_of(site.world.ports, account.account_id)
    assert [one.asked.virtual_account_ids for one in inbox.waiting] == [(account.lab,)]


def test_a_refused_form_is_kept_filled_in_and_names_each_fault(site: Site, account: Account) -> None:
    own = site.signed_in()
    typed = {
        "scope": "account",
        "role": ON_PARTS,
        PART + account.lab: "true",
        "note": "www.elsewhere.example",
    }
    answer = own.fill_in(own.get(form_of(account)), "/access", **typed)
    assert answer.status == 422
    assert chosen(answer) == {"account", ON_PARTS, PART + account.lab}
    assert answer.page.said("textarea") == ["www.elsewhere.example"]
    faults = [one["href"] for one in answer.page.all("a") if one["href"] in {"#role", "#note"}]
    assert faults == ["#role", "#note"]
    assert "Smart Account viewer." in answer.page.text
    assert "smart_account" not in answer.page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (asked_of_nobody, "no administrator yet"),
        (asked_of_pending(), "Ask for access once it is active"),
        (asked_of_pending(days=91), "is cancelled"),
    ],
    ids=["nobody", "pending", "cancelled"],
)
def test_where_nobody_could_decide_there_is_no_form(site: Site, state: State, words: str) -> None:
    page = state(site)
    assert words in page.page.text
    assert offered(page, "role") == []


def test_who_has_asked_is_led_to_that_request(site: Site, account: Account) -> None:
    request = account.ask(PARTNER, USER)
    page = site.signed_in().get(form_of(account))
    assert leads_to(page, f"{LIST}/{request.access_request_id}")
    assert offered(page, "role") == []


def test_deciders_find_what_waits_oldest_first_and_then_what_was_decided(site: Site, account: Account) -> None:
    declined = account.ask(SECOND, USER)
    requests.decline(site.world.ports, account.caller(ADMINISTRATOR), declined.access_request_id, REASON)
    account.ask(PARTNER, USER)
    site.world.clock.advance(hours=1)
    account.ask(SECOND, VIEWER)
    page = site.signed_in(ADMINISTRATOR).get(LIST).page
    assert page.said("h2")[:2] == ["Waiting for your decision", "Decided of late"]
    people = [text.split()[0] for text in page.said("th") if "@" in text]
    assert people == ["Pat", "Sol", "Sol"]
    assert any(REASON in text for text in page.said("td"))


def test_others_find_only_their_own(site: Site, account: Account) -> None:
    account.ask(SECOND, USER)
    page = site.signed_in().get(LIST).page
    assert page.said("h2") == ["My own requests for access"]
    assert str(SECOND.email) not in page.text


@pytest.mark.parametrize("side", ["decider", "nobody"])
def test_a_cursor_holds_for_one_side_and_one_person(site: Site, account: Account, side: str) -> None:
    for _ in range(16):
        request = account.ask(PARTNER, USER)
        requests.decline(site.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, "")
    own = site.signed_in()
    (more,) = [one["href"] for one in own.get(LIST).page.all("a") if "cursor=" in one["href"]]
    path = more.removeprefix("/api")
    assert len(own.get(path).page.said("tr")) == 2
    assert own.get(path.replace("as=requester", f"as={side}")).status == 400
    assert site.signed_in(SECOND).get(path).status == 400

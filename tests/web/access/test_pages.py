"""Pages for requesting access and the list of requests: what each reader is offered, shown and refused."""

import pytest

from chalicelib.domain.accounts.account import GIVEN_ROLES, AccessRole
from chalicelib.services.access import requests
from chalicelib.web.page import lists
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.access.stories import offered as open_offer
from tests.web.access.reading import LIST, VIRTUAL_ACCOUNT_FIELD, chosen, leads_to, offered, offered_virtual_accounts
from tests.web.access.stories import NOTE, REASON, SECOND, USER, VIRTUAL_ACCOUNT_USER, asked_of_nobody, asked_of_pending
from tests.web.accounts.stories import next_page
from tests.web.approvals.states import State
from tests.web.browser_without_script import Site
from tests.world import PARTNER

VIEWER = AccessRole.SMART_ACCOUNT_VIEWER


def form_of(account: Account) -> str:
    """Return the path of the form that requests access to the account."""
    return f"/accounts/{account.account_id}/access"


def test_form_offers_the_account_and_its_visible_virtual_accounts(site: Site, account: Account) -> None:
    page = site.signed_in().get(form_of(account))
    assert offered(page, "scope") == ["account", "virtual_accounts"]
    assert offered(page, "role") == [role.value for role in GIVEN_ROLES]
    assert offered_virtual_accounts(page) == ["DEFAULT", "Lab", "Office"]
    assert chosen(page) == set()


def test_form_of_a_restricted_account_offers_only_the_whole_account(site: Site) -> None:
    page = site.signed_in().get(form_of(Account.of(site.world, "restricted")))
    assert (offered(page, "scope"), offered_virtual_accounts(page)) == (["account"], [])
    assert all(role.startswith("smart_account_") for role in offered(page, "role"))


def test_new_request_for_access_is_listed_at_once(site: Site, account: Account) -> None:
    visitor = site.signed_in()
    typed = {
        "scope": "virtual_accounts",
        "role": VIRTUAL_ACCOUNT_USER,
        VIRTUAL_ACCOUNT_FIELD + account.lab: "true",
        "note": NOTE,
    }
    response = visitor.fill_in(visitor.get(form_of(account)), "/access", **typed)
    assert response.headers["location"] == f"/api{LIST}?done=asked"
    page = visitor.followed(response)
    assert "Your request is on its way." in page.page.text
    assert page.page.texts("td")[:2] == ["Virtual Account user Lab", "Pending"]
    inbox = requests.inbox_of(site.world.ports, account.account_id)
    assert [entry.asked.virtual_account_ids for entry in inbox.waiting] == [(account.lab,)]


def test_refused_form_keeps_its_values_and_names_each_error(site: Site, account: Account) -> None:
    visitor = site.signed_in()
    typed = {
        "scope": "account",
        "role": VIRTUAL_ACCOUNT_USER,
        VIRTUAL_ACCOUNT_FIELD + account.lab: "true",
        "note": "www.elsewhere.example",
    }
    response = visitor.fill_in(visitor.get(form_of(account)), "/access", **typed)
    assert response.status == 422
    assert chosen(response) == {"account", VIRTUAL_ACCOUNT_USER, VIRTUAL_ACCOUNT_FIELD + account.lab}
    assert response.page.texts("textarea") == ["www.elsewhere.example"]
    faults = [link["href"] for link in response.page.elements_of("a") if link["href"] in {"#role", "#note"}]
    assert faults == ["#role", "#note"]
    assert "Smart Account viewer." in response.page.text
    assert "smart_account" not in response.page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (asked_of_pending(), "Ask for access once it is active"),
        (asked_of_pending(days=91), "is closed"),
    ],
    ids=["pending", "cancelled"],
)
def test_account_that_is_not_active_offers_no_form(site: Site, state: State, words: str) -> None:
    page = state(site)
    assert words in page.page.text
    assert offered(page, "role") == []


def test_person_with_a_pending_request_is_linked_to_it(site: Site, account: Account) -> None:
    request = account.ask(PARTNER, USER)
    page = site.signed_in().get(form_of(account))
    assert leads_to(page, f"{LIST}/{request.access_request_id}")
    assert offered(page, "role") == []


def test_deciders_see_pending_requests_oldest_first_then_decided_ones(site: Site, account: Account) -> None:
    declined = account.ask(SECOND, USER)
    requests.decline(site.world.ports, account.caller(ADMINISTRATOR), declined.access_request_id, REASON)
    account.ask(PARTNER, USER)
    site.world.clock.advance(hours=1)
    account.ask(SECOND, VIEWER)
    page = site.signed_in(ADMINISTRATOR).get(LIST).page
    assert page.texts("h2") == ["Waiting for your decision, and recent decisions"]
    people = [text.split()[0] for text in page.texts("th") if "@" in text]
    assert people == ["Pat", "Sol", "Sol"]
    assert any(REASON in text for text in page.texts("td"))


def test_other_people_see_only_their_own_requests(site: Site, account: Account) -> None:
    account.ask(SECOND, USER)
    page = site.signed_in().get(LIST).page
    assert page.texts("h2") == ["My own requests for access"]
    assert str(SECOND.email) not in page.text


def test_form_of_an_account_without_administrator_says_that_reviewers_decide(site: Site) -> None:
    page = asked_of_nobody(site).page
    assert "no administrator, so reviewers decide" in page.text
    assert offered(asked_of_nobody(site), "role") != []


@pytest.mark.parametrize("side", ["decider", "nobody"])
def test_cursor_is_valid_for_one_side_and_one_person_only(
    site: Site, account: Account, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_LISTED", 1)
    for _ in range(2):
        request = account.ask(PARTNER, USER)
        requests.decline(site.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, "")
    visitor = site.signed_in()
    (more,) = [link["href"] for link in visitor.get(LIST).page.elements_of("a") if "cursor=" in link["href"]]
    path = more.removeprefix("/api")
    assert len(visitor.get(path).page.texts("tr")) == 2
    assert visitor.get(path.replace("as=requester", f"as={side}")).status == 400
    assert site.signed_in(SECOND).get(path).status == 400


def test_page_of_offers_that_have_ended_does_not_say_that_none_is_open(site: Site) -> None:
    """The rows of ended offers fill pages until the time-to-live removes them."""
    nothing = "No role is offered to you."
    for number in range(25):
        open_offer(site.world, PARTNER, f"a{number:02}")
    site.world.clock.advance(days=30)
    open_offer(site.world, PARTNER, "b")
    visitor = site.signed_in()
    first = visitor.get("/offers")
    assert nothing not in first.page.text
    second = next_page(visitor, first)
    assert "Far University" in second.page.text
    assert nothing not in second.page.text

"""Deciding about access, as a page: what each decider is offered, and what nobody gives whatever a form says."""

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.access.reading import LIST, PART, chosen, leads_to, offered, parts_offered
from tests.web.access.stories import NOTE, ON_PARTS, REASON, SECOND, USER
from tests.web.accounts.stories import peopled
from tests.web.browser_without_script import Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER

VIEWER = AccessRole.SMART_ACCOUNT_VIEWER


@pytest.fixture
def account(site: Site) -> Account:
    """Run by its administrator, its Virtual Account Lab by a colleague."""
    return peopled(site)


def test_the_decision_is_filled_in_as_asked_for_and_may_be_lowered(site: Site, account: Account) -> None:
    request, own = account.ask(PARTNER, USER, note=NOTE), site.signed_in(ADMINISTRATOR)
    page = own.get(f"{LIST}/{request.access_request_id}")
    assert chosen(page) == {"account", USER.value}
    assert page.page.said("blockquote") == [NOTE]
    assert parts_offered(page) == ["DEFAULT", "Lab", "Lab › Optics", "Office"]
    answer = own.fill_in(page, "/approve", scope="virtual_accounts", role=ON_PARTS, **{PART + account.lab: "on"})
    assert answer.headers["location"] == f"/api{LIST}?done=approved"
    assert account.roles_of(PARTNER) == {(ON_PARTS, account.lab)}


def test_who_runs_a_part_is_offered_what_was_asked_for_there(site: Site, account: Account) -> None:
    account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.office)
    request = account.ask(PARTNER, ON_PARTS, account.lab)
    page = site.signed_in(COLLEAGUE).get(f"{LIST}/{request.access_request_id}")
    assert offered(page, "scope") == ["virtual_accounts"]
    assert all(role.startswith("virtual_account_") for role in offered(page, "role"))
    assert parts_offered(page) == ["Lab"]
    assert chosen(page) == {ON_PARTS.value, PART + account.lab}


def test_more_than_ones_own_right_is_not_given_whatever_the_form_says(site: Site, account: Account) -> None:
    request, own = account.ask(PARTNER, ON_PARTS, account.lab), site.signed_in(COLLEAGUE)
    page, before = own.get(f"{LIST}/{request.access_request_id}"), site.world.rows()
    answer = own.fill_in(page, "/approve", scope="account", role=VIEWER)
    assert (answer.status, answer.page.said("h2")[0]) == (403, "This goes beyond your own right")
    assert site.world.rows() == before


def test_who_decides_too_late_reads_what_was_decided(site: Site, account: Account) -> None:
    request, own = account.ask(PARTNER, USER), site.signed_in(ADMINISTRATOR)
    page = own.get(f"{LIST}/{request.access_request_id}")
    other = account.give(SECOND, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    requests.approve(site.world.ports, other, request.access_request_id, Choice(role=VIEWER))
    answer = own.fill_in(page, "/decline", reason=REASON)
    assert (answer.status, answer.page.said("h2")[0]) == (409, "This has been decided already")
    assert "Sol Second" in answer.page.said("dd")
    assert [one.action for one in answer.page.forms if LIST in one.action] == []
    assert account.roles_of(PARTNER) == {(VIEWER, None)}


@pytest.mark.parametrize(("by", "words"), [(PARTNER, "your own"), (SECOND, "not for you")], ids=["own", "others"])
@pytest.mark.parametrize("action", ["approve", "decline"])
def test_nobody_decides_what_is_not_theirs_to_decide(
    site: Site, account: Account, action: str, by: Person, words: str
) -> None:
    request = account.ask(PARTNER, USER)
    own, before = site.signed_in(by), site.world.rows()
    answer = own.post(f"{LIST}/{request.access_request_id}/{action}", token_of(own))
    assert answer.status == 403
    assert words in answer.page.text
    assert site.world.rows() == before


def test_the_requester_reads_the_outcome_and_its_reason(site: Site, account: Account) -> None:
    request, own = account.ask(PARTNER, USER), site.signed_in(ADMINISTRATOR)
    page = own.get(f"{LIST}/{request.access_request_id}")
    assert own.fill_in(page, "/decline", reason=REASON).headers["location"] == f"/api{LIST}?done=declined"
    read = site.signed_in().get(f"{LIST}/{request.access_request_id}")
    assert REASON in read.page.said("blockquote")
    assert leads_to(read, f"/accounts/{account.account_id}/access")

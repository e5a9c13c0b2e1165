"""Pages for decisions about access: what each decider is offered, and what is never granted whatever a form says."""

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.access.reading import LIST, VIRTUAL_ACCOUNT_FIELD, chosen, leads_to, offered, offered_virtual_accounts
from tests.web.access.stories import NOTE, REASON, SECOND, USER, VIRTUAL_ACCOUNT_USER
from tests.web.browser_without_script import Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER

VIEWER = AccessRole.SMART_ACCOUNT_VIEWER


def test_decision_form_starts_as_requested_and_can_grant_less(site: Site, account: Account) -> None:
    request, visitor = account.ask(PARTNER, USER, note=NOTE), site.signed_in(ADMINISTRATOR)
    page = visitor.get(f"{LIST}/{request.access_request_id}")
    assert chosen(page) == {"account", USER.value}
    assert page.page.texts("blockquote") == [NOTE]
    assert offered_virtual_accounts(page) == ["DEFAULT", "Lab", "Lab › Optics", "Office"]
    response = visitor.fill_in(
        page,
        "/approve",
        scope="virtual_accounts",
        role=VIRTUAL_ACCOUNT_USER,
        **{VIRTUAL_ACCOUNT_FIELD + account.lab: "on"},
    )
    assert response.headers["location"] == f"/api{LIST}?done=approved"
    assert account.roles_of(PARTNER) == {(VIRTUAL_ACCOUNT_USER, account.lab)}


def test_virtual_account_administrator_is_offered_only_what_was_requested_there(site: Site, account: Account) -> None:
    account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.office)
    request = account.ask(PARTNER, VIRTUAL_ACCOUNT_USER, account.lab)
    page = site.signed_in(COLLEAGUE).get(f"{LIST}/{request.access_request_id}")
    assert offered(page, "scope") == ["virtual_accounts"]
    assert all(role.startswith("virtual_account_") for role in offered(page, "role"))
    assert offered_virtual_accounts(page) == ["Lab"]
    assert chosen(page) == {VIRTUAL_ACCOUNT_USER.value, VIRTUAL_ACCOUNT_FIELD + account.lab}


def test_decision_beyond_ones_own_right_is_refused(site: Site, account: Account) -> None:
    request, visitor = account.ask(PARTNER, VIRTUAL_ACCOUNT_USER, account.lab), site.signed_in(COLLEAGUE)
    page, before = visitor.get(f"{LIST}/{request.access_request_id}"), site.world.rows()
    response = visitor.fill_in(page, "/approve", scope="account", role=VIEWER)
    assert (response.status, response.page.texts("h2")[0]) == (403, "This goes beyond your own right")
    assert site.world.rows() == before


def test_late_decision_shows_the_decision_already_made(site: Site, account: Account) -> None:
    request, visitor = account.ask(PARTNER, USER), site.signed_in(ADMINISTRATOR)
    page = visitor.get(f"{LIST}/{request.access_request_id}")
    other = account.give(SECOND, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    requests.approve(site.world.ports, other, request.access_request_id, Choice(role=VIEWER))
    response = visitor.fill_in(page, "/decline", reason=REASON)
    assert (response.status, response.page.texts("h2")[0]) == (409, "This has been decided already")
    assert "Sol Second" in response.page.texts("dd")
    assert [form.action for form in response.page.forms if LIST in form.action] == []
    assert account.roles_of(PARTNER) == {(VIEWER, None)}


@pytest.mark.parametrize(("by", "words"), [(PARTNER, "your own"), (SECOND, "not for you")], ids=["own", "others"])
@pytest.mark.parametrize("action", ["approve", "decline"])
def test_decision_by_a_person_without_the_right_is_refused(
    site: Site, account: Account, action: str, by: Person, words: str
) -> None:
    request = account.ask(PARTNER, USER)
    visitor, before = site.signed_in(by), site.world.rows()
    response = visitor.post(f"{LIST}/{request.access_request_id}/{action}", token_of(visitor))
    assert response.status == 403
    assert words in response.page.text
    assert site.world.rows() == before


def test_requester_sees_the_outcome_and_its_reason(site: Site, account: Account) -> None:
    request, visitor = account.ask(PARTNER, USER), site.signed_in(ADMINISTRATOR)
    page = visitor.get(f"{LIST}/{request.access_request_id}")
    assert visitor.fill_in(page, "/decline", reason=REASON).headers["location"] == f"/api{LIST}?done=declined"
    read = site.signed_in().get(f"{LIST}/{request.access_request_id}")
    assert REASON in read.page.texts("blockquote")
    assert leads_to(read, f"/accounts/{account.account_id}/access")

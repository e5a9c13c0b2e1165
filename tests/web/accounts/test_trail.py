"""Administrators read their account's audit trail: by the API in pages, and on a page in sentences."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.pages.event_sentences import SENTENCES
from chalicelib.rendering.urls import Urls
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.offers import accept_offer
from chalicelib.services.access.roles import give_role, withdraw_role
from chalicelib.services.accounts.administration import change_account
from chalicelib.services.requests import link_actions, requester_actions
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.unreadable_rows import POISONS, poisoned
from tests.web.accounts.stories import address, further_history, populated
from tests.web.api.populated_site import bearer, with_tokens
from tests.web.browser_without_script import Response, Site, site_over
from tests.world import PARTNER, REVIEWER, SETTINGS, World, person

PEOPLE = (ADMINISTRATOR, COLLEAGUE, PARTNER, REVIEWER)
FRENCH = {
    "The Smart Account was requested.": "Le compte Smart a été demandé.",
    "The request was approved, and the account was created.": "La demande a été approuvée, et le compte a été créé.",
    "A Virtual Account was created.": "Un compte virtuel a été créé.",
}


@pytest.fixture
def site(world: World) -> Iterator[Site]:
    with site_over(with_tokens(world, *PEOPLE)) as new:
        yield new


def approved(world: World) -> AccountRequest:
    """Request an account with two mails to its approver, and let them approve and sign in."""
    request = world.submit(customer_emails=(str(ADMINISTRATOR.email), "cio@univ.example"))
    world.clock.advance(minutes=20)
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, "1")
    link_actions.approve(world.ports, world.token(request), True)
    claim_at_sign_in(world.ports, ADMINISTRATOR)
    return request


def read(site: Site, account_id: str, query: str = "", by: Person = ADMINISTRATOR) -> tuple[int, Any]:
    response = site.get(f"/v1/accounts/{account_id}/events{query}", **bearer(by))
    return response.status, json.loads(response.text)


def pages_of(site: Site, account_id: str, limit: int) -> Iterator[Any]:
    query: str | None = f"?limit={limit}"
    while query:
        _, page = read(site, account_id, query)
        yield page
        query = page["next_cursor"] and f"?limit={limit}&cursor={page['next_cursor']}"


def rows_of(response: Response) -> list[str]:
    """Return the rows of the table without the times."""
    cells = response.page.texts("td")
    return [" | ".join(cells[number : number + 2]) for number in range(1, len(cells), 3)]


def test_trail_of_an_imported_account_is_its_own_events_oldest_first(site: Site, account: Account) -> None:
    status, found = read(site, account.account_id)
    assert (status, found["next_cursor"], found["unreadable"]) == (200, None, 0)
    kinds = ["account_imported", *["virtual_account_created"] * 3]
    assert [(event["event_id"], event["kind"]) for event in found["items"]] == [
        (f"{account.account_id}.{number}", kind) for number, kind in enumerate(kinds, start=1)
    ]
    assert found["items"][1]["actor"] == {"role": "administrator", "who": ADMINISTRATOR.person_id}
    assert "seal" not in found["items"][0]


def test_trail_of_a_requested_account_begins_with_its_request_and_approval_alone(site: Site) -> None:
    request = approved(site.world)
    account = Account(site.world, request.account_id, "", "")
    account.virtual_account("Lab")
    _, found = read(site, request.account_id)
    assert [event["kind"] for event in found["items"]] == ["submitted", "approved", "virtual_account_created"]
    assert found["items"][1]["actor"] == {"role": "approver", "who": "a•••@univ.example"}


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("requested", [True, False])
def test_pages_hold_every_event_once(site: Site, limit: int, requested: bool) -> None:
    account = Account(site.world, approved(site.world).account_id, "", "") if requested else Account.of(site.world)
    for name in ("One", "Two", "Three"):
        account.virtual_account(name)
    _, whole = read(site, account.account_id)
    pages = list(pages_of(site, account.account_id, limit))
    assert [event for page in pages for event in page["items"]] == whole["items"]
    assert all(1 <= len(page["items"]) <= limit for page in pages)


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_event_hides_no_other_and_is_counted(site: Site, account: Account, poison: str) -> None:
    with poisoned(site.world.table, keys.account_event(account.account_id, 2), poison):
        _, found = read(site, account.account_id)
        page = site.signed_in(ADMINISTRATOR).get(address(account, "/events"))
    assert ([event["event_id"][-1] for event in found["items"]], found["unreadable"]) == (["1", "3", "4"], 1)
    assert (page.status, len(rows_of(page))) == (200, 3)
    assert "1 entry" in page.page.text


@pytest.mark.parametrize("broken", ["lock", "submission"])
def test_beginning_that_cannot_be_read_hides_no_other_event_and_is_counted(site: Site, broken: str) -> None:
    request = approved(site.world)
    lock = keys.lock("univ.example", "univ.example")
    row = lock if broken == "lock" else keys.event(request.request_id, 1)
    Account(site.world, request.account_id, "", "").virtual_account("Lab")
    with poisoned(site.world.table, row, "broken"):
        _, found = read(site, request.account_id)
    kinds = [event["kind"] for event in found["items"]]
    assert kinds == (["virtual_account_created"] if broken == "lock" else ["approved", "virtual_account_created"])
    assert found["unreadable"] == 1


@pytest.mark.parametrize("reader", [COLLEAGUE, PARTNER])
def test_others_than_administrators_of_the_whole_account_are_refused(
    site: Site, account: Account, reader: Person
) -> None:
    site.world.caller(reader)
    status, found = read(site, account.account_id, by=reader)
    assert (status, found["type"]) == (403, Urls(SETTINGS.public_url).problem_page("administrator-required"))


def administered(site: Site) -> Account:
    """An account in which a role was granted, another withdrawn, and the account restricted."""
    account, ports = populated(site), site.world.ports
    by = account.caller(ADMINISTRATOR)
    new, left = person("new@univ.example"), person("left@univ.example")
    offered = give_role(ports, by, account.account_id, RoleForm(str(new.email), "virtual_account_user", account.lab))
    assert isinstance(offered, Offer)
    accept_offer(ports, new, account.account_id, offered.offer_id)
    account.give(left, AccessRole.SMART_ACCOUNT_USER)
    claim_at_sign_in(ports, left)
    given = give_role(ports, by, account.account_id, RoleForm(str(left.email), "smart_account_viewer", ""))
    assert isinstance(given, Grant)
    withdraw_role(ports, by, account.account_id, given.grant_id)
    change_account(ports, by, account.account_id, Alteration(None, "restricted"))
    return account


def test_page_says_what_happened_in_sentences_with_people_who_are_still_there(site: Site) -> None:
    account = administered(site)
    ada, new = "Administrator, Ada Administrator <admin@univ.example>", "Pat Partner <new@univ.example>"
    assert rows_of(site.signed_in(ADMINISTRATOR).get(address(account, "/events"))) == [
        "An import created the account. | Automatic",
        f"A Virtual Account was created. Virtual Account: Lab | {ada}",
        f"A Virtual Account was created. Virtual Account: Office | {ada}",
        f"A Virtual Account was created. Virtual Account: Lab › Optics | {ada}",
        f"A role was offered. Role: Virtual Account user · Virtual Account: Lab · Person: {new} | {ada}",
        f"The offer of a role was accepted. Role: Virtual Account user · Virtual Account: Lab · Person: {new} | "
        f"Receiver of an offer, {new}",
        f"A role was granted. Role: Smart Account viewer | {ada}",
        f"A role was withdrawn. Role: Smart Account viewer | {ada}",
        f"The name or the visibility of the account was changed. Visibility: Restricted | {ada}",
    ]


def test_administrator_who_lost_their_role_is_shown_by_their_role_alone(site: Site, account: Account) -> None:
    successor = person("next@univ.example", name="Nora Next")
    account.give(successor, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    (own,) = account.caller(ADMINISTRATOR).grants
    withdraw_role(site.world.ports, account.caller(successor), account.account_id, own.grant_id)
    rows = rows_of(site.signed_in(successor).get(address(account, "/events")))
    assert "A Virtual Account was created. Virtual Account: Lab | Administrator" in rows
    assert "admin@univ.example" not in "".join(rows)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_tells_how_the_account_began_in_each_language(site: Site, language: str) -> None:
    request = approved(site.world)
    Account(site.world, request.account_id, "", "").virtual_account("Lab")
    response = site.signed_in(ADMINISTRATOR).get(f"/accounts/{request.account_id}/events?lang={language}")
    rows = rows_of(response)
    assert len(rows) == len(FRENCH)
    for row, (english, french) in zip(rows, FRENCH.items(), strict=True):
        assert row.startswith(french if language == "fr" else english)
    creator = "Créateur du compte" if language == "fr" else "Account creator"
    assert rows[1].endswith(f"| {creator}, a•••@univ.example")
    assert "cio@univ.example" not in response.text


def test_second_page_of_the_history_goes_on_where_the_first_ends(site: Site) -> None:
    account = populated(site)
    second = rows_of(further_history(site.signed_in(ADMINISTRATOR), account))
    assert second[-1].startswith("A Virtual Account was created. Virtual Account: Group 25 |")
    assert len(second) == 4 + 26 - 25


def test_every_kind_of_event_has_a_sentence_of_its_own() -> None:
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert all(text.endswith(".") for text in SENTENCES.values())

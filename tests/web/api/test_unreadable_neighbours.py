"""Unreadable rows next to the entries of a list, or in place of one: what is shown and counted."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys, search_rows
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.mails import MailStatus
from tests.services.access.stories import ADMINISTRATOR
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.web.api.every_list import search_row
from tests.web.api.list_scenario import ListScenario
from tests.world import PARTNER, REVIEWER


@pytest.mark.parametrize("poison", POISONS)
def test_request_with_an_unreadable_mail_is_listed_without_it(scenario: ListScenario, poison: str) -> None:
    request_id = scenario.requests[1].request_id
    file = scenario.site.world.ports.store.request_file(request_id)
    assert file is not None
    before = scenario.entries("/v1/account-requests", PARTNER)
    with poisoned(scenario.site.world.table, keys.mail(request_id, file.mails[0].mail_id), poison):
        assert scenario.entries("/v1/account-requests", PARTNER) == before
        shown = scenario.json(f"/v1/account-requests/{request_id}", PARTNER)
        assert shown["nominations"][0]["delivery"] == MailStatus.SENT.value
        assert "1 entry cannot be shown" in scenario.page(f"/requests/{request_id}", PARTNER)


@pytest.mark.parametrize(
    ("api", "key"),
    [
        ("/v1/account-requests", lambda scenario: keys.own_request(scenario.requests[1])),
        ("/v1/reviews", lambda scenario: keys.in_review(scenario.reviews[1])),
    ],
)
def test_dangling_list_entry_is_left_out_and_counted(scenario: ListScenario, api: str, key: object) -> None:
    reader = REVIEWER if api == "/v1/reviews" else PARTNER
    entry_key = key(scenario)  # type: ignore[operator]
    before, _ = scenario.entries(api, reader)
    valid = item_of(scenario.site.world.table, entry_key)
    for dangling in ({"holder": {"S": "nothing"}}, {}):
        put(scenario.site.world.table, {"pk": valid["pk"], "sk": valid["sk"], **dangling})
        after, unreadable = scenario.entries(api, reader)
        put(scenario.site.world.table, valid)
        assert (len(after), unreadable) == (len(before) - 1, 1)


def test_inbox_with_a_missing_request_shows_all_others(scenario: ListScenario) -> None:
    key = keys.access_request(scenario.asked[1])
    before, _ = scenario.entries("/v1/access-requests?as=decider", ADMINISTRATOR)
    valid = item_of(scenario.site.world.table, key)
    scenario.site.world.table.delete(key)
    after = scenario.entries("/v1/access-requests?as=decider", ADMINISTRATOR)
    own_list = scenario.entries("/v1/access-requests", PARTNER)
    put(scenario.site.world.table, valid)
    assert after == ([entry for entry in before if scenario.asked[1] not in entry], 1)
    assert (len(own_list[0]), own_list[1]) == (2, 1)


def test_children_of_an_unreadable_virtual_account_move_to_the_top(scenario: ListScenario) -> None:
    path = f"/v1/accounts/{scenario.account.account_id}/virtual-accounts"
    before, _ = scenario.entries(path, ADMINISTRATOR)
    with poisoned(
        scenario.site.world.table, keys.virtual_account(scenario.account.account_id, scenario.account.lab), "broken"
    ):
        found = scenario.json(path, ADMINISTRATOR)["items"]
        page = scenario.page(f"/accounts/{scenario.account.account_id}/virtual-accounts", ADMINISTRATOR)
    assert sorted(virtual_account["name"] for virtual_account in found) == ["DEFAULT", "Office", "Optics", "Zoo"]
    assert len(before) == 5
    assert "Optics" in page


@pytest.mark.parametrize("domain", ["xn--zzzzzz--", "xn--\u00e9", "..", ""])
def test_search_result_with_an_invalid_domain_is_no_server_error(scenario: ListScenario, domain: str) -> None:
    key = search_row(scenario)
    valid = item_of(scenario.site.world.table, key)
    row = json.loads(valid["document"]["S"])
    put(scenario.site.world.table, {**valid, "document": {"S": json.dumps([row[0], domain, *row[2:]])}})
    found, unreadable = scenario.entries("/v1/accounts?q=acme", PARTNER)
    scenario.page("/accounts?q=acme", PARTNER)
    put(scenario.site.world.table, valid)
    assert len(found) + unreadable == 3
    assert len(found) >= 2


def test_account_with_an_invalid_domain_is_listed_with_the_stored_text(scenario: ListScenario) -> None:
    key = keys.account(scenario.accounts["Delta 2"])
    valid = item_of(scenario.site.world.table, key)
    altered = valid["document"]["S"].replace(
        '"domain_identifier":"delta2.example"', '"domain_identifier":"xn--zzzzzz--"'
    )
    before, _ = scenario.entries("/v1/directory", PARTNER)
    put(scenario.site.world.table, {**valid, "document": {"S": altered}})
    assert scenario.entries("/v1/directory", PARTNER) == (before, 0)
    shown = scenario.json(f"/v1/accounts/{scenario.accounts['Delta 2']}", PARTNER)
    put(scenario.site.world.table, valid)
    assert shown["domain_display"] == "xn--zzzzzz--"


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/v1/account-requests?", lambda scenario, number: keys.request(scenario.requests[number - 1].request_id)),
        ("/v1/accounts?q=acme&", lambda scenario, number: search_row(scenario, f"Acme {number}")),
    ],
)
def test_paging_lists_all_readable_entries_once_and_counts_unreadable_ones_once(
    scenario: ListScenario, path: str, key: Callable[[ListScenario, int], Key], number: int
) -> None:
    whole, _ = scenario.entries(path, PARTNER)
    with poisoned(scenario.site.world.table, key(scenario, number), "of_later_release"):
        pages = list(_walk(scenario, path))
    found = [json.dumps(entry) for page in pages for entry in page["items"]]
    assert len(found) == len(set(found)) == len(whole) - 1
    assert sum(page["unreadable"] for page in pages) == 1


def _walk(scenario: ListScenario, path: str) -> Iterator[dict[str, Any]]:
    """Yield the pages of one entry each."""
    more = "limit=1"
    while more:
        page = scenario.json(f"{path}{more}", PARTNER)
        yield page
        more = page["next_cursor"] and f"limit=1&cursor={page['next_cursor']}"


@pytest.mark.parametrize("poison", POISONS)
def test_word_search_works_with_an_unreadable_frequency_table(scenario: ListScenario, poison: str) -> None:
    index = scenario.site.world.container.ports.index
    index.save_frequencies({"acme": 3})
    with poisoned(scenario.site.world.table, search_rows.FREQUENCIES, poison):
        found, unreadable = scenario.entries("/v1/accounts?q=example+university", PARTNER)
    assert (f" {scenario.account.account_id}" in found, unreadable) == (True, 0)

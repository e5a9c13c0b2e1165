"""Rows that cannot be read beside the entries of a list, or in the place of one thing: what is shown, and told."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.mails import MailStatus
from tests.services.access.stories import ADMINISTRATOR
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.web.api.every_list import search_row
from tests.web.api.listed_story import Listed
from tests.web.browser_without_script import site_over
from tests.world import PARTNER, REVIEWER, TABLE, world


@pytest.fixture(scope="module")
def listed() -> Iterator[Listed]:
    """One world for all claims: nothing in it is changed for good."""
    with world() as fresh, site_over(fresh) as site:
        yield Listed.over(site)


@pytest.mark.parametrize("poison", POISONS)
def test_a_request_is_listed_without_its_mail_that_cannot_be_read(listed: Listed, poison: str) -> None:
    request_id = listed.requests[1].request_id
    file = listed.site.world.ports.store.request_file(request_id)
    assert file is not None
    before = listed.entries("/v1/account-requests", PARTNER)
    with poisoned(keys.mail(request_id, file.mails[0].mail_id), poison):
        assert listed.entries("/v1/account-requests", PARTNER) == before
        shown = listed.json(f"/v1/account-requests/{request_id}", PARTNER)
        assert shown["nominations"][0]["delivery"] == MailStatus.SENT.value
        assert "1 entry cannot be shown" in listed.page(f"/requests/{request_id}", PARTNER)


@pytest.mark.parametrize(
    ("api", "key"),
    [
        ("/v1/account-requests", lambda one: keys.own_request(one.requests[1])),
        ("/v1/reviews", lambda one: keys.in_review(one.reviews[1])),
    ],
)
def test_a_place_in_a_list_that_leads_nowhere_is_left_out_and_counted(listed: Listed, api: str, key: object) -> None:

    reader = REVIEWER if api == "/v1/reviews" else PARTNER
    place = key(listed)  # type: ignore[operator]
    before, _ = listed.entries(api, reader)
    good = item_of(place)
    for bad in ({"holder": {"S": "nothing"}}, {}):
        put({"pk": good["pk"], "sk": good["sk"], **bad})
        after, unreadable = listed.entries(api, reader)
        put(good)
        assert (len(after), unreadable) == (len(before) - 1, 1)


def test_a_desk_that_names_a_request_that_is_gone_shows_all_others(listed: Listed) -> None:
    key = keys.access_request(listed.asked[1])
    before, _ = listed.entries("/v1/access-requests?as=decider", ADMINISTRATOR)
    good = item_of(key)
    TABLE.delete(key)
    after = listed.entries("/v1/access-requests?as=decider", ADMINISTRATOR)
    own = listed.entries("/v1/access-requests", PARTNER)
    put(good)
    assert after == ([one for one in before if listed.asked[1] not in one], 1)
    assert (len(own[0]), own[1]) == (2, 1)


def test_what_lies_below_a_virtual_account_that_cannot_be_read_hangs_from_the_top(listed: Listed) -> None:
    path = f"/v1/accounts/{listed.account.account_id}/virtual-accounts"
    before, _ = listed.entries(path, ADMINISTRATOR)
    with poisoned(keys.virtual_account(listed.account.account_id, listed.account.lab), "broken"):
        found = listed.json(path, ADMINISTRATOR)["items"]
        page = listed.page(f"/accounts/{listed.account.account_id}/virtual-accounts", ADMINISTRATOR)
    assert sorted(one["name"] for one in found) == ["DEFAULT", "Office", "Optics", "Zoo"]
    assert len(before) == 5
    assert "Optics" in page


@pytest.mark.parametrize("domain", ["xn--zzzzzz--", "xn--\u00e9", "..", ""])
def test_a_result_whose_domain_cannot_be_shown_is_no_fault(listed: Listed, domain: str) -> None:
    key = search_row(listed)
    good = item_of(key)
    row = json.loads(good["document"]["S"])
    put({**good, "document": {"S": json.dumps([row[0], domain, *row[2:]])}})
    found, unreadable = listed.entries("/v1/accounts?q=acme", PARTNER)
    listed.page("/accounts?q=acme", PARTNER)
    put(good)
    assert len(found) + unreadable == 3
    assert len(found) >= 2


def test_an_account_whose_domain_cannot_be_shown_is_listed_with_it_as_it_is_kept(listed: Listed) -> None:
    key = keys.account(listed.accounts["Delta 2"])
    good = item_of(key)
    kept = good["document"]["S"].replace('"domain_identifier":"delta2.example"', '"domain_identifier":"xn--zzzzzz--"')
    before, _ = listed.entries("/v1/directory", PARTNER)
    put({**good, "document": {"S": kept}})
    assert listed.entries("/v1/directory", PARTNER) == (before, 0)
    shown = listed.json(f"/v1/accounts/{listed.accounts['Delta 2']}", PARTNER)
    put(good)
    assert shown["domain_display"] == "xn--zzzzzz--"


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/v1/account-requests?", lambda one, number: keys.request(one.requests[number - 1].request_id)),
        ("/v1/accounts?q=acme&", lambda one, number: search_row(one, f"Acme {number}")),
    ],
)
def test_a_walk_of_pages_finds_all_others_once_and_counts_once_what_it_leaves_out(
    listed: Listed, path: str, key: Callable[[Listed, int], Key], number: int
) -> None:
    whole, _ = listed.entries(path, PARTNER)
    with poisoned(key(listed, number), "of_later_release"):
        pages = list(_walk(listed, path))
    found = [json.dumps(one) for page in pages for one in page["items"]]
    assert len(found) == len(set(found)) == len(whole) - 1
    assert sum(page["unreadable"] for page in pages) == 1


def _walk(listed: Listed, path: str) -> Iterator[dict[str, Any]]:
    """Pages of one entry each."""
    more = "limit=1"
    while more:
        page = listed.json(f"{path}{more}", PARTNER)
        yield page
        more = page["next_cursor"] and f"limit=1&cursor={page['next_cursor']}"


@pytest.mark.parametrize("poison", POISONS)
def test_without_the_table_of_common_words_words_are_found_all_the_same(listed: Listed, poison: str) -> None:
    index = listed.site.world.container.search_index
    index.save_frequencies({"acme": 3})
    with poisoned(keys.FREQUENCIES, poison):
        found, unreadable = listed.entries("/v1/accounts?q=example+university", PARTNER)
    assert (f" {listed.account.account_id}" in found, unreadable) == (True, 0)

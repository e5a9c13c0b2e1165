"""One row that cannot be read leaves every list as it is but for that entry, and is never a 500.

Every kind of poison is tried on an entry in the middle of every list.
"""

import json
from collections.abc import Callable, Iterator

import pytest

from chalicelib.web.routes import APIS
from tests.unreadable_rows import LATER, POISONS, poisoned
from tests.web.api.every_list import LISTS, second_request
from tests.web.api.listed_story import Listed
from tests.web.browser_without_script import PageReader, site_over
from tests.world import world

SAYING_SO = {
    "en": "1 entry cannot be shown here just now; please tell support@vendor.example.",
    "fr": "1 entrée ne peut pas être affichée ici pour l’instant ; veuillez le signaler à support@vendor.example.",
}


@pytest.fixture(scope="module")
def listed() -> Iterator[Listed]:
    """One world for the whole table: nothing in it is changed for good."""
    with world() as fresh, site_over(fresh) as site:
        yield Listed.over(site)


@pytest.fixture
def paths(listed: Listed) -> Callable[[str], str]:
    """Fills in the ids of the story."""
    names = {"request": second_request(listed), "account": listed.account.account_id}
    return lambda path: path.format(**names)


def lists_with(*fields: str) -> set[str]:
    """The addresses of the operations whose answers have one of these fields."""
    found = (one for api in APIS for one in api.operations if one.response)
    return {one.path for one in found if {*fields} & {*one.response.__struct_fields__}}  # type: ignore[union-attr]


def test_every_list_of_the_api_says_how_many_entries_it_leaves_out_and_stands_in_the_table() -> None:
    in_table = {row.api.partition("?")[0] for row in LISTS.values()}
    # The contacts lie on the account's own row.
    expected = {*in_table, "/v1/accounts/{account}/contacts"}
    lists = {path.replace("request_id", "request").replace("account_id", "account") for path in lists_with("items")}
    assert lists | {"/v1/directory"} == expected
    assert lists_with("items", "accessible") == lists_with("unreadable")


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", LISTS)
def test_a_row_that_cannot_be_read_leaves_all_other_entries_in_their_order(
    listed: Listed, paths: Callable[[str], str], name: str, poison: str
) -> None:
    one = LISTS[name]
    api, lost = paths(one.api), one.entry(listed)
    before, unreadable = listed.entries(api, one.reader)
    assert (unreadable, len(before) >= 3, lost in " ".join(before)) == (0, True, True)
    with poisoned(one.row(listed), poison):
        body = json.dumps(listed.json(api, one.reader))
        after = listed.entries(api, one.reader)
    assert after == ([entry for entry in before if not entry.endswith(lost)], 1)
    assert LATER not in body
    assert listed.entries(api, one.reader) == (before, 0)


def links(page: str) -> list[str]:
    """Where a page leads to."""
    return [one["href"] for one in PageReader(page).all("a")]


@pytest.mark.parametrize("poison", ["of_later_release", "without_document"])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_shows_all_other_entries_and_says_how_many_it_cannot_show(
    listed: Listed, paths: Callable[[str], str], name: str, poison: str
) -> None:
    one = LISTS[name]
    path, lost = paths(one.page), one.entry(listed)
    before = listed.page(path, one.reader, "")
    assert not any(words in said_by(before) for words in SAYING_SO.values())
    with poisoned(one.row(listed), poison):
        after = {language: listed.page(path, one.reader, language) for language in SAYING_SO}
        shown = listed.page(path, one.reader, "")
    gone = (lost, *([one.account(listed)] if one.account else []))
    assert links(shown) == [link for link in links(before) if not any(named in link for named in gone)]
    assert [words in said_by(after[language]) for language, words in SAYING_SO.items()] == [True, True]
    assert LATER not in shown


def said_by(page: str) -> str:
    return PageReader(page).text

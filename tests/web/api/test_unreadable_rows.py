"""An unreadable row removes only its own entry from every list, and is never a 500.

Every kind of poison is tried on an entry in the middle of every list.
"""

import json
from collections.abc import Callable

import pytest

from chalicelib.web.routes import APIS
from tests.unreadable_rows import LATER, POISONS, poisoned
from tests.web.api.every_list import LISTS, second_request
from tests.web.api.list_scenario import ListScenario
from tests.web.browser_without_script import PageReader

NOTICES = {
    "en": "1 entry cannot be shown here just now; please tell support@vendor.example.",
    "fr": "1 entrée ne peut pas être affichée ici pour l’instant ; veuillez le signaler à support@vendor.example.",
}


@pytest.fixture
def paths(scenario: ListScenario) -> Callable[[str], str]:
    """A function that fills the scenario's ids into a path."""
    names = {"request": second_request(scenario), "account": scenario.account.account_id}
    return lambda path: path.format(**names, webhook="w1")


def lists_with(*fields: str) -> set[str]:
    """The addresses of the operations whose answers have one of these fields."""
    found = (one for api in APIS for one in api.operations if one.response)
    return {one.path for one in found if {*fields} & {*one.response.__struct_fields__}}  # type: ignore[union-attr]


def test_every_api_list_counts_unreadable_entries_and_is_in_the_table() -> None:
    in_table = {row.api.partition("?")[0] for row in LISTS.values()}
    # The contacts are stored in the account's own row, and its programs in one.
    expected = {*in_table, "/v1/accounts/{account}/contacts", "/v1/accounts/{account}/programs"}
    lists = {path.replace("_id}", "}") for path in lists_with("items")}
    assert lists | {"/v1/directory"} == expected
    assert lists_with("items", "accessible") == lists_with("unreadable")


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("name", LISTS)
def test_unreadable_row_leaves_all_other_entries_in_order(
    scenario: ListScenario, paths: Callable[[str], str], name: str, poison: str
) -> None:
    list_case = LISTS[name]
    api, lost = paths(list_case.api), list_case.entry(scenario)
    before, unreadable = scenario.entries(api, list_case.reader)
    assert (unreadable, len(before) >= 3, lost in " ".join(before)) == (0, True, True)
    with poisoned(scenario.site.world.table, list_case.row(scenario), poison):
        body = json.dumps(scenario.json(api, list_case.reader))
        after = scenario.entries(api, list_case.reader)
    assert after == ([entry for entry in before if not entry.endswith(lost)], 1)
    assert LATER not in body
    assert scenario.entries(api, list_case.reader) == (before, 0)


def links(page: str) -> list[str]:
    """Return the targets of the page's links."""
    return [link["href"] for link in PageReader(page).elements_of("a")]


@pytest.mark.parametrize("poison", ["of_later_release", "without_document"])
@pytest.mark.parametrize("name", [name for name, row in LISTS.items() if row.page])
def test_page_shows_all_other_entries_and_the_number_of_unreadable_ones(
    scenario: ListScenario, paths: Callable[[str], str], name: str, poison: str
) -> None:
    list_case = LISTS[name]
    path, lost = paths(list_case.page), list_case.entry(scenario)
    before = scenario.page(path, list_case.reader, "")
    assert not any(notice in visible_text(before) for notice in NOTICES.values())
    with poisoned(scenario.site.world.table, list_case.row(scenario), poison):
        after = {language: scenario.page(path, list_case.reader, language) for language in NOTICES}
        shown = scenario.page(path, list_case.reader, "")
    gone = (lost, *([list_case.account(scenario)] if list_case.account else []))
    assert links(shown) == [link for link in links(before) if not any(hidden_id in link for hidden_id in gone)]
    assert [notice in visible_text(after[language]) for language, notice in NOTICES.items()] == [True, True]
    assert LATER not in shown


def visible_text(page: str) -> str:
    return PageReader(page).text

"""The search index in the table: what its rows hold, and by how many reads a page of them is found."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.search_index import DynamoSearchIndex
from chalicelib.adapters.dynamodb.search_rows import rows_of, search_hit
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.accounts.account import AccountStatus, Administrator, SmartAccount
from chalicelib.domain.search.hit import hit_of
from chalicelib.services.accounts.search import SearchPage, search_accounts
from tests.backends.aws_clients import event_hook
from tests.domain.search.accounts import NOW, RESTRICTED, account
from tests.world import TABLE, World

pytestmark = pytest.mark.aws

GLOBEX = account("Globex Secret", "globex.example", "globex", search_visibility=RESTRICTED)
BERKELEY = account(
    "University of California, Berkeley",
    "berkeley.edu",
    "berkeley",
    status=AccountStatus.PENDING,
    pending_until=NOW + timedelta(days=90),
)
UNIT = 8 * 1024


@dataclass
class Calls:
    """Every call that reaches the database: what was asked for, and its parameters."""

    made: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, model: Any, params: dict[str, Any], **_: object) -> None:
        self.made.append((model.name, json.loads(params["body"])))

    @property
    def names(self) -> list[str]:
        """What was asked for, in order."""
        return [name for name, _ in self.made]


@pytest.fixture
def calls(world: World) -> Iterator[Calls]:
    """The calls made from here on, to a system with nothing in it."""
    recorded = Calls()
    with event_hook(TABLE.client, "before-call.dynamodb", recorded):
        yield recorded


def put(*accounts: SmartAccount) -> None:
    for one in accounts:
        for key, document in rows_of(one).items():
            TABLE.put(Row(*key, document=document))


def search(query: str, limit: int = 25, start: str | None = None) -> SearchPage:
    return search_accounts(DynamoSearchIndex(TABLE), NOW, query, limit, start)


def asked(calls: Calls, query: str) -> tuple[SearchPage, Sequence[Any]]:
    """The answer to a query, and the calls it took."""
    calls.made.clear()
    return search(query), list(calls.made)


@pytest.mark.parametrize("query", ["california berk", "berkeley.edu", "University of California, Berkeley"])
def test_a_result_shows_the_account(world: World, query: str) -> None:
    put(BERKELEY, GLOBEX)
    assert search(query).items == [hit_of(BERKELEY)]


@pytest.mark.parametrize("query", ["globex secret", "GLOBEX.example"])
def test_a_restricted_account_is_found_in_full(world: World, query: str) -> None:
    put(BERKELEY, GLOBEX)
    assert search(query).items == [hit_of(GLOBEX)]


def test_pages_follow_each_other_in_order_without_repeats(world: World) -> None:
    put(
        replace(GLOBEX, account_name="Acme", account_id="b"),
        account("Acme", account_id="c"),
        account("Makers of Acme", account_id="a"),
        account("Friends of Acme", "acme.org", account_id="e"),
        account("Friends of the Earth", "acme.com", account_id="d"),
    )
    pages = [search("acme", 1)]
    while pages[-1].next_start:
        pages.append(search("acme", 1, pages[-1].next_start))
    assert [one.account_id for page in pages for one in page.items] == ["b", "c", "e", "d", "a"]


def test_a_page_takes_two_queries_and_never_a_scan(calls: Calls) -> None:
    put(*(account(f"University of Region {number}", account_id=f"{number}") for number in range(30)))
    answer, made = asked(calls, "university of")
    assert len(answer.items) == 25
    assert answer.next_start is not None
    assert [name for name, _ in made] == ["Query", "Query"]
    assert not any(parameters.get("ConsistentRead") for _, parameters in made)


@pytest.mark.parametrize(("query", "names"), [("ab", ["Query"]), ("  ", [])])
def test_a_short_query_takes_fewer(calls: Calls, query: str, names: list[str]) -> None:
    search(query)
    assert calls.names == names


@pytest.mark.parametrize("query", ["Globex", "globex secre", "globex-secret-gmbh", "globex.exampl", "xglobex.example"])
def test_a_near_miss_of_a_restricted_account_is_nothing_at_all(calls: Calls, query: str) -> None:
    nothing_there = asked(calls, query)
    put(GLOBEX)
    assert asked(calls, query) == nothing_there
    assert nothing_there[0] == SearchPage([])


def test_a_row_says_all_that_a_result_shows() -> None:
    shown = replace(BERKELEY, activated_at=NOW, status=AccountStatus.ACTIVE, search_visibility=RESTRICTED)
    assert [search_hit(sort, document) for (_, sort), document in rows_of(shown).items()] == [hit_of(shown)] * 2


def test_a_change_that_no_result_shows_leaves_the_rows_alone() -> None:
    changed = replace(BERKELEY, administrators=(Administrator("admin@berkeley.edu"),), version=7)
    assert rows_of(changed) == rows_of(BERKELEY)


def test_an_activation_rewrites_every_row() -> None:
    before, after = rows_of(BERKELEY), rows_of(replace(BERKELEY, status=AccountStatus.ACTIVE))
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())


def test_a_page_of_ordinary_accounts_is_read_for_one_unit() -> None:
    ordinary = replace(
        account("University of Applied Sciences of the Region", "student.region.ac.uk", "x" * 22),
        activated_at=NOW + timedelta(microseconds=1),
        created_at=NOW + timedelta(microseconds=1),
    )
    names = len("pk") + len("sk") + len("document")
    sizes = [names + len("".join([*key, document]).encode()) for key, document in rows_of(ordinary).items()]
    assert max(sizes) * 26 <= UNIT

"""What every table does, whether on DynamoDB (moto) or in memory."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.adapters.dynamodb.conditions import (
    ABSENT,
    PRESENT,
    Between,
    Condition,
    at_least,
    at_most,
    at_version,
    begins_with,
    contains,
    equals,
    exists,
)
from chalicelib.adapters.dynamodb.items import item_of, row_of
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row, StaleRow, Table, Update
from chalicelib.services.unit_of_work.ports import StaleState
from tests.adapters.dynamodb.conftest import emptied
from tests.backends.memory_table import MemoryTable
from tests.unreadable_rows import put

FULL = Row(
    "P#1",
    "S#1",
    document='{"status":"due"}',
    version=3,
    holder="h1",
    ends_at="2026-11-22T00:00:00.000000Z",
    ends={"r1": "2026-11-23T00:00:00.000000Z"},
    due_shard="5",
    due_at="2026-11-24T00:00:00.000000Z",
    forget_at=1_800_000_000,
    trouble="unknown kind",
)


MEMORY, MOTO, LOCAL = "memory", "moto", pytest.param("local", marks=pytest.mark.races)


@pytest.fixture(params=[MEMORY, MOTO, LOCAL])
def table(request: pytest.FixtureRequest) -> Table:
    return empty_table(request)


@pytest.fixture(params=[MEMORY, LOCAL])
def table_with_tokens(request: pytest.FixtureRequest) -> Table:
    """A table that knows the tokens of transactions, which moto's does not."""
    return empty_table(request)


def empty_table(request: pytest.FixtureRequest) -> Table:
    return MemoryTable() if request.param == MEMORY else emptied(request.getfixturevalue(f"{request.param}_table"))


def new_token() -> str:
    """Return a token that DynamoDB does not remember."""
    return str(uuid4())


def filled(table: Table, *sorts: str) -> None:
    for sort in sorts:
        table.put(Row("P#1", sort))


def sorts(rows: Any) -> list[str]:
    return [row.sk for row in rows]


@pytest.mark.parametrize("row", [FULL, Row("P#1", "S#1"), Row("P#1", "S#1", document="", ends={}, version=0)])
def test_a_row_comes_back_as_it_was_put(table: Table, row: Row) -> None:
    table.put(row)
    assert table.get(row.key) == table.get(row.key, consistent=False) == row
    assert row_of(item_of(row)) == row
    assert list(table.scan()) == [row]


def test_a_put_replaces_the_whole_row(table: Table) -> None:
    table.put(FULL)
    table.put(Row(*FULL.key))
    assert table.get(FULL.key) == Row(*FULL.key)


def test_what_is_not_there_is_none(table: Table) -> None:
    assert table.get(("P#1", "S#1")) is None
    assert table.delete(("P#1", "S#1")) is None
    assert table.batch([]) == table.batch([("P#1", "S#1")]) == {}
    assert table.query("P#1").items == []


def test_a_malformed_row_has_its_key_alone_and_hides_no_other(table: Table) -> None:
    item = {**item_of(FULL), "document": {"N": "7"}}
    put(table, item)
    filled(table, "S#2")
    found = Row(*FULL.key, malformed=item)
    assert table.query("P#1").items == [found, Row("P#1", "S#2")]
    in_trouble = table.scan(exists("trouble"), attributes=["pk", "sk", "trouble"])
    assert list(in_trouble) == [Row(*FULL.key, trouble=FULL.trouble)]


def test_a_batch_takes_any_number_of_keys_and_keeps_their_order(table: Table) -> None:
    wanted = [(f"P#{number}", "S") for number in range(150, 0, -1)]
    for key in wanted[::2]:
        table.put(Row(*key))
    assert list(table.batch([*wanted, *wanted])) == wanted[::2]


def test_a_query_has_the_rows_of_one_partition_by_sort_key(table: Table) -> None:
    table.put(Row("P#2", "A#4"))
    filled(table, "B#1", "A#2", "A#10", "A#1", "\U0001f600", "\ufffd")
    assert sorts(table.query("P#1").items) == ["A#1", "A#10", "A#2", "B#1", "\ufffd", "\U0001f600"]
    assert sorts(table.query("P#1", begins_with("sk", "A#"), newest_first=True).items) == ["A#2", "A#10", "A#1"]
    assert sorts(table.query("P#1", Between("sk", "A#10", "B#1")).items) == ["A#10", "A#2", "B#1"]


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_pages_of_a_query_follow_each_other(table: Table, newest_first: bool) -> None:
    filled(table, "A#1", "A#2", "A#3", "B#1")
    pages, start = [], None
    while True:
        page = table.query("P#1", begins_with("sk", "A#"), limit=2, start=start, newest_first=newest_first)
        pages.append(sorts(page.items))
        if (start := page.next_start) is None:
            break
    expected = [["A#1", "A#2"], ["A#3"]]
    assert pages == ([["A#3", "A#2"], ["A#1"]] if newest_first else expected)


def test_a_query_starts_after_a_key_that_is_gone(table: Table) -> None:
    filled(table, "A#1", "A#3")
    assert sorts(table.query("P#1", start="A#2").items) == ["A#3"]


def test_the_due_index_has_keys_and_due_times_oldest_first(table: Table) -> None:
    for number in (3, 1, 2):
        table.put(replace(FULL, sk=f"S#{number}", due_at=f"2026-11-2{number}"))
    table.put(replace(FULL, sk="other shard", due_shard="6"))
    table.put(replace(FULL, sk="not due", due_shard=None, due_at=None))
    table.put(replace(FULL, sk="no due time", due_at=None))
    found = list(table.due("5", at_most("due_at", "2026-11-22"), 10))
    assert found == [Row("P#1", f"S#{number}", due_shard="5", due_at=f"2026-11-2{number}") for number in (1, 2)]
    assert sorts(table.due("5", at_least("due_at", "2"), 1)) == ["S#1"]


@pytest.mark.parametrize("bound", [at_least, at_most])
def test_no_bound_is_an_empty_text_which_dynamodb_refuses(bound: Callable[..., Condition]) -> None:
    with pytest.raises(ValueError, match="empty text"):
        bound("due_at", "")


def test_a_scan_that_goes_on_after_a_row_finds_each_row_once(table: Table) -> None:
    filled(table, "A#1", "A#2", "B#1", "A#3")
    found, start = list[str](), None
    while row := next(table.scan(begins_with("sk", "A#"), start=start, page_size=2, consistent=True), None):
        found.append(row.sk)
        start = row.key
    assert sorted(found) == ["A#1", "A#2", "A#3"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (PRESENT, True),
        (ABSENT, False),
        (at_version(3), True),
        (at_version(2), False),
        (at_version(0), False),
        (equals("holder", "h2") | at_most("ends_at", "2026-11-23"), True),
        (PRESENT & ~exists("holder"), False),
        (at_most("forget_at", 1_800_000_000), True),
        (at_least("forget_at", 1_800_000_001), False),
        (contains("document", '"due"') & ~contains("document", "dead"), True),
        (equals("version", "3"), False),
    ],
)
def test_a_write_needs_its_condition(table: Table, condition: Condition, holds: bool) -> None:
    table.put(FULL)
    writes: list[Callable[[], object]] = [
        lambda: table.transact([Check(FULL.key, condition), Put(Row("P#1", "S#2"))], new_token()),
        lambda: table.update(Update(FULL.key, condition, {"trouble": "none"})),
        lambda: table.put(FULL, condition),
        lambda: table.delete(FULL.key, condition),
    ]
    for write in writes:
        if holds:
            write()
        else:
            with pytest.raises(StaleState):
                write()
    assert list(table.scan()) == ([Row("P#1", "S#2")] if holds else [FULL])


def test_one_caller_alone_gets_the_row_that_is_deleted(table: Table) -> None:
    table.put(FULL)
    assert [table.delete(FULL.key), table.delete(FULL.key)] == [FULL, None]


def test_an_update_changes_what_it_names_and_nothing_else(table: Table) -> None:
    table.put(FULL)
    moved = {"r1": None, "r2": "2026"}
    table.transact([Update(FULL.key, PRESENT, {"due_at": "2027"}, moved, raises_version=True)], new_token())
    assert table.get(FULL.key) == replace(FULL, due_at="2027", ends={"r2": "2026"}, version=4)
    table.transact([Update(FULL.key, PRESENT, {"due_at": None, "due_shard": None, "holder": "h2"})], new_token())
    left = replace(FULL, due_at=None, due_shard=None, holder="h2", ends={"r2": "2026"}, version=4)
    assert table.get(FULL.key) == left
    assert list(table.due("5", at_least("due_at", "2"), 10)) == []


def test_a_transaction_writes_all_or_nothing(table: Table) -> None:
    filled(table, "A", "B")
    operations: list[Operation] = [Put(Row("P#1", "C"), ABSENT), Delete(("P#1", "A")), Check(("P#1", "B"), PRESENT)]
    with pytest.raises(StaleState):
        table.transact([*operations, Put(Row("P#1", "D"), PRESENT)], new_token())
    with pytest.raises(StaleRow, check=lambda stale: stale.row.key == ("P#1", "A")):
        table.transact([*operations[:1], Put(Row("P#1", "A"), ABSENT, tells_row=True)], new_token())
    assert sorts(table.query("P#1").items) == ["A", "B"]
    table.transact(operations, new_token())
    assert sorts(table.query("P#1").items) == ["B", "C"]


def test_a_token_lets_a_transaction_through_once(table_with_tokens: Table) -> None:
    token = new_token()
    for _ in range(2):
        table_with_tokens.transact([Put(Row("P#1", "A"), ABSENT)], token)
    with pytest.raises(StaleState):
        table_with_tokens.transact([Put(Row("P#1", "A"), ABSENT)], new_token())


@pytest.mark.parametrize(
    "operations",
    [
        [Put(Row("P#1", f"S#{number}")) for number in range(101)],
        [Put(Row("P#1", "A")), Delete(("P#1", "A"))],
        [Put(Row("P#1", "B")), Put(Row("P#1", "A", document="x" * 400 * 1024))],
    ],
    ids=["101 operations", "one row twice", "a row of more than 400 KB"],
)
def test_a_transaction_that_dynamodb_does_not_accept_writes_nothing(table: Table, operations: list[Operation]) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011 - each table has an error of its own
        table.transact(operations, new_token())
    assert not isinstance(refused.value, StaleState)
    assert list(table.scan()) == []

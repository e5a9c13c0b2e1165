"""The tables on DynamoDB (moto) and in memory do the same, whatever is asked of them in whatever order."""

import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb.conditions import (
    ABSENT,
    PRESENT,
    And,
    Between,
    Condition,
    Not,
    Or,
    at_least,
    at_most,
    begins_with,
    contains,
    equals,
    exists,
)
from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row, Table, Update
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import StaleState
from tests.adapters.dynamodb.conftest import emptied
from tests.backends.memory_table import MemoryTable

KEYS = st.tuples(st.sampled_from(["P#1", "P#2"]), st.sampled_from(["A#1", "A#2", "B#1"]))
TEXTS = st.sampled_from(["1", "2", "3"])
ROWS = st.builds(
    lambda key, due, **others: replace(Row(*key, **others), due_shard="5" if due else None, due_at=due),
    KEYS,
    st.none() | TEXTS,
    document=st.none() | TEXTS,
    version=st.none() | st.integers(1, 3),
    holder=st.none() | TEXTS,
    ends=st.dictionaries(TEXTS, TEXTS),
    forget_at=st.none() | st.integers(1, 3),
)
ANYWHERE: list[Condition] = [PRESENT, ABSENT, exists("holder")]
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.sampled_from(ANYWHERE)
    | st.builds(equals, st.sampled_from(["holder", "document"]), TEXTS)
    | st.builds(at_most, st.sampled_from(["version", "forget_at"]), st.integers(1, 3))
    | st.builds(at_least, st.just("due_at"), TEXTS)
    | st.builds(Between, st.just("holder"), TEXTS, TEXTS.map("3".__add__))
    | st.builds(contains, st.just("document"), TEXTS)
    | st.builds(begins_with, st.just("sk"), st.sampled_from(["A#", "B#1"])),
    lambda some: some.map(Not) | st.builds(And, some, some) | st.builds(Or, some, some),
    max_leaves=4,
)
MAYBE = st.none() | CONDITIONS
UPDATES = st.builds(
    Update,
    KEYS,
    CONDITIONS.map(lambda one: And(PRESENT, one)),
    st.dictionaries(st.sampled_from(["due_at", "trouble"]), TEXTS, min_size=1),
    st.dictionaries(TEXTS, st.none() | TEXTS),
    st.booleans(),
)
OPERATIONS = st.builds(Put, ROWS, MAYBE) | UPDATES | st.builds(Delete, KEYS, MAYBE) | st.builds(Check, KEYS, CONDITIONS)
TRANSACTIONS = st.lists(
    OPERATIONS, min_size=1, max_size=4, unique_by=lambda one: one.row.key if isinstance(one, Put) else one.key
)
SORTS = st.none() | st.sampled_from(["A#1", "A#2", "C"])
Verb = Callable[[Table, str], object]
# A token is used once, since DynamoDB remembers it.
NUMBERS = itertools.count()


def in_transaction(operations: list[Operation]) -> Verb:
    return lambda table, token: table.transact(operations, token)


def page(table: Table, start: str | None, limit: int | None, newest_first: bool) -> Page[Row]:
    """Query a page. DynamoDB names a next page whenever the limit was reached, even if nothing follows."""
    found = table.query("P#1", start=start, limit=limit, newest_first=newest_first)
    if found.next_start and not table.query("P#1", start=found.next_start, newest_first=newest_first).items:
        return replace(found, next_start=None)
    return found


VERBS: st.SearchStrategy[Verb] = st.one_of(
    st.builds(lambda row, condition: lambda table, _: table.put(row, condition), ROWS, MAYBE),
    st.builds(lambda update: lambda table, _: table.update(update), UPDATES),
    st.builds(lambda key, condition: lambda table, _: table.delete(key, condition), KEYS, MAYBE),
    TRANSACTIONS.map(in_transaction),
    st.builds(
        lambda start, limit, newest_first: lambda table, _: page(table, start, limit, newest_first),
        SORTS,
        st.none() | st.integers(1, 3),
        st.booleans(),
    ),
    st.builds(lambda keys: lambda table, _: table.batch(keys), st.lists(KEYS)),
    CONDITIONS.map(lambda condition: lambda table, _: sorted(table.scan(condition), key=lambda row: row.key)),
    st.builds(
        lambda due: lambda table, _: sorted(table.due("5", at_most("due_at", due), 9), key=lambda row: row.key), TEXTS
    ),
)


def outcome(verb: Verb, table: Table, token: str) -> object:
    with suppress(StaleState):
        return verb(table, token)
    return StaleState


@pytest.fixture(scope="module", params=["moto", pytest.param("local", marks=pytest.mark.races)])
def real_table(request: pytest.FixtureRequest) -> PynamoTable:
    table: PynamoTable = request.getfixturevalue(f"{request.param}_table")
    return table


@given(verbs=st.lists(VERBS, min_size=2, max_size=12))
@settings(max_examples=30)
def test_both_tables_do_the_same_in_any_order_of_verbs(real_table: PynamoTable, verbs: list[Verb]) -> None:
    on_dynamodb, in_memory = emptied(real_table), MemoryTable()
    for verb in verbs:
        token = str(next(NUMBERS))
        assert outcome(verb, on_dynamodb, token) == outcome(verb, in_memory, token)
    assert sorted(on_dynamodb.scan(), key=lambda row: row.key) == list(in_memory.scan())

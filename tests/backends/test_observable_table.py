"""What the table in memory tells is what DynamoDB is called with: one call a verb, one action an operation."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.conditions import ABSENT, PRESENT, at_least
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row, Table, Update
from tests.backends.aws_clients import event_hook
from tests.backends.observable_table import (
    MOMENTS,
    Call,
    KilledError,
    Moment,
    ObservableTable,
    acting_before,
    calls_of,
    killed_at,
    observed,
)
from tests.world import SETTINGS, TABLE, aws_world, counted_calls

ROW = Row("P", "1", document='"kept"')
CHANGE = Update(("P", "1"), PRESENT, {"holder": "somebody"})
OPERATIONS: list[Operation] = [
    Put(Row("P", "2")),
    CHANGE,
    Delete(("P", "3")),
    Check(("P", "4"), ABSENT),
]
# Each verb, the call that it is, and a use of it.
VERBS: Mapping[str, tuple[str, Callable[[Table], object]]] = {
    "get": ("GetItem", lambda table: table.get(ROW.key)),
    "batch": ("BatchGetItem", lambda table: table.batch([ROW.key, ("P", "2")])),
    "query": ("Query", lambda table: table.query("P")),
    "due": ("Query", lambda table: list(table.due("3", at_least("due_at", "2"), 10))),
    "scan": ("Scan", lambda table: list(table.scan())),
    "put": ("PutItem", lambda table: table.put(ROW)),
    "update": ("UpdateItem", lambda table: table.update(CHANGE)),
    "delete": ("DeleteItem", lambda table: table.delete(ROW.key)),
    "transact": ("TransactWriteItems", lambda table: table.transact(OPERATIONS, "token")),
    "estimated_size": ("DescribeTable", lambda table: table.estimated_size()),
}


def filled(table: Table) -> Table:
    table.put(ROW)
    return table


@pytest.fixture
def table() -> ObservableTable:
    table = ObservableTable()
    filled(table)
    return table


@pytest.fixture(scope="module")
def on_moto() -> Iterator[Table]:
    with aws_world(SETTINGS) as world:
        yield world.table


def test_every_verb_of_a_table_is_told() -> None:
    verbs = {name for name, member in vars(Table).items() if callable(member) and not name.startswith("_")}
    assert verbs == VERBS.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_one_call_here_and_to_dynamodb(on_moto: Table, table: ObservableTable, verb: str) -> None:
    call, use = VERBS[verb]
    with calls_of(table) as told:
        use(table)
    filled(on_moto)
    with counted_calls() as made:
        use(on_moto)
    assert ([one.verb for one in told], made) == ([verb], [call])


def test_each_operation_is_one_action_of_a_transaction(on_moto: Table) -> None:
    sent: list[Any] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        sent.extend(json.loads(params["body"])["TransactItems"])

    filled(on_moto)
    with event_hook(TABLE.client, "before-call.dynamodb.TransactWriteItems", note):
        on_moto.transact(OPERATIONS, "another token")
    assert len(sent) == len(OPERATIONS)


@pytest.mark.parametrize("moment", MOMENTS)
def test_process_that_dies_after_a_write_has_written(table: ObservableTable, moment: Moment) -> None:
    with killed_at(table, 1, moment), pytest.raises(KilledError):
        table.put(Row("P", "2"))
    assert (("P", "2") in table.items) == (moment == "after")


def test_somebody_else_acts_once_before_the_chosen_call(table: ObservableTable) -> None:
    with acting_before(table, {"put"}, 1, lambda: table.delete(ROW.key)) as met:
        table.put(Row("P", "2"))
        assert table.get(ROW.key)
        assert met == []
        table.put(Row("P", "3"))
        table.put(ROW)
    assert met == ["put"]
    assert table.get(ROW.key)


def test_nothing_is_told_after_the_block(table: ObservableTable) -> None:
    told: list[Call] = []
    with observed(table, lambda _, call: told.append(call)):
        pass
    table.get(ROW.key)
    assert told == []


def test_table_on_moto_cannot_be_observed(on_moto: Table) -> None:
    with pytest.raises(AssertionError, match="leave out the mark"), calls_of(on_moto):
        pass

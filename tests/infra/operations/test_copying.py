"""Rows of a restored table are copied where they are missing or older; what is newer stays unless it is asked for."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.pynamo_table import SCHEMA
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.services.requests import link_actions
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from infra.operate.copying import BATCH, copy_rows, rows_of_partition, rows_of_trail
from infra.verify import verified
from tests.backends.memory_table import MemoryTable
from tests.infra.operations.operating import operated_on, run_command
from tests.unreadable_rows import put
from tests.world import TABLE, World, aws_world

NOTHING: dict[str, Any] = {"copied": 0, "overwritten": 0, "equal": 0, "newer": 0, "kept": {}}
OLD, NEW = Row("P", "1", document='"old"', version=1), Row("P", "1", document='"new"', version=2)


class KilledError(BaseException):
    """The process dies here."""


class DyingTable(MemoryTable):
    """Dies at the nth write."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.left = writes

    def put(self, row: Row, condition: Any = None) -> None:
        """Write, or die."""
        if not self.left:
            raise KilledError
        self.left -= 1
        super().put(row, condition)


def table_of(*rows: Row) -> MemoryTable:
    table = MemoryTable()
    for row in rows:
        table.put(row)
    return table


def copied(source: MemoryTable, target: MemoryTable, overwrite: bool = False) -> dict[str, Any]:
    return asdict(copy_rows(source.scan(), target, overwrite))


@pytest.mark.parametrize(
    ("restored", "present", "counted", "left"),
    [
        (OLD, None, "copied", OLD),
        (OLD, OLD, "equal", OLD),
        (NEW, OLD, "overwritten", NEW),
        (OLD, NEW, "newer", NEW),
        (replace(NEW, document='"else"'), NEW, "kept", NEW),
        (Row("P", "1", holder="a"), Row("P", "1", holder="b"), "kept", Row("P", "1", holder="b")),
    ],
)
def test_newer_rows_stay(restored: Row, present: Row | None, counted: str, left: Row) -> None:
    target = table_of(*([present] if present else []))
    done = copied(table_of(restored), target)
    assert done == {**NOTHING, counted: {"P/": 1} if counted == "kept" else 1}
    assert list(target.scan()) == [left]


@pytest.mark.parametrize("present", [NEW, Row("P", "1"), Row("P", "1", document='"bare"')])
def test_overwriting_replaces_newer_rows(present: Row) -> None:
    target = table_of(present)
    assert copied(table_of(OLD), target, overwrite=True)["overwritten"] == 1
    assert list(target.scan()) == [OLD]


def test_malformed_row_is_replaced_when_asked() -> None:
    target = MemoryTable()
    put(target, {"pk": {"S": "P"}, "sk": {"S": "1"}, "document": {"N": "7"}})
    assert copied(table_of(OLD), target)["kept"] == {"P/": 1}
    assert copied(table_of(OLD), target, overwrite=True)["overwritten"] == 1
    assert list(target.scan()) == [OLD]


def test_row_that_changes_meanwhile_is_kept() -> None:
    class Changing(MemoryTable):
        def batch(self, keys: Any, *, consistent: bool = True) -> Any:
            found = super().batch(keys)
            self.items.update(table_of(NEW).items)
            return found

    for rows in ([], [OLD]):
        target = Changing()
        target.items.update(table_of(*rows).items)
        assert copied(table_of(replace(NEW, document='"else"')), target, overwrite=True)["kept"] == {"P/": 1}
        assert list(target.scan()) == [NEW]


def test_row_with_unknown_attributes_is_noted_and_not_copied() -> None:
    source, target = table_of(OLD), MemoryTable()
    put(source, {"pk": {"S": "P"}, "sk": {"S": "2"}, "later": {"S": "of a later release"}})
    with collect_unreadable() as unreadable:
        assert copied(source, target)["copied"] == 1
    assert unreadable.rows == {("P", "2")}


def test_killed_copy_goes_on_when_run_again() -> None:
    rows = [Row("P", f"{number:04}", version=1) for number in range(BATCH + 20)]
    source, target = table_of(*rows), DyingTable(BATCH + 3)
    with pytest.raises(KilledError):
        copy_rows(source.scan(), target, overwrite=False)
    target.left = len(rows)
    again = copied(source, target)
    assert (again["copied"], again["equal"]) == (17, BATCH + 3)
    assert target.items == source.items


def test_one_partition_or_row_is_chosen() -> None:
    source = table_of(OLD, Row("P", "2"), Row("Q", "1"))
    assert [row.key for row in rows_of_partition(source, "P")] == [("P", "1"), ("P", "2")]
    assert [row.key for row in rows_of_partition(source, "P", "2")] == [("P", "2")]


def test_trail_is_its_record_and_events_alone(world: World) -> None:
    request = world.submit()
    before = table_of(*world.table.scan())
    chosen = [row.sk for row in rows_of_trail(before, request.request_id)]
    assert chosen == [keys.event(request.request_id, 1)[1], keys.REQUEST_ROW]


def test_trail_that_was_tampered_with_is_intact_after_copying(world: World) -> None:
    request = world.submit()
    link_actions.approve(world.ports, world.token(request), True)
    restored = table_of(*world.table.scan())
    record = world.table.get(keys.request(request.request_id))
    assert record is not None
    world.table.put(replace(record, document=str(record.document).replace("approved", "declined")))
    world.table.delete(keys.event(request.request_id, 1))
    assert not all(verdict.is_intact for verdict in verified(world.container))
    copy_rows(rows_of_trail(restored, request.request_id), world.table, overwrite=True)
    assert all(verdict.is_intact for verdict in verified(world.container))


@pytest.fixture
def on_aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Provide a world on moto as the system that commands work on, with another, empty table."""
    with aws_world() as world, operated_on(world, monkeypatch):
        TABLE.client.create_table(TableName="restored", **SCHEMA)
        yield world
        TABLE.client.delete_table(TableName="restored")


@pytest.mark.aws
def test_command_copies_from_another_table(on_aws: World, capsys: pytest.CaptureFixture[str]) -> None:
    item = {"pk": {"S": "P"}, "sk": {"S": "1"}, "document": {"S": '"old"'}, "version": {"N": "1"}}
    for number in ("1", "2"):
        TABLE.client.put_item(TableName="restored", Item={**item, "sk": {"S": number}})
    command = ("copy-rows", "--from", "restored")
    assert run_command(capsys, *command, "--partition", "P", "--row", "2") == (0, {**NOTHING, "copied": 1})
    assert run_command(capsys, *command, "--all") == (0, {**NOTHING, "copied": 1, "equal": 1})
    on_aws.table.put(replace(OLD, version=5))
    assert run_command(capsys, *command, "--all") == (0, {**NOTHING, "equal": 1, "newer": 1})
    on_aws.table.put(replace(OLD, document='"else"'))
    assert run_command(capsys, *command, "--all") == (1, {**NOTHING, "equal": 1, "kept": {"P/": 1}})
    assert run_command(capsys, *command, "--all", "--overwrite") == (0, {**NOTHING, "overwritten": 1, "equal": 1})


@pytest.mark.aws
@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", TABLE.name],
        ["--from", "nowhere", "--all"],
        ["--from", "restored"],
        ["--from", "restored", "--all", "--row", "1"],
        ["--from", "restored", "--all", "--trail", "1"],
        ["--from", "restored", "--trail", "1", "--partition", "2"],
    ],
)
def test_unusable_choice_of_rows_is_refused(
    on_aws: World, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    before = on_aws.rows()
    status, result = run_command(capsys, "copy-rows", *arguments)
    assert (status, list(result)) == (2, ["error"])
    assert on_aws.rows() == before

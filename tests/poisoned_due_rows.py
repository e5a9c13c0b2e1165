"""Due rows that this release cannot handle, made from valid rows of every kind: one named fault each."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record_types import due_shard
from chalicelib.adapters.dynamodb.table import Row, Table
from tests.unreadable_rows import item_of, put

OLDEST = "2020-01-01T00:00:00.000000Z"
Item = dict[str, Any]


def _document(item: Item, **changed: object) -> None:
    item["document"] = {"S": json.dumps({**json.loads(item["document"]["S"]), **changed})}


def _kind(item: Item) -> None:
    """Set a mail kind, or another closed value, that only a later release could know."""
    if "draft" in json.loads(item["document"]["S"]):
        _document(item, draft={**json.loads(item["document"]["S"])["draft"], "kind": "by_pigeon"})
    else:
        _document(item, nominations=[{"nomination_id": "1", "email": "x", "language": "en", "state": "asleep"}])


FAULTS: Mapping[str, Callable[[Item], object]] = {
    "broken document": lambda item: item.update(document={"S": '{"status":'}),
    "empty document": lambda item: item.update(document={"S": "{}"}),
    "deep document": lambda item: item.update(document={"S": "[" * 100_000}),
    "document of another type": lambda item: item.update(document={"N": "7"}),
    "no document": lambda item: item.pop("document"),
    "later status": lambda item: _document(item, status="parked"),
    "later kind": _kind,
    "due time of no zone in the document": lambda item: _document(
        item, due_at="2020-01-01T00:00:00", expires_at="2020-01-01T00:00:00"
    ),
    "due time of no month": lambda item: item.update(due_at={"S": "2020-13-45 noon"}),
    "due time of no zone": lambda item: item.update(due_at={"S": "2020-01-01T00:00:00"}),
    "due time before all time": lambda item: item.update(due_at={"S": "0001-01-01T00:00:00+14:00"}),
    "due time in words": lambda item: item.update(due_at={"S": "soon"}),
    "not due by its document": lambda item: _document(
        item, due_at=None, expires_at="2999-01-01T00:00:00Z", remind_at=None
    ),
}


@dataclass
class Poisoned:
    """A row with a fault, and the valid row it was made from."""

    table: Table
    valid: Item

    @property
    def key(self) -> Key:
        """The row's key in the table."""
        return self.valid["pk"]["S"], self.valid["sk"]["S"]

    @property
    def item(self) -> Item:
        """The row as it is stored now."""
        return item_of(self.table, self.key)

    def repair(self) -> None:
        """Restore the document; due time and other attributes stay as they are."""
        kept = {name: value for name, value in self.item.items() if name not in ("document", "version")}
        put(self.table, {**self.valid, **kept})


def poison(table: Table, key: Key, fault: str) -> Poisoned:
    """Give the row this fault and make it the oldest due row."""
    valid = item_of(table, key)
    faulty = {**valid, "due_at": {"S": OLDEST}, "due_shard": {"S": due_shard(key[0])}}
    FAULTS[fault](faulty)
    put(table, faulty)
    return Poisoned(table, valid)


def due_row_of_unknown_kind(table: Table, request_id: str, sort: str = "PARCEL#1") -> Key:
    """Write a due row of an unknown kind, as a later release may have, into a request's partition."""
    partition = f"REQUEST#{request_id}"
    row = Row(partition, sort, document='{"status":"new"}', version=1)
    table.put(replace(row, due_shard=due_shard(partition), due_at=OLDEST))
    return partition, sort

"""Rows that this release cannot read, made from valid rows: broken, of a later release, or incomplete."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable
from chalicelib.adapters.dynamodb.table import Table
from tests.backends.memory_table import MemoryTable

Item = dict[str, Any]
# Fields with a closed list of values, which a later release may extend.
CLOSED = frozenset({"status", "role", "kind", "search_visibility", "audience"})
LATER = "of-a-later-release"


def broken(item: Item) -> Item:
    """Cut the document in the middle."""
    text = item["document"]["S"]
    return {**item, "document": {"S": text[: len(text) // 2]}}


def of_later_release(item: Item) -> Item:
    """Give every field with a closed list of values a new one; give a record without such fields another shape."""
    read = json.loads(item["document"]["S"])
    later = _later(read)
    return {**item, "document": {"S": json.dumps([LATER, read] if later == read else later)}}


def without_a_field(item: Item) -> Item:
    """Remove the first field of the document, which every kind of record requires."""
    read = json.loads(item["document"]["S"])
    left = read[:2] if isinstance(read, list) else {name: read[name] for name in list(read)[1:]}
    return {**item, "document": {"S": json.dumps(left)}}


def without_document(item: Item) -> Item:
    """Remove the document."""
    return {name: value for name, value in item.items() if name != "document"}


def of_another_type(item: Item) -> Item:
    """Store the document as a number instead of text."""
    return {**item, "document": {"N": "7"}}


POISONS: Mapping[str, Callable[[Item], Item]] = {
    poison.__name__: poison for poison in (broken, of_later_release, without_a_field, without_document, of_another_type)
}


def put(table: Table, item: Item) -> None:
    """Write an item as it is."""
    if isinstance(table, MemoryTable):
        table.items[item["pk"]["S"], item["sk"]["S"]] = item
    elif isinstance(table, PynamoTable):
        table.client.put_item(TableName=table.name, Item=item)


def item_of(table: Table, key: Key) -> Item:
    """Return the item as it is stored."""
    if isinstance(table, PynamoTable):
        key_attributes = {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
        return dict(table.client.get_item(TableName=table.name, Key=key_attributes)["Item"])
    assert isinstance(table, MemoryTable)
    return dict(table.items[key])


@contextmanager
def poisoned(table: Table, key: Key, poison: str) -> Iterator[None]:
    """Make the row unreadable inside the block."""
    valid = item_of(table, key)
    put(table, POISONS[poison](valid))
    try:
        yield
    finally:
        put(table, valid)


def _later(read: Any) -> Any:
    match read:
        case dict():
            return {name: LATER if name in CLOSED and value else _later(value) for name, value in read.items()}
        case [name, identifier, domain, _, *rest]:
            return [name, identifier, domain, LATER, *rest]
        case _:
            return read

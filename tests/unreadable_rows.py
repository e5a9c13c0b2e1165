"""Rows that this release cannot read, made of good ones: broken, of a later release, or with something missing."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chalicelib.adapters.dynamodb.keys import Key
from tests.world import TABLE

Item = dict[str, Any]
# Fields whose values are a closed list, which a later release may make longer.
CLOSED = frozenset({"status", "role", "kind", "search_visibility", "audience"})
LATER = "of-a-later-release"


def broken(item: Item) -> Item:
    """The document ends in its middle."""
    text = item["document"]["S"]
    return {**item, "document": {"S": text[: len(text) // 2]}}


def of_later_release(item: Item) -> Item:
    """Every field with a closed list of values has a new one; a record without such a field has another shape."""
    read = json.loads(item["document"]["S"])
    later = _later(read)
    return {**item, "document": {"S": json.dumps([LATER, read] if later == read else later)}}


def without_a_field(item: Item) -> Item:
    """The document lacks the first of its fields, which each kind of record requires."""
    read = json.loads(item["document"]["S"])
    left = read[:2] if isinstance(read, list) else {name: read[name] for name in list(read)[1:]}
    return {**item, "document": {"S": json.dumps(left)}}


def without_document(item: Item) -> Item:
    """There is a key, and nothing else that belongs to the document."""
    return {name: value for name, value in item.items() if name != "document"}


def of_another_type(item: Item) -> Item:
    """The document is no text."""
    return {**item, "document": {"N": "7"}}


POISONS: Mapping[str, Callable[[Item], Item]] = {
    one.__name__: one for one in (broken, of_later_release, without_a_field, without_document, of_another_type)
}


def put(item: Item) -> None:
    """Writes an item as it is."""
    TABLE.client.put_item(TableName=TABLE.name, Item=item)


def item_of(key: Key) -> Item:
    """The item as it is stored."""
    named = {"pk": {"S": key[0]}, "sk": {"S": key[1]}}
    return dict(TABLE.client.get_item(TableName=TABLE.name, Key=named)["Item"])


@contextmanager
def poisoned(key: Key, poison: str) -> Iterator[None]:
    """The row cannot be read meanwhile."""
    good = item_of(key)
    put(POISONS[poison](good))
    try:
        yield
    finally:
        put(good)


def _later(read: Any) -> Any:
    match read:
        case dict():
            return {name: LATER if name in CLOSED and one else _later(one) for name, one in read.items()}
        case [name, identifier, domain, _, *rest]:
            return [name, identifier, domain, LATER, *rest]
        case _:
            return read

"""Rows as DynamoDB's items, and back."""

from collections.abc import Mapping
from typing import Any

from chalicelib.adapters.dynamodb.table import Row

Item = Mapping[str, Any]
TEXTS = ("pk", "sk", "document", "holder", "ends_at", "due_shard", "due_at", "trouble", "deliveries", "effect")
NUMBERS = ("version", "forget_at")
KNOWN = frozenset({*TEXTS, *NUMBERS, "ends"})


def item_of(row: Row) -> dict[str, Any]:
    """The item that a row is stored as; attributes that it lacks are left out."""
    texts = {name: {"S": text} for name in TEXTS if (text := getattr(row, name)) is not None}
    numbers = {name: {"N": str(number)} for name in NUMBERS if (number := getattr(row, name)) is not None}
    if row.ends is None:
        return texts | numbers
    return texts | numbers | {"ends": {"M": {name: {"S": end} for name, end in row.ends.items()}}}


def row_of(item: Item) -> Row:
    """The row of an item. A malformed one must not keep the others of a query from being read."""
    found = {name: value for name, value in item.items() if "NULL" not in value}
    try:
        read: dict[str, Any] = {name: found[name]["S"] for name in TEXTS if name in found}
        read |= {name: int(found[name]["N"]) for name in NUMBERS if name in found}
        if "ends" in found:
            read["ends"] = {name: end["S"] for name, end in found["ends"]["M"].items()}
        return Row(**read, unknown=tuple(sorted(item.keys() - KNOWN)))
    except (KeyError, ValueError):
        return Row(item["pk"]["S"], item["sk"]["S"], malformed=item)

"""The units that AWS bills for a call, where DynamoDB Local (1.25.1) reports them right and where it does not.

It takes nothing for a query that finds nothing and for a key of a batch that is not there, where AWS takes the
least there is; and of a transaction it rounds the sum of the items, where AWS rounds each.
"""

import math
from collections.abc import Mapping
from typing import Any

WRITE_UNIT_BYTES = 1024
TRANSACTIONAL = 2


def read_units(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """As reported, and at least the smallest for every query, get and key of a batch."""
    reported = _reported(answer)
    if operation == "BatchGetItem":
        return reported + sum(
            _least(one) * (len(one["Keys"]) - len(answer["Responses"].get(table, ())))
            for table, one in asked["RequestItems"].items()
        )
    return max(reported, _least(asked))


def write_units(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Those of a transaction reckoned from its items, without what they write to an index."""
    if operation == "TransactWriteItems":
        return sum(map(_written, asked["TransactItems"]))
    return _reported(answer)


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item, its attribute names with it, as AWS documents the count."""
    return sum(len(name.encode()) + _value_size(*next(iter(value.items()))) for name, value in item.items())


def _value_size(kind: str, value: Any) -> int:
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            return len(value.strip("-0.")) // 2 + 2
        case "M":
            return 3 + len(value) + item_size(value)
        case _:
            raise NotImplementedError(kind)


def _written(action: Mapping[str, Any]) -> int:
    """Of an update or deletion the key alone is known, which is one unit like every small item."""
    (asked,) = action.values()
    size = item_size(asked.get("Item") or asked["Key"])
    return TRANSACTIONAL * math.ceil(size / WRITE_UNIT_BYTES)


def _least(asked: Mapping[str, Any]) -> float:
    return 1.0 if asked.get("ConsistentRead") else 0.5


def _reported(answer: Mapping[str, Any]) -> float:
    capacity = answer.get("ConsumedCapacity") or []
    tables = capacity if isinstance(capacity, list) else [capacity]
    return float(sum(table["CapacityUnits"] for table in tables))

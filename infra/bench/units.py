"""The units that AWS bills for a call, corrected from those that DynamoDB Local (1.25.1) reports.

DynamoDB Local counts nothing for an empty query or a missing key of a batch, where AWS bills the minimum; in a
transaction it rounds the sum of the items, where AWS rounds each item.
"""

import math
from collections.abc import Mapping
from typing import Any

WRITE_UNIT_BYTES = 1024
TRANSACTIONAL = 2


def read_units(operation: str, request: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Return the reported units, but at least the minimum for each query, get and key of a batch."""
    reported = _reported(answer)
    if operation == "BatchGetItem":
        return reported + sum(
            _minimum(batch) * (len(batch["Keys"]) - len(answer["Responses"].get(table, ())))
            for table, batch in request["RequestItems"].items()
        )
    return max(reported, _minimum(request))


def write_units(operation: str, request: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Return the reported units; those of a transaction are computed from its items, without index writes."""
    if operation == "TransactWriteItems":
        return sum(map(_written, request["TransactItems"]))
    return _reported(answer)


def item_size(item: Mapping[str, Any]) -> int:
    """Return the size of an item in bytes, including attribute names, as AWS documents it."""
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
    """Return the units of a write; for updates and deletions only the key is known, and counts as the item."""
    (request,) = action.values()
    size = item_size(request.get("Item") or request["Key"])
    return TRANSACTIONAL * math.ceil(size / WRITE_UNIT_BYTES)


def _minimum(request: Mapping[str, Any]) -> float:
    return 1.0 if request.get("ConsistentRead") else 0.5


def _reported(answer: Mapping[str, Any]) -> float:
    capacity = answer.get("ConsumedCapacity") or []
    tables = capacity if isinstance(capacity, list) else [capacity]
    return float(sum(table["CapacityUnits"] for table in tables))

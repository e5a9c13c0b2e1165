"""The units that AWS bills for a call, from what DynamoDB Local reports.

It differs in two ways (1.25.1): it counts a transactional write twice over, and for what is not there it
counts nothing, where AWS takes the least there is.
"""

from collections.abc import Mapping
from typing import Any


def read_units(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    """Read units, with at least the smallest for a query or get, and for each key of a batch that is not there."""
    reported = _reported(answer)
    if operation == "BatchGetItem":
        return reported + sum(
            _least(one) * (len(one["Keys"]) - len(answer["Responses"].get(table, ())))
            for table, one in asked["RequestItems"].items()
        )
    return max(reported, _least(asked))


def write_units(operation: str, answer: Mapping[str, Any]) -> float:
    """Write units, those of a transaction halved."""
    reported = _reported(answer)
    return reported / 2 if operation == "TransactWriteItems" else reported


def _least(asked: Mapping[str, Any]) -> float:
    return 1.0 if asked.get("ConsistentRead") else 0.5


def _reported(answer: Mapping[str, Any]) -> float:
    capacity = answer.get("ConsumedCapacity") or []
    tables = capacity if isinstance(capacity, list) else [capacity]
    return float(sum(table["CapacityUnits"] for table in tables))

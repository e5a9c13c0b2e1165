"""Queries of the emulated DynamoDB, without parsing the key condition again for each row of the partition.

The emulator evaluates the condition, as text, on every row of a partition: a second for a search among 10,000 accounts.
Here it gets to see only the rows that can be on the page: those in the condition's range, from the start on, as many as
the limit and two more. It checks the request and evaluates the condition as ever, so its answer is the same.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from heapq import nlargest, nsmallest
from operator import eq, ge, gt, le, lt
from typing import Any

from ministack.services import dynamodb

Query = Callable[[dict[str, Any]], Any]

_CONDITION = re.compile(
    r"begins_with\s*\(\s*(?P<prefixed>[#\w]+)\s*,\s*(?P<prefix>:\w+)\s*\)"
    r"|(?P<bounded>[#\w]+)\s+BETWEEN\s+(?P<low>:\w+)\s+AND\s+(?P<high>:\w+)"
    r"|(?P<compared>[#\w]+)\s*(?P<sign><=|>=|=|<|>)\s*(?P<value>:\w+)"
)
_BEGINS, _BETWEEN, _EQUALS = "begins_with", "BETWEEN", "="
_HOLDS: Mapping[str, Callable[..., bool]] = {
    _BEGINS: str.startswith,
    _BETWEEN: lambda key, low, high: low <= key <= high,
    _EQUALS: eq,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


def narrow_queries() -> None:
    """Have the emulator answer queries from the rows that can be on the page, and parse an expression once."""
    dynamodb._query = narrowed(dynamodb._query)
    for parse in ("_tokenize", "_condition_syntax_error"):
        setattr(dynamodb, parse, lru_cache(getattr(dynamodb, parse)))


def narrowed(query: Query) -> Query:
    """Return a query that sees fewer rows of the table. A request of another form than the product's sees all."""

    def narrow_query(data: dict[str, Any]) -> Any:
        try:
            table = dynamodb._tables.get(data["TableName"])
            rows = _rows_to_see(table, data)
        except (AttributeError, LookupError, TypeError, ValueError):
            return query(data)
        # Whatever else changes items holds the lock, and must not change these.
        with dynamodb._lock:
            all_rows, table["items"] = table["items"], rows
            try:
                return query(data)
            finally:
                table["items"] = all_rows

    return narrow_query


def _rows_to_see(table: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rows that can be on the page, by both keys. Raises what a form that is not expected leads to."""
    conditions = _conditions(data)
    sign, (partition, *_) = conditions[table["pk_name"]]
    is_text = dynamodb._get_attr_type(table, table["sk_name"]) == "S"
    if "IndexName" in data or sign != _EQUALS or not is_text:
        raise ValueError
    rows = table["items"].get(partition, {})
    operator, operands = conditions.get(table["sk_name"], (_BEGINS, [""]))
    keys = [key for key in rows if _HOLDS[operator](key, *operands)]
    is_forward = data.get("ScanIndexForward", True)
    if "ExclusiveStartKey" in data:
        follows, start = ge if is_forward else le, data["ExclusiveStartKey"][table["sk_name"]]["S"]
        keys = [key for key in keys if follows(key, start)]
    if "Limit" in data:
        keys = (nsmallest if is_forward else nlargest)(data["Limit"] + 2, keys)
    return {partition: {key: rows[key] for key in keys}}


def _conditions(data: Mapping[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Return the operator and operands for each attribute in the condition."""
    expression, names = data["KeyConditionExpression"], data.get("ExpressionAttributeNames", {})
    if _CONDITION.sub("", expression).replace("AND", "").strip(" ()"):
        raise ValueError
    conditions = {}
    for found in _CONDITION.finditer(expression):
        name = found["prefixed"] or found["bounded"] or found["compared"]
        operator = found["sign"] or (_BEGINS if found["prefix"] else _BETWEEN)
        references = [found[group] for group in ("prefix", "low", "high", "value") if found[group]]
        operands = [data["ExpressionAttributeValues"][reference]["S"] for reference in references]
        conditions[names.get(name, name)] = operator, operands
    return conditions

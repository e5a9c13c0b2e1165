"""The table in memory: the same verbs, conditions and refusals as on DynamoDB, without a call.

`tests/adapters/dynamodb/test_table_contract.py` holds it to what `PynamoTable` does on moto.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import contains, eq, ge, le
from threading import Lock
from typing import Any, assert_never

from chalicelib.adapters.dynamodb.conditions import And, Attribute, Between, Comparison, Condition, Not, Operator, Or
from chalicelib.adapters.dynamodb.items import Item, item_of, row_of
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row, StaleRow, Update
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import StaleState

MOST_OPERATIONS = 100
LARGEST_ROW = 400 * 1024
COMPARES: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "=": eq,
    "<=": le,
    ">=": ge,
    "begins_with": str.startswith,
    "contains": contains,
}
DUE = ("pk", "sk", "due_shard", "due_at")


class MemoryTable:
    """Holds items by key, as DynamoDB does, so that a test can put one there that no release writes."""

    def __init__(self) -> None:
        self.items: dict[Key, Item] = {}
        self._tokens: set[str] = set()
        self._lock = Lock()

    def get(self, key: Key, *, consistent: bool = True) -> Row | None:
        item = self.items.get(key)
        return row_of(item) if item else None

    def batch(self, keys: Sequence[Key], *, consistent: bool = True) -> dict[Key, Row]:
        return {key: row_of(self.items[key]) for key in keys if key in self.items}

    def query(
        self,
        partition: str,
        condition: Condition | None = None,
        *,
        limit: int | None = None,
        start: str | None = None,
        newest_first: bool = False,
        consistent: bool = True,
    ) -> Page[Row]:
        in_partition = ((key, item) for key, item in self.items.items() if key[0] == partition)
        found = sorted(key for key, item in in_partition if condition is None or holds(condition, item))
        if newest_first:
            found.reverse()
        if start is not None:
            found = [key for key in found if (key[1] < start if newest_first else key[1] > start)]
        some = found[:limit]
        next_start = some[-1][1] if some and len(some) < len(found) else None
        return Page([row_of(self.items[key]) for key in some], next_start)

    def due(self, shard: str, condition: Condition, limit: int) -> Iterator[Row]:
        wanted = {"S": shard}
        in_shard = (item for item in self.items.values() if item.get("due_shard") == wanted)
        items = [item for item in in_shard if "due_at" in item and holds(condition, item)]
        oldest_first = sorted(items, key=lambda item: item["due_at"]["S"])
        return map(row_of, _projected(oldest_first[:limit], DUE))

    def scan(
        self,
        condition: Condition | None = None,
        *,
        start: Key | None = None,
        consistent: bool = False,
        attributes: Sequence[Attribute] | None = None,
        page_size: int | None = None,
        examined: Callable[[int], object] | None = None,
    ) -> Iterator[Row]:
        after = sorted(key for key in self.items if start is None or key > start)
        if examined:
            examined(len(after))
        still = (key for key in after if key in self.items)
        found = (self.items[key] for key in still if condition is None or holds(condition, self.items[key]))
        return map(row_of, _projected(found, attributes))

    def estimated_size(self) -> int:
        return len(self.items)

    def put(self, row: Row, condition: Condition | None = None) -> None:
        self._write([Put(row, condition)])

    def update(self, update: Update) -> None:
        self._write([update])

    def delete(self, key: Key, condition: Condition | None = None) -> Row | None:
        old = self.items.get(key)
        self._write([Delete(key, condition)])
        return row_of(old) if old else None

    def transact(self, operations: Sequence[Operation], token: str) -> None:
        if token not in self._tokens:
            self._write(operations)
            self._tokens.add(token)

    def _write(self, operations: Sequence[Operation]) -> None:
        keys = [_key(operation) for operation in operations]
        if not 0 < len(set(keys)) == len(keys) <= MOST_OPERATIONS:
            raise ValueError("a transaction takes 1 to 100 operations, one a row")
        with self._lock:
            self._refuse_stale([(self.items.get(key, {}), one) for key, one in zip(keys, operations, strict=True)])
            written = {key: self._written(one) for key, one in zip(keys, operations, strict=True)}
            if any(_size(item) > LARGEST_ROW for item in written.values()):
                raise ValueError("a row has at most 400 KB")
            self.items |= written
            for key in keys:
                if not self.items[key]:
                    del self.items[key]

    def _refuse_stale(self, operations: Sequence[tuple[Item, Operation]]) -> None:
        failed = [pair for pair in operations if pair[1].condition and not holds(pair[1].condition, pair[0])]
        for item, operation in failed:
            if isinstance(operation, Put) and operation.tells_row:
                raise StaleRow(row_of(item))
        if failed:
            raise StaleState

    def _written(self, operation: Operation) -> Item:
        """The row's item after the operation; empty where there is none."""
        match operation:
            case Put(row):
                return item_of(row)
            case Update(key):
                return _updated(self.items.get(key) or item_of(Row(*key)), operation)
            case Check(key):
                return self.items.get(key, {})
            case Delete():
                return {}
            case _:
                assert_never(operation)


def holds(condition: Condition, item: Item) -> bool:
    """Whether the condition holds for an item; empty is one that is not there."""
    match condition:
        case And():
            return holds(condition.left, item) and holds(condition.right, item)
        case Or():
            return holds(condition.left, item) or holds(condition.right, item)
        case Not():
            return not holds(condition.condition, item)
        case Between():
            value = _plain(item.get(condition.attribute))
            return isinstance(value, str) and condition.first <= value <= condition.last
        case Comparison():
            return _compares(condition, _plain(item.get(condition.attribute)))
        case _:
            assert_never(condition)


def _compares(comparison: Comparison, stored: Any) -> bool:
    value: Any = comparison.value
    if comparison.operator == "exists":
        return stored is not None
    if type(stored) is not type(value):
        return False
    return bool(COMPARES[comparison.operator](stored, value))


def _plain(value: Any) -> Any:
    """An attribute's value as Python has it; None where the attribute is missing."""
    match value:
        case {"S": text}:
            return text
        case {"N": number}:
            return int(number)
        case _:
            return value


def _updated(item: Item, update: Update) -> Item:
    after = {name: value for name, value in item.items() if name not in update.attributes}
    after.update((name, {"S": text}) for name, text in update.attributes.items() if text is not None)
    if update.ends:
        before = row_of(item).ends
        assert before is not None, "DynamoDB changes no entry of a map that is not there"
        ends: dict[str, str | None] = {**before, **update.ends}
        after["ends"] = {"M": {name: {"S": end} for name, end in ends.items() if end is not None}}
    if update.raises_version:
        after["version"] = {"N": str((row_of(item).version or 0) + 1)}
    return after


def _size(item: Item) -> int:
    """Return the bytes of names and texts, which are nearly all of a row."""
    texts = (value.get("S", "") for value in item.values())
    return sum(map(len, item)) + sum(len(text) if text.isascii() else len(text.encode()) for text in texts)


def _key(operation: Operation) -> Key:
    return operation.row.key if isinstance(operation, Put) else operation.key


def _projected(items: Iterable[Item], attributes: Sequence[str] | None) -> Iterator[Item]:
    for item in items:
        yield item if attributes is None else {name: item[name] for name in attributes if name in item}

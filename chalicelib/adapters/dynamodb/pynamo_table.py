"""The table on DynamoDB, by PynamoDB's low-level API: one connection, and so one client, a table.

PynamoDB's models are not used: a transaction takes a connection, and a model does not hand out its own. A
second one would make a second client at every cold start.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, assert_never

from pynamodb.connection import TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.expressions.condition import Condition as Expression
from pynamodb.pagination import ResultIterator

from chalicelib.adapters.dynamodb.conditions import Attribute, Condition
from chalicelib.adapters.dynamodb.expressions import actions, expression
from chalicelib.adapters.dynamodb.failures import reading, writing
from chalicelib.adapters.dynamodb.items import item_of, row_of
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Check, Delete, Operation, Put, Row, Update
from chalicelib.services.unit_of_work.paging import Page

DUE_INDEX = "due"
TIME_TO_LIVE = "forget_at"
# As `CreateTable` takes it. The due index is what the sweep looks at, oldest first; it is sharded, since one key
# would throttle the table's writes.
SCHEMA: Mapping[str, Any] = {
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "due_shard", "due_at")
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": DUE_INDEX,
            "KeySchema": [
                {"AttributeName": "due_shard", "KeyType": "HASH"},
                {"AttributeName": "due_at", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}
# The most that DynamoDB takes in one BatchGetItem, and what is asked for at once of the due index.
MOST_KEYS, PAGE = 100, 200
# botocore keeps ten connections open.
CALLS_AT_ONCE = 8


class PynamoTable:
    """A table by name and region; the endpoint is the environment's (`AWS_ENDPOINT_URL_DYNAMODB`)."""

    def __init__(self, name: str, region: str) -> None:
        self.name = name
        self._table = TableConnection(
            name,
            region,
            connect_timeout_seconds=1,
            read_timeout_seconds=3,
            max_retry_attempts=3,
            meta_table=MetaTable({"TableName": name, **SCHEMA}),
        )

    @property
    def client(self) -> Any:
        """The botocore client behind it, for whatever measures or creates the table."""
        return self._table.connection.client

    def get(self, key: Key, *, consistent: bool = True) -> Row | None:
        with reading():
            item = self._table.get_item(*key, consistent_read=consistent).get("Item")
        return row_of(item) if item else None

    def batch(self, keys: Sequence[Key], *, consistent: bool = True) -> dict[Key, Row]:
        """Read these rows. More than one call takes are asked for in several calls at once: one round trip."""
        wanted = [{"pk": partition, "sk": sort} for partition, sort in dict.fromkeys(keys)]
        parts = [wanted[at : at + MOST_KEYS] for at in range(0, len(wanted), MOST_KEYS)]
        read = partial(self._batch, consistent=consistent)
        if len(parts) > 1 and self.client:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - few calls need it, a cold start none

            with ThreadPoolExecutor(min(len(parts), CALLS_AT_ONCE)) as pool:
                rows = [row for found in pool.map(read, parts) for row in found]
        else:
            rows = [row for part in parts for row in read(part)]
        found = {row.key: row for row in rows}
        return {key: found[key] for key in keys if key in found}

    def _batch(self, asked: Any, *, consistent: bool) -> list[Row]:
        """The rows of one call, and of those that ask again for what it had no room for."""
        rows: list[Row] = []
        while asked:
            with reading():
                answer = self._table.batch_get_item(asked, consistent_read=consistent)
            rows += map(row_of, answer["Responses"].get(self.name, ()))
            asked = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", ())
        return rows

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
        asked = {
            "range_key_condition": _expression(condition),
            "consistent_read": consistent,
            "limit": limit,
            "exclusive_start_key": {"pk": {"S": partition}, "sk": {"S": start}} if start else None,
            "scan_index_forward": not newest_first,
        }
        found: ResultIterator[Row] = ResultIterator(self._table.query, (partition,), asked, row_of, limit)
        with reading():
            rows = list(found)
        last = found.last_evaluated_key
        return Page(rows, last["sk"]["S"] if last else None)

    def due(self, shard: str, condition: Condition, limit: int) -> Iterator[Row]:
        asked = {"range_key_condition": expression(condition), "index_name": DUE_INDEX, "limit": min(limit, PAGE)}
        with reading():
            yield from ResultIterator(self._table.query, (shard,), asked, row_of, limit)

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
        def page(**named: Any) -> Any:
            answer = self._table.scan(**named)
            if examined:
                examined(answer["ScannedCount"])
            return answer

        asked = {
            "filter_condition": _expression(condition),
            "attributes_to_get": attributes,
            "consistent_read": consistent,
            "limit": page_size,
            "exclusive_start_key": {"pk": {"S": start[0]}, "sk": {"S": start[1]}} if start else None,
        }
        with reading():
            yield from ResultIterator(page, (), asked, row_of)

    def estimated_size(self) -> int:
        return int(self.client.describe_table(TableName=self.name)["Table"]["ItemCount"])

    def put(self, row: Row, condition: Condition | None = None) -> None:
        with writing():
            self._table.put_item(*row.key, attributes=item_of(row), condition=_expression(condition))

    def update(self, update: Update) -> None:
        with writing():
            self._table.update_item(*update.key, actions(update), _expression(update.condition))

    def delete(self, key: Key, condition: Condition | None = None) -> Row | None:
        with writing():
            answer = self._table.delete_item(*key, _expression(condition), return_values="ALL_OLD")
        old = answer.get("Attributes")
        return row_of(old) if old else None

    def transact(self, operations: Sequence[Operation], token: str) -> None:
        checks, deletes, puts, updates = (
            [self._asked(one) for one in operations if isinstance(one, kind)] for kind in (Check, Delete, Put, Update)
        )
        with writing():
            self._table.connection.transact_write_items(checks, deletes, puts, updates, client_request_token=token)

    def _asked(self, operation: Operation) -> dict[str, Any]:
        """The parameters of an operation in a transaction."""
        asked: dict[str, Any] = {"condition": _expression(operation.condition)}
        match operation:
            case Put(row):
                key = row.key
                told = {"return_values_on_condition_failure": "ALL_OLD"} if operation.tells_row else {}
                asked |= {"key": "Item", "attributes": item_of(row), **told}
            case Update(key):
                asked["actions"] = actions(operation)
            case Delete(key) | Check(key):
                pass
            case _:
                assert_never(operation)
        return self._table.get_operation_kwargs(*key, **asked)


def _expression(condition: Condition | None) -> Expression | None:
    return None if condition is None else expression(condition)

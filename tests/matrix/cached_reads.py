"""A read cache that makes moto fast enough for thousands of calls, and records writes.

moto scans the whole table for every query and copies it for every transaction. Here responses are cached until
something is written, and copies of the table share its rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from moto.core.model_instances import reset_model_data
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from tests.aws_clients import event_hook
from tests.world import MOTO_ACCOUNT, SETTINGS, TABLE

READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "DescribeTable"})
KEY = "key of the cached read"


class Shared(Item):
    """A row that copies of the table share; transactions replace rows instead of changing them."""

    def __deepcopy__(self, memo: object) -> "Shared":
        return self


@dataclass
class Rows:
    """moto's rows, cached reads, and the names of writing calls."""

    writes: list[str] = field(default_factory=list)
    _read: dict[tuple[str, bytes], Any] = field(default_factory=dict)

    @property
    def all(self) -> dict[tuple[str, str], Any]:
        """Every row, not from the cache, to check that nothing has changed."""
        stored = (row.to_json()["Attributes"] for rows in _table().items.values() for row in rows.values())
        return {(row["pk"]["S"], row["sk"]["S"]): row for row in stored}

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Roll back all writes of the block, which makes cached reads valid again."""
        before, read = self.all, dict(self._read)
        try:
            yield
        finally:
            table, after = _table(), self.all
            for pk, sk in after.keys() - before.keys():
                table.delete_item(DynamoType({"S": pk}), DynamoType({"S": sk}))
            for key in (key for key in before if after.get(key) != before[key]):
                table.put_item(before[key])
            self._read = read
            # moto keeps references to all copies.
            reset_model_data()

    def before(self, model: Any, params: Any, context: Any, **_: Any) -> Any:
        """Return the cached response of a read; clear the cache before a write."""
        if model.name not in READS:
            self.writes.append(model.name)
            self._read.clear()
            _share()
            return None
        context[KEY] = (model.name, bytes(params["body"]))
        return self._read.get(context[KEY])

    def after(self, http_response: Any, parsed: Any, context: Any, **_: Any) -> None:
        """Cache the response of a read."""
        if KEY in context:
            self._read[context[KEY]] = (http_response, parsed)


@contextmanager
def cached_reads() -> Iterator[Rows]:
    """Cache reads within the block; only the product may write."""
    rows = Rows()
    with (
        event_hook(TABLE.client, "before-call.dynamodb.*", rows.before),
        event_hook(TABLE.client, "after-call.dynamodb.*", rows.after),
    ):
        yield rows


def _share() -> None:
    """Make all rows shared, before moto copies the table."""
    for rows in _table().items.values():
        for row in rows.values():
            row.__class__ = Shared


def _table() -> Any:
    return dynamodb_backends[MOTO_ACCOUNT][SETTINGS.region].tables[SETTINGS.table_name]

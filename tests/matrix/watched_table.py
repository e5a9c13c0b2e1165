"""A table in memory that counts writes and rolls them back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from chalicelib.adapters.dynamodb.table import Operation, Put
from tests.backends.memory_table import MemoryTable


class WatchedTable(MemoryTable):
    """Lists the kinds of operations that were written or refused since `writes` was cleared."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Roll back all writes of the block."""
        before = dict(self.items)
        yield
        self.items = before

    def _write(self, operations: Sequence[Operation]) -> None:
        self.writes += [f"{type(one).__name__} {_partition(one).partition('#')[0]}" for one in operations]
        super()._write(operations)


def _partition(operation: Operation) -> str:
    return operation.row.pk if isinstance(operation, Put) else operation.key[0]

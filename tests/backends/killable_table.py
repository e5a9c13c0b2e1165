"""A table in memory that records its calls, and whose process dies at one of them."""

from collections.abc import Callable
from typing import Any

from tests.backends.memory_table import MemoryTable

WRITES = {"put", "update", "delete", "transact"}


class KilledError(BaseException):
    """The process dies here."""


class KillableTable(MemoryTable):
    """Records the calls, and dies before or after one of them is carried out."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.dies_at: tuple[int, str] | None = None

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in {"get", "batch", "query", "scan", *WRITES}:
            return found
        return lambda *arguments, **named: self._counted(name, lambda: found(*arguments, **named))

    def _counted(self, name: str, call: Callable[[], Any]) -> Any:
        self.calls.append(name)
        number = len(self.calls)
        if self.dies_at == (number, "before"):
            raise KilledError
        result = call()
        if self.dies_at == (number, "after"):
            raise KilledError
        return result

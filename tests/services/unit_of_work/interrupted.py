"""A store that is interrupted at the worst moment: after every read, just before the commit."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


class Interrupted:
    """The real store; `meanwhile` runs once, before the first commit."""

    def __init__(self, store: Any, meanwhile: Callable[[], object]) -> None:
        self._store = store
        self._meanwhile = [meanwhile]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, writes: Sequence[Write]) -> None:
        """Run `meanwhile` if it has not run yet, then commit."""
        while self._meanwhile:
            self._meanwhile.pop()()
        self._store.commit(writes)


def interrupted(ports: Ports, meanwhile: Callable[[], object]) -> Ports:
    """Return ports whose next commit is preceded by `meanwhile`."""
    return replace(ports, store=Interrupted(ports.store, meanwhile))

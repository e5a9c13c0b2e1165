"""A store in front of which something happens at the worst moment: after every read, just before the commit."""

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

    def commit(self, planned: Sequence[Write]) -> None:
        """Commits, after what happens meanwhile."""
        while self._meanwhile:
            self._meanwhile.pop()()
        self._store.commit(planned)


def interrupted(ports: Ports, meanwhile: Callable[[], object]) -> Ports:
    """Ports over which the next commit finds that something has happened."""
    return replace(ports, store=Interrupted(ports.store, meanwhile))

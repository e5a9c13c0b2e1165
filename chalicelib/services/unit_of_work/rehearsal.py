"""Rehearse a use case: everything is read and decided, and nothing is committed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.unit_of_work.ports import Ports, Store
from chalicelib.services.unit_of_work.writes import Write


class RehearsedStore:
    """Reads from a store. Instead of committing, it notes that it would have, and refuses."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.would_commit = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, changes: Sequence[Write]) -> None:
        """Raise `validation-failed` without errors, which every form answers by showing what was typed."""
        del changes
        self.would_commit = True
        raise Refused(Problem.VALIDATION_FAILED)


def rehearsed(ports: Ports) -> Ports:
    """Return the ports with a store that commits nothing."""
    return replace(ports, store=cast("Store", RehearsedStore(ports.store)))


def is_rehearsed(ports: Ports) -> bool:
    """Whether these ports commit nothing."""
    return isinstance(ports.store, RehearsedStore)


def would_commit(ports: Ports) -> bool:
    """Whether these are rehearsed ports, and the use case came as far as its commit."""
    return isinstance(ports.store, RehearsedStore) and ports.store.would_commit

"""What use cases of recoveries need: the rows of recoveries, and the links by which people object."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.recovery.recovery import Objection, Recovery
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow


class ObjectionLinks(Protocol):
    """Signs and verifies the links by which people object to a recovery."""

    def objection_token(self, objection: Objection) -> str:
        """Return the token of an objection, by the newest key."""
        ...

    def read_objection(self, token: str) -> Objection:
        """Return what a token says. Raises `link-unknown` before any read of the database."""
        ...


class RecoveryStore(Protocol):
    """The part of the database with recoveries. Reads are strongly consistent unless stated otherwise."""

    def recovery(self, recovery_id: str) -> Recovery | None:
        """Return one recovery, in one read. Raises `record-unreadable`."""
        ...

    def recoveries(self, recovery_ids: Iterable[str]) -> Sequence[Recovery]:
        """Return the recoveries that exist, in the order of the ids, in one read. All of them should exist."""
        ...

    def recovery_ids_of(self, person_id: str, limit: int, start: str | None) -> Page[str]:
        """Return the ids of the recoveries that the person has asked for."""
        ...

    def recovery_ids_under_way(self, limit: int, start: str | None) -> Page[str]:
        """Return the ids of all recoveries under way."""
        ...

    def due_recoveries(self, now: datetime, limit: int) -> Sequence[DueRow[Recovery]]:
        """Return the recoveries that are due, oldest first, in two reads. Eventually consistent."""
        ...

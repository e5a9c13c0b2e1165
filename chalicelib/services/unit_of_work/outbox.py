"""What the mail function and the schedule need of the rows that wait: which are due, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.mails import Mail
from chalicelib.services.unit_of_work.ports import MailKey


@dataclass(frozen=True)
class Place:
    """Where a row is stored, with its due time as it is written there, readable or not."""

    partition: str
    sort: str
    due_at: str


@dataclass(frozen=True)
class Due:
    """A row that fell due: a mail, or, without a mail id, the request itself.

    `trouble` says why this release cannot handle it, whatever it holds; `due_at` is None when it cannot be read.
    """

    place: Place
    request_id: str
    mail_id: str | None
    due_at: datetime | None
    trouble: str | None = None


@dataclass(frozen=True)
class Claim:
    """A mail as it is stored while this sender has it, and when it had fallen due."""

    mail: Mail
    due_at: datetime


class Outbox(Protocol):
    """The rows the mail function works on. Every method raises `busy`."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """What is due, oldest first: mails to be tried, requests that ran out. Eventually consistent."""
        ...

    def claim(self, key: MailKey, now: datetime, lease_until: datetime) -> Claim | None:
        """Takes the mail until the end of the lease; None when it is not due. Raises `StaleState`."""
        ...

    def record(self, mail: Mail) -> None:
        """Writes what became of a claimed mail. Raises `StaleState` when the claim was lost meanwhile."""
        ...

    def add(self, mail: Mail) -> None:
        """Adds a mail unless it is there already."""
        ...

    def set_aside(self, place: Place, now: datetime, until: datetime, trouble: str) -> None:
        """Moves the row's due time and notes the trouble; all else stays as it is, readable or not.

        Raises `StaleState` if the row is no longer due: it was handled or deleted, or another sender claimed it.
        """
        ...

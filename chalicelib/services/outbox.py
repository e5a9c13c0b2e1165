"""What the mail function and the schedule need of the rows that wait: which are due, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.mails import Mail
from chalicelib.services.ports import MailKey


@dataclass(frozen=True)
class Due:
    """A row that fell due: a mail, or, without a mail id, the request itself."""

    request_id: str
    mail_id: str | None
    due_at: datetime


class Outbox(Protocol):
    """The rows the mail function works on."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """What is due, oldest first: mails to be tried, requests that ran out. Eventually consistent."""
        ...

    def claim(self, key: MailKey, now: datetime, lease_until: datetime) -> Mail | None:
        """Takes the mail until the end of the lease; None when it is not due or another has it."""
        ...

    def record(self, mail: Mail) -> None:
        """Writes what became of a claimed mail. Raises `StaleState` when the claim was lost meanwhile."""
        ...

    def add(self, mail: Mail) -> None:
        """Adds a mail unless it is there already."""
        ...

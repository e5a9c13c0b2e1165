"""The port to rows that wait: which are due, and which sender has claimed them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.domain.mails import Mail
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.ports import MailKey

# A mail that was wanted so long ago, and is not sent, has somebody called. The schedule runs each minute.
TOO_LONG = timedelta(minutes=3)


@value_class
class Place:
    """The place of a row and its due time as stored, readable or not."""

    partition: str
    sort: str
    due_at: str


@value_class
class Due:
    """A due row: a mail, or, without a mail id, the request itself.

    With `is_access` the request is one for access, with `is_inquiry` it is an inquiry.

    `trouble` is the reason why this release cannot handle the row, if it cannot; `due_at` is None if it is unreadable.
    """

    place: Place
    request_id: str
    mail_id: str | None
    due_at: datetime | None
    trouble: str | None = None
    is_access: bool = False
    is_inquiry: bool = False


@value_class
class Claim:
    """A claimed mail as it is stored now, and its due time before the claim."""

    mail: Mail
    due_at: datetime


@value_class
class Unsent:
    """Mails that wait to be sent, for whatever reason, oldest first; `count` is how many there are."""

    mails: Sequence[Mail]
    count: int

    def age(self, now: datetime) -> timedelta:
        """Return for how long the oldest has been wanted, however often it was tried; digests of today are not yet."""
        return max([timedelta(), *(now - mail.created_at for mail in self.mails)])


class Outbox(Protocol):
    """The rows that the mail function processes. Every method may raise `busy`."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """Return due rows, oldest first: mails to send, requests to expire. Eventually consistent."""
        ...

    def unsent(self, until: datetime, most: int) -> Unsent:
        """Return the mails that are due by then and not sent. Of more than `most`, the first and the last half.

        Those that were tried are due again later than those that were not. Eventually consistent.
        """
        ...

    def claim(self, key: MailKey, now: datetime, lease_until: datetime) -> Claim | None:
        """Claim the mail until the end of the lease; None if it is not due. Raises `StaleState`."""
        ...

    def record(self, mail: Mail) -> None:
        """Write the result of a claimed mail. Raises `StaleState` if the claim was lost meanwhile."""
        ...

    def add(self, mail: Mail) -> None:
        """Add a mail unless it exists."""
        ...

    def set_aside(self, place: Place, now: datetime, until: datetime, trouble: str) -> None:
        """Change the row's due time and record the trouble; nothing else changes, readable or not.

        Raises `StaleState` if the row is no longer due: it was handled or deleted, or another sender claimed it.
        """
        ...

"""What the system is wired to: AWS, or what tests have in its place."""

from typing import Protocol

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.services.mail.sender import Mailer
from chalicelib.services.unit_of_work.ports import MailQueue


class Backend(Protocol):
    """Where the system stores its rows, and what it sends through."""

    @property
    def table(self) -> Table:
        """Where everything is stored."""
        ...

    @property
    def queue(self) -> MailQueue:
        """What wakes the mail function."""
        ...

    @property
    def mailer(self) -> Mailer:
        """The mail service."""
        ...

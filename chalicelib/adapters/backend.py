"""What the system is wired to: AWS, or what tests have in its place."""

from typing import TYPE_CHECKING, Protocol

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.services.unit_of_work.ports import MailQueue
from chalicelib.services.unit_of_work.webhooks.ports import WebhookQueue

if TYPE_CHECKING:
    from chalicelib.services.mail.sender import Mailer
    from chalicelib.services.unit_of_work.feed.ports import Bus


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
    def webhook_queue(self) -> WebhookQueue:
        """What wakes the function that sends events to webhooks."""
        ...

    @property
    def bus(self) -> "Bus | None":
        """The bus of the vendor's systems; None without one."""
        ...

    @property
    def mailer(self) -> "Mailer":
        """The mail service."""
        ...

"""What use cases of webhooks need: their rows, their queue, secrets, and the way to their receivers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Answer, Trouble
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import SecretVersion, Webhook
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow


@value_class
class DeliveryKey:
    """The key of a delivery."""

    account_id: str
    webhook_id: str
    delivery_id: str


@value_class
class DueDelivery:
    """A delivery that is due, and since when; None where that cannot be read."""

    key: DeliveryKey
    due_at: datetime | None


class WebhookStore(Protocol):
    """The part of the database with webhooks. Reads are strongly consistent unless stated otherwise."""

    def webhooks(self, account_id: str) -> Sequence[Webhook]:
        """Return the webhooks of an account in the order in which they were made, in one read.

        One that cannot be read is left out.
        """
        ...

    def webhook(self, account_id: str, webhook_id: str) -> Webhook | None:
        """Return one webhook, in one read. Raises `record-unreadable`."""
        ...

    def deliveries(self, account_id: str, webhook_id: str, limit: int, start: str | None) -> Page[Delivery]:
        """Return the deliveries of a webhook, newest first, in one read."""
        ...

    def delivery(self, key: DeliveryKey) -> Delivery | None:
        """Return one delivery, in one read. Raises `record-unreadable`."""
        ...

    def due_deliveries(self, now: datetime, limit: int) -> Sequence[DueDelivery]:
        """Return the deliveries that are due, oldest first. Eventually consistent."""
        ...

    def due_webhooks(self, now: datetime, limit: int) -> Sequence[DueRow[Webhook]]:
        """Return the webhooks that have ended and whose administrators are not told yet. Eventually consistent."""
        ...


class WebhookRows(Protocol):
    """The rows of one delivery, one by one: what the function that sends may read and write. May raise `busy`."""

    def webhook(self, account_id: str, webhook_id: str) -> Webhook | None:
        """Return one webhook. Raises `record-unreadable`."""
        ...

    def delivery(self, key: DeliveryKey) -> Delivery | None:
        """Return one delivery. Raises `record-unreadable`."""
        ...

    def record(self, row: Webhook | Delivery) -> None:
        """Write it if nobody else has since it was read. Raises `StaleState`."""
        ...


class WebhookQueue(Protocol):
    """Wakes the function that sends; a lost nudge delays a delivery by a minute and loses none."""

    def nudge_deliveries(self, deliveries: Sequence[DeliveryKey]) -> None:
        """Ask for these deliveries to be sent soon. Never raises."""
        ...


class WebhookSigner(Protocol):
    """Derives secrets and signs with them."""

    @property
    def current_key(self) -> str:
        """The id of the newest key."""
        ...

    def secret(self, webhook_id: str, version: SecretVersion) -> str:
        """Return the secret of a webhook as its receiver keeps it."""
        ...

    def headers(
        self, webhook_id: str, versions: Sequence[SecretVersion], event_id: str, at: datetime, body: str
    ) -> Mapping[str, str]:
        """Return the headers of one attempt, signed with each of these secrets."""
        ...


@value_class
class Post:
    """What is sent to a URL."""

    url: str
    headers: Mapping[str, str]
    body: str


class WebhookSender(Protocol):
    """The way to the receivers."""

    def refusal(self, url: str) -> Trouble | None:
        """Return why nothing would be sent to this URL now; None if it would be."""
        ...

    def post_all(self, posts: Sequence[Post]) -> Iterator[tuple[int, Answer]]:
        """Send them at once; yield the place of each with its answer, as they come. None waits for another."""
        ...


@value_class
class WebhookMeans:
    """What goes to the receivers, and what they verify it by."""

    sender: WebhookSender
    signer: WebhookSigner

"""A backend of tests: what the system takes of it, and what a test sees of what was sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from moto import mock_aws
from moto.ses.models import ses_backends

from chalicelib.adapters.aws_backend import AwsBackend
from chalicelib.adapters.backend import Backend
from chalicelib.services.unit_of_work.feed.ports import Bus
from chalicelib.settings import Settings
from infra.create_table import create_table
from tests.backends.aws_clients import shared_client, shared_table
from tests.backends.memory_mailer import MemoryMailer
from tests.backends.memory_queue import MemoryQueue
from tests.backends.memory_table import MemoryTable
from tests.backends.observable_table import ObservableTable

MOTO_ACCOUNT = "123456789012"


class ObservedBackend(Backend, Protocol):
    """A backend whose messages a test can take and whose mails it can read."""

    def received(self) -> Iterator[str]:
        """Take one message of the queue of mails after the other."""
        ...

    def received_deliveries(self) -> Iterator[str]:
        """Take one message of the queue of deliveries to webhooks after the other."""
        ...

    def sent(self) -> Sequence[str]:
        """The mails that were sent, oldest first."""
        ...


class MemoryBackend:
    """A table, a queue and a mailer in memory: a fraction of the time that moto takes."""

    def __init__(self, table: MemoryTable | None = None, mailer: MemoryMailer | None = None) -> None:
        self.table = table or ObservableTable()
        self.queue, self.webhook_queue = MemoryQueue(), MemoryQueue()
        self.bus: Bus | None = None
        self.mailer = mailer or MemoryMailer()

    def received(self) -> Iterator[str]:
        return self.queue.received()

    def received_deliveries(self) -> Iterator[str]:
        return self.webhook_queue.received()

    def sent(self) -> Sequence[str]:
        return [mail.message.decode() for mail in self.mailer.sent]


class MotoBackend(AwsBackend):
    """The adapters of production over moto. Use it inside `on_moto`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, shared_client)
        self.table = shared_table(settings.table_name, settings.region)
        self._region = settings.region
        self._queue_names = (settings.mail_queue, settings.webhook_queue)

    def received(self) -> Iterator[str]:
        return self._received(self._queue_names[0])

    def received_deliveries(self) -> Iterator[str]:
        return self._received(self._queue_names[1])

    def _received(self, queue: str) -> Iterator[str]:
        client = shared_client("sqs", self._region)
        url = client.get_queue_url(QueueName=queue)["QueueUrl"]
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in messages:
                yield message["Body"]
                client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def sent(self) -> Sequence[str]:
        return [message.raw_data for message in ses_backends[MOTO_ACCOUNT][self._region].sent_messages]


@contextmanager
def on_moto(settings: Settings, *, is_verified: bool = True) -> Iterator[MotoBackend]:
    """Set up a new backend with its table, its queue and its sender's identity; it is gone after the block."""
    with mock_aws():
        for queue in (settings.mail_queue, settings.webhook_queue):
            shared_client("sqs", settings.region).create_queue(QueueName=queue)
        if settings.event_bus:
            shared_client("events", settings.region).create_event_bus(Name=settings.event_bus)
        if is_verified:
            shared_client("ses", settings.region).verify_email_identity(EmailAddress=settings.mail_sender)
        backend = MotoBackend(settings)
        create_table(shared_table(settings.table_name, settings.region))
        yield backend

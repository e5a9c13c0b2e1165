"""The system over a table that is read and never written: an import into it reports what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib import bootstrap
from chalicelib.adapters.backend import Backend
from chalicelib.adapters.dynamodb.conditions import Condition
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Operation, Row, Table, Update
from chalicelib.bootstrap import Container
from chalicelib.services.mail.sender import Mailer
from chalicelib.services.unit_of_work.feed.ports import Bus
from chalicelib.services.unit_of_work.ports import MailQueue
from chalicelib.services.unit_of_work.webhooks.ports import WebhookQueue


class ReadOnlyTable:
    """Reads a table; whatever would be written is dropped."""

    def __init__(self, table: Table) -> None:
        self.get = table.get
        self.batch = table.batch
        self.query = table.query
        self.due = table.due
        self.scan = table.scan
        self.estimated_size = table.estimated_size

    def put(self, row: Row, condition: Condition | None = None) -> None:
        pass

    def update(self, update: Update) -> None:
        pass

    def delete(self, key: Key, condition: Condition | None = None) -> Row | None:
        return self.get(key)

    def transact(self, operations: Sequence[Operation], token: str) -> None:
        pass


@dataclass(frozen=True)
class ReadOnlyBackend:
    """Reads the table of a backend, and sends nothing that depends on what is written."""

    table: Table
    queue: MailQueue
    webhook_queue: WebhookQueue
    mailer: Mailer
    bus: Bus | None = None


def writing_nothing(container: Container) -> Container:
    """Wire the same system over a table that is only read."""
    backend: Backend = container.backend
    reading = ReadOnlyBackend(ReadOnlyTable(backend.table), backend.queue, backend.webhook_queue, backend.mailer)
    return bootstrap.wire(container.settings, container.ports.clock, container.ports.ids, reading)

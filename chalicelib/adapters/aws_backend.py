"""The system on AWS: DynamoDB, SQS and SES."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.adapters.aws_client import TRIES, MakeClient, aws_client
from chalicelib.adapters.dynamodb.pynamo_table import PynamoTable
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.sqs import SqsMailQueue, SqsWebhookQueue
from chalicelib.services.unit_of_work.ports import MailQueue
from chalicelib.services.unit_of_work.webhooks.ports import WebhookQueue

if TYPE_CHECKING:
    from chalicelib.services.mail.sender import Mailer
    from chalicelib.services.unit_of_work.feed.ports import Bus


class AwsNames(Protocol):
    """The settings that say where on AWS."""

    @property
    def region(self) -> str: ...
    @property
    def table_name(self) -> str: ...
    @property
    def mail_queue(self) -> str: ...
    @property
    def webhook_queue(self) -> str: ...
    @property
    def mail_sender(self) -> str: ...
    @property
    def mail_configuration_set(self) -> str: ...
    @property
    def event_bus(self) -> str: ...


class AwsBackend:
    """DynamoDB, SQS and SES. A client is made when it is first used, since a cold start pays for it."""

    def __init__(self, names: AwsNames, make_client: MakeClient | None = None) -> None:
        self._names = names
        self._make_client = make_client or aws_client
        self.table: Table = PynamoTable(names.table_name, names.region)
        self.queue: MailQueue = SqsMailQueue(self._make_queues, names.mail_queue)
        self.webhook_queue: WebhookQueue = SqsWebhookQueue(self._make_queues, names.webhook_queue)

    def _make_queues(self) -> Any:
        return self._make_client("sqs", self._names.region, TRIES)

    @cached_property
    def bus(self) -> "Bus | None":
        """EventBridge, if the stage has a bus. It is called once: what it does not take is put again later."""
        if not self._names.event_bus:
            return None
        from chalicelib.adapters.event_bus import EventBridgeBus  # noqa: PLC0415

        return EventBridgeBus(lambda: self._make_client("events", self._names.region, 1), self._names.event_bus)

    @cached_property
    def mailer(self) -> "Mailer":
        """SES. It is called once: the outbox repeats a mail, and a refused one must not hold up the function."""
        from chalicelib.adapters.mail.ses import SesMailer  # noqa: PLC0415

        names = self._names
        return SesMailer(self._make_client("sesv2", names.region, 1), names.mail_sender, names.mail_configuration_set)

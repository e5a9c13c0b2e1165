"""The nudge: an SQS message with the keys of mails, or of deliveries to webhooks, to send now.

If it is lost, the scheduled job sends the mails within a minute, and nudges the deliveries again.
"""

import json
import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.services.unit_of_work.ports import MailKey
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey

logger = logging.getLogger(__name__)

# Limits for messages from elsewhere: all look-ups must fit into the function's timeout. Own nudges are shorter.
LONGEST_BODY = 262_144
MOST_NAMED = 1_000
# Most deliveries of one message of our own: they are sent at once.
DELIVERIES_A_NUDGE = 10


class _SqsQueue:
    """A queue by name. The client and the URL are looked up once per container, at the first nudge."""

    def __init__(self, make_client: Callable[[], Any], name: str) -> None:
        self._make_client = make_client
        self._name = name

    @cached_property
    def _client(self) -> Any:
        return self._make_client()

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._name)["QueueUrl"])

    def _send(self, keys: Sequence[Sequence[str]]) -> None:
        """Failures are only logged: what is due stays due, and the schedule looks for it."""
        if not keys:
            return
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps(keys))
        except (BotoCoreError, ClientError) as error:
            logger.warning("nudge lost: %s", type(error).__name__)


class SqsMailQueue(_SqsQueue):
    """Implementation of the port `MailQueue`."""

    def nudge(self, mails: Sequence[MailKey]) -> None:
        """Request that these mails are sent soon."""
        self._send([[mail.request_id, mail.mail_id] for mail in mails])


class SqsWebhookQueue(_SqsQueue):
    """Implementation of the port `WebhookQueue`."""

    def nudge_deliveries(self, deliveries: Sequence[DeliveryKey]) -> None:
        """Request that these deliveries are sent soon, by as many functions as there are messages."""
        keys = [[one.account_id, one.webhook_id, one.delivery_id] for one in deliveries]
        for first in range(0, len(keys), DELIVERIES_A_NUDGE):
            self._send(keys[first : first + DELIVERIES_A_NUDGE])


def mail_keys(body: str) -> Sequence[MailKey]:
    """Parse a nudge. Raises `ValueError` or `RecursionError` if it is invalid."""
    return list(map(_mail_key, _keys_in(body)))


def delivery_keys(body: str) -> Sequence[DeliveryKey]:
    """Parse a nudge of deliveries, which raises as one of mails does."""
    return list(map(_delivery_key, _keys_in(body)))


def _keys_in(body: str) -> Sequence[object]:
    keys = json.loads(body) if len(body) <= LONGEST_BODY else None
    if not isinstance(keys, list) or len(keys) > MOST_NAMED:
        raise ValueError("no list of keys, or too long a one")
    return keys


def _mail_key(pair: object) -> MailKey:
    match pair:
        case [str(request_id), str(mail_id)]:
            return MailKey(request_id, mail_id)
        case _:
            raise ValueError("no name of a mail")


def _delivery_key(ids: object) -> DeliveryKey:
    match ids:
        case [str(account_id), str(webhook_id), str(delivery_id)]:
            return DeliveryKey(account_id, webhook_id, delivery_id)
        case _:
            raise ValueError("no name of a delivery")

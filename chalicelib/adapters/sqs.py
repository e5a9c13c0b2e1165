"""The nudge: one SQS message that names mails to send now. Losing it costs a minute, never a mail."""

import json
import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.services.unit_of_work.ports import MailKey

logger = logging.getLogger(__name__)

# More than any nudge of the product has: looking each of them up must end within the function's time.
LONGEST_BODY = 262_144
MOST_NAMED = 1_000


class SqsMailQueue:
    """A queue by name; client and address are made once a container, at the first nudge."""

    def __init__(self, make_client: Callable[[], Any], name: str) -> None:
        self._make_client = make_client
        self._name = name

    @cached_property
    def _client(self) -> Any:
        return self._make_client()

    @cached_property
    def _url(self) -> str:
        return str(self._client.get_queue_url(QueueName=self._name)["QueueUrl"])

    def nudge(self, mails: Sequence[MailKey]) -> None:
        """Asks for these mails to be sent soon; a failure is logged, the sweep makes up for it."""
        if not mails:
            return
        body = json.dumps([[mail.request_id, mail.mail_id] for mail in mails])
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            logger.warning("nudge lost: %s", type(error).__name__)


def mail_keys(body: str) -> Sequence[MailKey]:
    """The mails that a nudge names. Raises `ValueError` or `RecursionError` for what is no nudge."""
    named = json.loads(body) if len(body) <= LONGEST_BODY else None
    if not isinstance(named, list) or len(named) > MOST_NAMED:
        raise ValueError("no list of mails, or too long a one")
    return [_mail_key(pair) for pair in named]


def _mail_key(pair: object) -> MailKey:
    match pair:
        case [str(request_id), str(mail_id)]:
            return MailKey(request_id, mail_id)
        case _:
            raise ValueError("no name of a mail")

"""The outbox port over DynamoDB: what is due, who has claimed it, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import merge
from itertools import islice

from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.reads import stored
from chalicelib.adapters.dynamodb.record import Record, stamp
from chalicelib.adapters.dynamodb.transaction import error_code
from chalicelib.adapters.dynamodb.writes import ABSENT, at_version, mail_record
from chalicelib.domain.mails import Mail
from chalicelib.services.outbox import Due
from chalicelib.services.ports import MailKey, StaleState

CONDITION_FAILED = "ConditionalCheckFailedException"


class DynamoOutbox:
    """Single-row writes are not retry-safe when a reply is lost: a claim lost so simply falls due again."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """The oldest rows that fell due, over all shards."""
        until = Record.due_at <= stamp(now)
        shards = [Record.due.query(str(shard), until, limit=limit) for shard in range(keys.DUE_SHARDS)]
        rows = merge(*shards, key=lambda record: str(record.due_at))
        return [_due(record) for record in islice(rows, limit)]

    def claim(self, key: MailKey, now: datetime, lease_until: datetime) -> Mail | None:
        """Moves the mail's due time to the end of the lease, if it is due and nobody else does so first."""
        mail = stored(keys.mail(key.request_id, key.mail_id), Mail)
        if mail is None or mail.due_at is None or mail.due_at > now:
            return None
        claimed = replace(mail, due_at=lease_until, attempts=mail.attempts + 1)
        try:
            self.record(claimed)
        except StaleState:
            return None
        return replace(claimed, version=mail.version + 1)

    def record(self, mail: Mail) -> None:
        """Writes the mail if nobody else has since it was read."""
        _save(mail_record(mail), at_version(mail.version))

    def add(self, mail: Mail) -> None:
        """Adds a mail; one that is there already is left as it is."""
        try:
            _save(mail_record(mail), ABSENT)
        except StaleState:
            return


def _save(record: Record, condition: Condition) -> None:
    try:
        record.save(condition=condition)
    except PutError as error:
        if error_code(error) == CONDITION_FAILED:
            raise StaleState from error
        raise


def _due(record: Record) -> Due:
    request_id = record.pk.removeprefix("REQUEST#")
    mail_id = record.sk.removeprefix(keys.MAIL_PREFIX) if record.sk != keys.REQUEST_ROW else None
    return Due(request_id, mail_id, datetime.fromisoformat(str(record.due_at)).astimezone(UTC))

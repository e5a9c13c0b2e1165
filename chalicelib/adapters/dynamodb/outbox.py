"""The outbox port over DynamoDB: what is due, who has claimed it, and what became of it."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from heapq import merge
from itertools import chain, islice

from pynamodb.expressions.condition import Condition

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.mapping import ABSENT, at_version, mail_record
from chalicelib.adapters.dynamodb.record import Record, connection, stamp
from chalicelib.adapters.dynamodb.transaction import reading, writing
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.services.unit_of_work.outbox import Claim, Due, Place
from chalicelib.services.unit_of_work.ports import MailKey, StaleState
from chalicelib.services.unit_of_work.setting_aside import UNKNOWN_KIND, UNREADABLE_TIME

logger = logging.getLogger(__name__)

PAGE = 200
# What sorts from here on would never fall due: a time in words, say.
NO_YEAR_OF_OURS = "3"


class DynamoOutbox:
    """Single-row writes are not retry-safe when a reply is lost: a claim lost so simply falls due again."""

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """The oldest rows that fell due, over all shards; after them, those whose due time never comes."""
        busy: list[int] = []
        shards = [_shard(shard, Record.due_at <= stamp(now), limit, busy) for shard in range(keys.DUE_SHARDS)]
        others = [_shard(shard, Record.due_at >= NO_YEAR_OF_OURS, limit, busy) for shard in range(keys.DUE_SHARDS)]
        fell_due = map(_due, merge(*shards, key=lambda record: str(record.due_at)))
        never = (row for row in map(_due, chain(*others)) if row.due_at is None)
        found = list(islice(chain(fell_due, never), limit))
        if busy and not found:
            raise Refused(Problem.BUSY)
        return found

    def claim(self, key: MailKey, now: datetime, lease_until: datetime) -> Claim | None:
        """Moves the mail's due time to the end of the lease, unless somebody else writes it first."""
        mail = stored(keys.mail(key.request_id, key.mail_id), Mail)
        if mail is None or mail.status is not MailStatus.DUE or mail.due_at is None or mail.due_at > now:
            return None
        claimed = replace(mail, due_at=lease_until, attempts=mail.attempts + 1)
        self.record(claimed)
        return Claim(replace(claimed, version=mail.version + 1), mail.due_at)

    def record(self, mail: Mail) -> None:
        """Writes the mail if nobody else has since it was read."""
        with writing():
            mail_record(mail).save(condition=at_version(mail.version))

    def add(self, mail: Mail) -> None:
        """Adds a mail; one that is there already is left as it is."""
        try:
            with writing():
                mail_record(mail).save(condition=ABSENT)
        except StaleState:
            return

    def set_aside(self, place: Place, now: datetime, until: datetime, trouble: str) -> None:
        """One update, whose answer is not read: the row may hold anything."""
        with writing():
            connection().update_item(
                Record.Meta.table_name,
                place.partition,
                place.sort,
                actions=[Record.due_at.set(stamp(until)), Record.trouble.set(trouble)],
                condition=(Record.due_at == place.due_at) | (Record.due_at <= stamp(now)),
            )


def _shard(shard: int, due: Condition, limit: int, busy: list[int]) -> Iterator[Record]:
    """A shard that is busy must not hold up the others: what is due in it stays due."""
    try:
        with reading():
            yield from Record.due.query(str(shard), due, limit=limit, page_size=min(limit, PAGE))
    except Refused:
        logger.warning("a shard of the due index is busy")
        busy.append(shard)


def _due(record: Record) -> Due:
    written = str(record.due_at)
    due_at = _instant(written)
    is_mail = record.sk.startswith(keys.MAIL_PREFIX)
    request_id = record.pk.removeprefix(keys.REQUEST_PARTITION)
    mail_id = record.sk.removeprefix(keys.MAIL_PREFIX) if is_mail else None
    trouble = None if due_at else UNREADABLE_TIME
    if not record.pk.startswith(keys.REQUEST_PARTITION) or not (is_mail or record.sk == keys.REQUEST_ROW):
        trouble = UNKNOWN_KIND
    return Due(Place(record.pk, record.sk, written), request_id, mail_id, due_at, trouble)


def _instant(written: str) -> datetime | None:
    """None for what is no instant: a text, a day that does not exist, a time without a zone."""
    try:
        read = datetime.fromisoformat(written)
        return read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None

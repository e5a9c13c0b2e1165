"""The outbox port over DynamoDB: what is due, who has claimed it, and what became of it."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import chain, islice

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import ABSENT, Attribute, Condition, at_least, at_most, equals
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, instant_of, stamp
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.record_types import DUE_SHARDS, next_version
from chalicelib.adapters.dynamodb.table import Row, Table, Update
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.services.unit_of_work.outbox import Claim, Due, Place, Unsent
from chalicelib.services.unit_of_work.ports import MailKey, StaleState
from chalicelib.services.unit_of_work.setting_aside import UNKNOWN_KIND, UNREADABLE_TIME

logger = logging.getLogger(__name__)

# What sorts from here on would never fall due: a time in words, say.
NO_YEAR_OF_OURS = "3"
# Most rows whose keys are read to find the mails among them.
MOST_UNSENT = 10_000
# The rows that fall due besides mails.
WITHOUT_MAIL = frozenset({keys.REQUEST_ROW, keys.ACCESS_ROW, keys.INQUIRY_ROW})


class DynamoOutbox:
    """Single-row writes are not retry-safe when a reply is lost: a claim lost so simply falls due again."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def due(self, now: datetime, limit: int) -> Sequence[Due]:
        """The oldest rows that fell due, over all shards; after them, those whose due time never comes."""
        busy: list[int] = []
        others = [self._shard(one, at_least("due_at", NO_YEAR_OF_OURS), limit, busy) for one in range(DUE_SHARDS)]
        never = (row for row in map(_due, chain(*others)) if row.due_at is None)
        found = list(islice(chain(self._due_by(now, limit, busy), never), limit))
        if busy and not found:
            raise Refused(Problem.BUSY)
        return found

    def unsent(self, until: datetime, most: int) -> Unsent:
        """Without the mails that cannot be read: these are set aside, each with a signal of its own."""
        found = [row for row in self._due_by(until, MOST_UNSENT, []) if row.mail_id and not row.trouble]
        ends = found if len(found) <= most else [*found[: most // 2], *found[-(most // 2) :]]
        rows = self._table.batch([(row.place.partition, row.place.sort) for row in ends], consistent=False)
        mails = [mail for mail in map(_mail, rows.values()) if mail and mail.status is MailStatus.DUE]
        return Unsent(sorted(mails, key=lambda mail: mail.created_at), len(found))

    def claim(self, key: MailKey, now: datetime, lease_until: datetime) -> Claim | None:
        """Moves the mail's due time to the end of the lease, unless somebody else writes it first."""
        mail = stored(self._table, keys.mail(key.request_id, key.mail_id), Mail)
        if mail is None or mail.status is not MailStatus.DUE or mail.due_at is None or mail.due_at > now:
            return None
        claimed = replace(mail, due_at=lease_until, attempts=mail.attempts + 1)
        self.record(claimed)
        return Claim(replace(claimed, version=mail.version + 1), mail.due_at)

    def record(self, mail: Mail) -> None:
        """Writes the mail if nobody else has since it was read."""
        anew = next_version(mail)
        self._table.put(anew.row, anew.condition)

    def add(self, mail: Mail) -> None:
        """Adds a mail; one that is there already is left as it is."""
        try:
            self._table.put(next_version(mail).row, ABSENT)
        except StaleState:
            return

    def set_aside(self, place: Place, now: datetime, until: datetime, trouble: str) -> None:
        """One update, whose answer is not read: the row may hold anything."""
        still_due = equals("due_at", place.due_at) | at_most("due_at", stamp(now))
        put_off: dict[Attribute, str] = {"due_at": stamp(until), "trouble": trouble}
        self._table.update(Update((place.partition, place.sort), still_due, put_off))

    def _due_by(self, time: datetime, limit: int, busy: list[int]) -> Iterator[Due]:
        """Oldest first, over all shards; appends those that are busy."""
        shards = [self._shard(one, at_most("due_at", stamp(time)), limit, busy) for one in range(DUE_SHARDS)]
        return islice(map(_due, merge(*shards, key=lambda row: str(row.due_at))), limit)

    def _shard(self, shard: int, due: Condition, limit: int, busy: list[int]) -> Iterator[Row]:
        """A shard that is busy must not hold up the others: what is due in it stays due."""
        try:
            yield from self._table.due(str(shard), due, limit)
        except Refused:
            logger.warning("a shard of the due index is busy")
            busy.append(shard)


def _mail(row: Row) -> Mail | None:
    """None if it cannot be read. That is not noted, for it would be each minute, as long as the mail waits."""
    try:
        mail = decoded(row.document, Mail)
    except Unreadable:
        return None
    return mail if mail.created_at.tzinfo else None


def _due(row: Row) -> Due:
    written = str(row.due_at)
    due_at = instant_of(written)
    is_mail = row.sk.startswith(keys.MAIL_PREFIX)
    request_id = row.pk.removeprefix(keys.REQUEST_PARTITION)
    mail_id = row.sk.removeprefix(keys.MAIL_PREFIX) if is_mail else None
    trouble = None if due_at else UNREADABLE_TIME
    if not row.pk.startswith(keys.REQUEST_PARTITION) or not (is_mail or row.sk in WITHOUT_MAIL):
        trouble = UNKNOWN_KIND
    place, is_access, is_inquiry = Place(row.pk, row.sk, written), row.sk == keys.ACCESS_ROW, row.sk == keys.INQUIRY_ROW
    return Due(place, request_id, mail_id, due_at, trouble, is_access=is_access, is_inquiry=is_inquiry)

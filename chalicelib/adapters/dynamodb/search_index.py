"""Reads ranges of the search index, each by one query of one partition, and keeps the table of its words.

Never scans; the rows themselves are written with their accounts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.record import Record, Unreadable, encoded
from chalicelib.adapters.dynamodb.search_rows import partition_key, search_hit
from chalicelib.adapters.dynamodb.transaction import reading
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.words import Frequencies
from chalicelib.services.accounts.search import IndexRow
from chalicelib.services.unit_of_work.unreadable import unless_unreadable

# Words do not become common within a minute.
KEPT = timedelta(minutes=1)


class DynamoSearchIndex:
    """The search index in the one table, read at half the price of a consistent read."""

    def __init__(self) -> None:
        self._frequencies: tuple[datetime, Frequencies] | None = None

    def frequencies(self, now: datetime) -> Frequencies:
        """The table of the commonest words; empty before the first import or rebuild."""
        kept = self._frequencies
        if kept is None or now - kept[0] > KEPT:
            kept = self._frequencies = (now, _stored_frequencies())
        return kept[1]

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Replaces the table."""
        with reading():
            Record(*keys.FREQUENCIES, document=encoded(frequencies)).save()
        self._frequencies = None

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        """The first rows of a range, or of what is left of it after a sort key, in one round trip."""
        partition = partition_key(lookup.partition)
        # A row that is gone by now serves as well: only the key's place in the order counts.
        start = {"pk": {"S": partition}, "sk": {"S": after}} if after else None
        beginning = Record.sk.startswith(lookup.prefix)
        with reading():
            found = list(Record.query(partition, beginning, limit=limit, last_evaluated_key=start))
        return [IndexRow(record.sk, _hit(record)) for record in found]


def _stored_frequencies() -> Frequencies:
    """Without the table a search reads a longer range, and the next import makes it anew."""
    return unless_unreadable(lambda: stored(keys.FREQUENCIES, dict[str, int], consistent=False)) or {}


def _hit(record: Record) -> SearchHit | None:
    try:
        return search_hit(record.sk, record.document)
    except Unreadable:
        return None

"""Reads ranges of the search index, each by one query of one partition, and keeps the table of its words.

Never scans; the rows themselves are written with their accounts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import Unreadable, encoded
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.search_rows import partition_key, search_hit
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.words import Frequencies
from chalicelib.services.accounts.index_reading import IndexRow
from chalicelib.services.unit_of_work.unreadable import unless_unreadable

# Words do not become common within a minute.
KEPT = timedelta(minutes=1)


class DynamoSearchIndex:
    """The search index in the one table, read at half the price of a consistent read."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._frequencies: tuple[datetime, Frequencies] | None = None

    def frequencies(self, now: datetime) -> Frequencies:
        """The table of the commonest words; empty before the first import or rebuild."""
        kept = self._frequencies
        if kept is None or now - kept[0] > KEPT:
            kept = self._frequencies = (now, self._stored_frequencies())
        return kept[1]

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Replaces the table."""
        self._table.put(Row(*keys.FREQUENCIES, document=encoded(frequencies)))
        self._frequencies = None

    def rows(self, lookup: Lookup, limit: int, start: str | None, *, backwards: bool = False) -> Sequence[IndexRow]:
        """The first rows of a range, or of what is left of it after a sort key, in one round trip; or the last ones."""
        partition, beginning = partition_key(lookup.partition), begins_with("sk", lookup.prefix)
        # A row that is gone by now serves as a start as well: only the key's place in the order counts.
        page = self._table.query(
            partition, beginning, limit=limit, start=start, newest_first=backwards, consistent=False
        )
        return [IndexRow(row.sk, _hit(row)) for row in page.items]

    def account(self, account_id: str) -> SmartAccount | None:
        """The account of this id; nothing if its row cannot be read, as for every row of the index."""
        read = partial(stored, self._table, keys.account(account_id), SmartAccount, consistent=False)
        return unless_unreadable(read)

    def _stored_frequencies(self) -> Frequencies:
        """Without the table a search reads a longer range, and the next import makes it anew."""
        read = partial(stored, self._table, keys.FREQUENCIES, dict[str, int], consistent=False)
        return unless_unreadable(read) or {}


def _hit(row: Row) -> SearchHit | None:
    try:
        return search_hit(row.sk, row.document)
    except Unreadable:
        return None

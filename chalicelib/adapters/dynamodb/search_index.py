"""Reads ranges of the search index, each by one query of one partition, and keeps the table of its words.

Never scans; the rows themselves are written with their accounts.
"""

import zlib
from base64 import b85decode, b85encode
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from chalicelib.adapters.dynamodb import keys, search_rows
from chalicelib.adapters.dynamodb.conditions import at_least, at_version, begins_with, equals
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, encoded
from chalicelib.adapters.dynamodb.get import stored
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.search_rows import partition_key, search_hit
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.vocabulary import Shelf, Vocabulary, merged_words, shelf_of
from chalicelib.domain.search.words import Frequencies
from chalicelib.services.unit_of_work.index_port import IndexRow, Unlearned
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.unreadable import note_unreadable, unless_unreadable

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
        self._table.put(Row(*search_rows.FREQUENCIES, document=encoded(frequencies)))
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

    def vocabulary(self, shelves: Collection[Shelf]) -> Vocabulary:
        """The known words of some shelves; a shelf that cannot be read is empty until the next rebuild."""
        rows = self._table.batch([search_rows.shelf(one.letter, one.length) for one in shelves], consistent=False)
        return {word: count for row in rows.values() for word, count in _words_of(row).items()}

    def learn(self, counted: Vocabulary) -> None:
        """Writes each shelf that gets a new word or a larger number, if nobody else has since it was read."""
        for shelf, found in groupby(sorted(counted, key=_shelf_order), key=shelf_of):
            self._keep(search_rows.shelf(shelf.letter, shelf.length), {word: counted[word] for word in found})

    def unlearned(self, limit: int) -> Sequence[Unlearned]:
        """The accounts that wait in a shard of their own, oldest first."""
        rows = self._table.due(search_rows.UNLEARNED_SHARD, at_least("due_at", keys.EARLIEST), limit)
        return [Unlearned(row.pk.removeprefix(search_rows.UNLEARNED_PREFIX), str(row.due_at)) for row in rows]

    def note_learned(self, one: Unlearned) -> None:
        """Removes the note if it is still the one that was read."""
        with suppress(StaleState):
            self._table.delete(search_rows.unlearned(one.account_id), equals("due_at", one.written_at))

    def _keep(self, key: Key, counted: Vocabulary) -> None:
        while True:
            row = self._table.get(key)
            known = _words_of(row) if row else {}
            merged = merged_words(known, counted)
            if merged == known:
                return
            version = (row.version or 0) if row else 0
            with suppress(StaleState):
                anew = Row(*key, document=_document(merged), version=version + 1)
                self._table.put(anew, at_version(version))
                return

    def _stored_frequencies(self) -> Frequencies:
        """Without the table a search reads a longer range, and the next import makes it anew."""
        read = partial(stored, self._table, search_rows.FREQUENCIES, dict[str, int], consistent=False)
        return unless_unreadable(read) or {}


def _shelf_order(word: str) -> tuple[str, int]:
    return word[0], len(word)


def _document(words: Vocabulary) -> str:
    """Words and numbers, compressed: a shelf of a large directory is read for one unit."""
    lines = "\n".join(f"{word} {count}" for word, count in sorted(words.items()))
    return encoded(b85encode(zlib.compress(lines.encode(), 9)).decode())


def _words_of(row: Row) -> dict[str, int]:
    try:
        lines = zlib.decompress(b85decode(decoded(row.document, str))).decode().splitlines()
        return {word: int(count) for word, count in map(str.split, lines)}
    except (Unreadable, ValueError, zlib.error):
        note_unreadable(row.key)
        return {}


def _hit(row: Row) -> SearchHit | None:
    try:
        return search_hit(row.sk, row.document)
    except Unreadable:
        return None

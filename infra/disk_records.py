"""On-disk bookkeeping for imports and index rebuilds, so that memory use does not grow with the directory."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from chalicelib.domain.search.index_entries import PHRASE_MIN
from chalicelib.domain.search.vocabulary import shelf_of
from chalicelib.domain.search.words import MOST_COMMON

_TABLES = """
    CREATE TABLE places (identifier TEXT PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE words (word TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID;
"""


class DiskRecords:
    """A temporary SQLite database, which is gone when it is closed; not thread-safe."""

    def __init__(self) -> None:
        # An empty name is a temporary file that SQLite deletes on closing.
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(_TABLES)

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def first_place(self, identifier: str, place: str) -> str:
        """Return the first place of a domain identifier: this one if the identifier is new."""
        self._file.execute("INSERT OR IGNORE INTO places VALUES (?, ?)", (identifier, place))
        row = self._file.execute("SELECT place FROM places WHERE identifier = ?", (identifier,)).fetchone()
        return str(row[0])

    def count(self, words: Iterable[str]) -> None:
        """Count the words of one name."""
        self._file.executemany(
            "INSERT INTO words VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET names = names + 1",
            [(word,) for word in words],
        )

    def most_common(self) -> dict[str, int]:
        """Return the most common words of searchable length, with the number of names that contain each."""
        found = self._file.execute(
            "SELECT word, names FROM words WHERE length(word) >= ? ORDER BY names DESC, word LIMIT ?",
            (PHRASE_MIN, MOST_COMMON),
        )
        return dict(found.fetchall())

    def shelves(self) -> Iterator[dict[str, int]]:
        """Yield all words with their counts, those of one first letter and length together."""
        found = self._file.execute("SELECT word, names FROM words ORDER BY substr(word, 1, 1), length(word)")
        for _, rows in groupby(found, key=lambda row: shelf_of(row[0])):
            yield dict(rows)

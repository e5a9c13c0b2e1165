"""What an operator's long run has to remember, on disk: its memory does not grow with the directory."""

import sqlite3
from collections.abc import Iterable

from chalicelib.domain.search.index_entries import PHRASE_MIN
from chalicelib.domain.search.words import MOST_COMMON

_TABLES = """
    CREATE TABLE places (identifier TEXT PRIMARY KEY, place TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE words (word TEXT PRIMARY KEY, names INTEGER NOT NULL) WITHOUT ROWID;
"""


class Notes:
    """A temporary file that goes with the process; for one thread."""

    def __init__(self) -> None:
        # The empty name is SQLite's for a file of its own that is gone when it is closed.
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.executescript(_TABLES)

    def first_place(self, identifier: str, place: str) -> str:
        """Where a domain identifier stood first, which is this place if it was not seen before."""
        self._file.execute("INSERT OR IGNORE INTO places VALUES (?, ?)", (identifier, place))
        row = self._file.execute("SELECT place FROM places WHERE identifier = ?", (identifier,)).fetchone()
        return str(row[0])

    def count(self, words: Iterable[str]) -> None:
        """Counts the words of one more name."""
        self._file.executemany(
            "INSERT INTO words VALUES (?, 1) ON CONFLICT (word) DO UPDATE SET names = names + 1",
            [(word,) for word in words],
        )

    def commonest(self) -> dict[str, int]:
        """In how many names each of the commonest words stands, of those long enough to be searched by."""
        found = self._file.execute(
            "SELECT word, names FROM words WHERE length(word) >= ? ORDER BY names DESC, word LIMIT ?",
            (PHRASE_MIN, MOST_COMMON),
        )
        return dict(found.fetchall())

"""The port to the search index: its ranges, and the words that it knows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import SEPARATOR
from chalicelib.domain.search.query_plan import Lookup
from chalicelib.domain.search.vocabulary import Shelf, Vocabulary
from chalicelib.domain.search.words import Frequencies
from chalicelib.domain.value_classes import value_class


@value_class
class IndexRow:
    """An entry of the index as it was read, with the hit that it holds; None if that is unreadable."""

    sort: str
    hit: SearchHit | None

    @property
    def account_id(self) -> str:
        """The account of the entry."""
        return self.sort.rpartition(SEPARATOR)[2]


@value_class
class Unlearned:
    """An account with new words, and when it was written, as stored."""

    account_id: str
    written_at: str


class SearchIndex(Protocol):
    """The search index, eventually consistent."""

    def rows(self, lookup: Lookup, limit: int, start: str | None, *, backwards: bool = False) -> Sequence[IndexRow]:
        """Return the first rows of a range, or those after a sort key in it, in one round trip.

        Backwards, the last rows of the range, or those before the sort key, the last one first.
        """
        ...

    def account(self, account_id: str) -> SmartAccount | None:
        """Return the account of this id."""
        ...

    def frequencies(self, now: datetime) -> Frequencies:
        """Return the table of the commonest words, at most a minute old."""
        ...

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Replace the table."""
        ...

    def vocabulary(self, shelves: Collection[Shelf]) -> Vocabulary:
        """Return the known words of some shelves, in one round trip."""
        ...

    def learn(self, counted: Vocabulary) -> None:
        """Keep words, each with the larger of both numbers if it is known already. Idempotent."""
        ...

    def unlearned(self, limit: int) -> Sequence[Unlearned]:
        """Return accounts whose words have not been kept since they were written, oldest first."""
        ...

    def note_learned(self, one: Unlearned) -> None:
        """Forget that the account waits, unless it was written again since it was read."""
        ...

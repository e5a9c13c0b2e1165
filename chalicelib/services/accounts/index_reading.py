"""Read the search index by a query's phrase and by its words, in both directions.

Does not depend on the size of a page or on cursors.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.search.hit import SearchHit, is_current
from chalicelib.domain.search.query_plan import Lookup, SearchPlan
from chalicelib.domain.search.words import WordPlan, plan_whole_word, plan_words
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.index_port import IndexRow, SearchIndex
from chalicelib.services.unit_of_work.unreadable import note_unreadable

# Most rows that a page of words may read: at 300 bytes a row, five of its eight read units.
ROWS_BY_WORDS = 125


class Stage(StrEnum):
    """How an account was found: what the phrase finds comes before what its words find in any order."""

    PHRASE = "phrase"
    WHOLE_WORD = "whole-word"
    WORDS = "words"


@value_class
class Read:
    """What was read of a stage, in the order of reading: the hits to show, and how far; None up to its end."""

    shown: Sequence[tuple[str, SearchHit]]
    until: str | None


@value_class
class StageReader:
    """Reads the stages of one query."""

    index: SearchIndex
    now: datetime
    phrase: SearchPlan
    status: AccountStatus | None = None
    backwards: bool = False
    stages: tuple[Stage, ...] = tuple(Stage)

    def read(self, stage: Stage, limit: int, start: str | None) -> Read:
        """Read a stage from a sort key on. Raises `invalid-cursor` for one outside of its ranges."""
        if stage is Stage.PHRASE:
            # One row more than a page tells whether there is another page.
            return self._ranges(self.phrase, limit + 1, start)
        words = plan_whole_word(self.phrase) if stage is Stage.WHOLE_WORD else self._words(start)
        return self._ranges(words, ROWS_BY_WORDS, start) if words else Read((), None)

    def _words(self, start: str | None) -> WordPlan | None:
        return plan_words(self.phrase, lambda: self.index.frequencies(self.now), start)

    def _ranges(self, plan: SearchPlan | WordPlan, limit: int, start: str | None) -> Read:
        lookups = plan.lookups
        if start is not None and not any(start.startswith(one.prefix) for one in lookups):
            raise Refused(Problem.INVALID_CURSOR)
        read = [self._rows(one, limit, start) for one in lookups if start is None or self._is_left(one, start)]
        pick = max if self.backwards else min
        until = pick((rows[-1].sort for rows in read if len(rows) == limit), default=None)
        return self._shown(self._merged(read, until), until, plan)

    def _rows(self, lookup: Lookup, limit: int, start: str | None) -> Sequence[IndexRow]:
        is_inside = start is not None and start.startswith(lookup.prefix)
        return self.index.rows(lookup, limit, start if is_inside else None, backwards=self.backwards)

    def _is_left(self, lookup: Lookup, start: str) -> bool:
        """Whether any of the range lies behind the start, in the direction of reading."""
        return start.startswith(lookup.prefix) or (lookup.prefix > start) is not self.backwards

    def _merged(self, read: Iterable[Sequence[IndexRow]], until: str | None) -> Sequence[IndexRow]:
        """Return the rows of all ranges in one order, as far as every range was read."""
        by_sort = {row.sort: row for rows in read for row in rows}
        ordered = sorted(by_sort, reverse=self.backwards)
        return [by_sort[sort] for sort in ordered[: ordered.index(until) + 1 if until else None]]

    def _shown(self, rows: Sequence[IndexRow], until: str | None, plan: SearchPlan | WordPlan) -> Read:
        read = [(row.sort, row.hit) for row in rows if row.hit and is_current(row.hit, self.now)]
        kept = [(sort, hit) for sort, hit in read if self._has_status(hit) and plan.shows(hit, sort)]
        _note_unreadable(rows, (hit.account_id for _, hit in kept))
        return Read(kept, until)

    def _has_status(self, hit: SearchHit) -> bool:
        return self.status in (None, hit.status_at(self.now))


def _note_unreadable(rows: Sequence[IndexRow], shown: Iterator[str]) -> None:
    """Note each unreadable account once, by its id: it has several entries, all with the same document."""
    for account_id in {row.account_id for row in rows if row.hit is None} - set(shown):
        note_unreadable(("SEARCH", f"#{account_id}"))

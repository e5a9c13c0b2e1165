"""Search the index for accounts, one page at a time.

Does not depend on who may search, on how results are shown, or on how cursors are signed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.search.hit import SearchHit
from chalicelib.domain.search.index_entries import SEPARATOR
from chalicelib.domain.search.query_plan import Lookup, plan
from chalicelib.domain.search.words import Frequencies, merged, plan_words
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import note_unreadable

# Prefixes of the start of a further page: of words in any order, or of a phrase that has found nothing so far.
BY_WORDS = f"{SEPARATOR}words{SEPARATOR}"
NOTHING_YET = f"{SEPARATOR}nothing{SEPARATOR}"
# Most rows that a page of words may read: at 300 bytes a row, five of its eight read units.
ROWS_BY_WORDS = 125


@dataclass(frozen=True)
class IndexRow:
    """An entry of the index as it was read, with the hit that it holds; None if that is unreadable."""

    sort: str
    hit: SearchHit | None


class SearchIndex(Protocol):
    """The search index, eventually consistent."""

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        """Return the first rows of a range, or those after a sort key in it, in one round trip."""
        ...

    def frequencies(self, now: datetime) -> Frequencies:
        """Return the table of the commonest words, at most a minute old."""
        ...

    def save_frequencies(self, frequencies: Frequencies) -> None:
        """Replace the table."""
        ...


def search_accounts(index: SearchIndex, now: datetime, query: str, limit: int, start: str | None) -> Page[SearchHit]:
    """Return a page of matching accounts; `start` is the `next_start` of the previous page of the same query.

    Each range is read once, so a page may be short, or empty with a `next_start`. Words in any order are tried only
    if the phrase finds nothing at all. Raises `invalid-cursor` for a start outside the query's ranges: the table of
    common words may have led to another driver since.
    """
    if start is not None and start.startswith(BY_WORDS):
        return _by_words(index, now, query, limit, start.removeprefix(BY_WORDS))
    nothing_yet = start is None or start.startswith(NOTHING_YET)
    found = _by_phrase(index, now, query, limit, start and start.removeprefix(NOTHING_YET))
    if found.items or not nothing_yet:
        return found
    if found.next_start is None:
        return _by_words(index, now, query, limit, None)
    return Page([], NOTHING_YET + found.next_start)


def learn_words(index: SearchIndex, now: datetime, counted: Frequencies) -> None:
    """Merge the words that an import or a rebuild has counted into the table of the commonest words."""
    index.save_frequencies(merged(index.frequencies(now), counted))


def _by_phrase(index: SearchIndex, now: datetime, query: str, limit: int, start: str | None) -> Page[SearchHit]:
    searched = plan(query)
    # Read one row more than a page, to know whether there is another page.
    lookups = searched.lookups(start)
    if start is not None and not lookups:
        raise Refused(Problem.INVALID_CURSOR)
    read = [index.rows(lookup, limit + 1, start) for lookup in lookups]
    read_until = min((rows[-1].sort for rows in read if len(rows) > limit), default=None)
    return _page(_merged(read, read_until), read_until, searched.shows, now, limit)


def _by_words(index: SearchIndex, now: datetime, query: str, limit: int, start: str | None) -> Page[SearchHit]:
    searched = plan_words(query, lambda: index.frequencies(now))
    if start is not None and (searched is None or not start.startswith(searched.lookup.prefix)):
        raise Refused(Problem.INVALID_CURSOR)
    if searched is None:
        return Page([])
    rows = index.rows(searched.lookup, ROWS_BY_WORDS, start)
    read_until = rows[-1].sort if len(rows) == ROWS_BY_WORDS else None
    page = _page(rows, read_until, searched.shows, now, limit)
    return Page(page.items, BY_WORDS + page.next_start if page.next_start else None)


def _page(
    rows: Sequence[IndexRow],
    read_until: str | None,
    shows: Callable[[SearchHit, str], bool],
    now: datetime,
    limit: int,
) -> Page[SearchHit]:
    shown = [(row.sort, row.hit) for row in rows if row.hit and _is_current(row.hit, now) and shows(row.hit, row.sort)]
    next_start = shown[limit - 1][0] if len(shown) > limit else read_until
    page = Page([hit for _, hit in shown[:limit]], next_start)
    _note_unreadable(rows, page)
    return page


def _note_unreadable(rows: Sequence[IndexRow], page: Page[SearchHit]) -> None:
    """Note each unreadable account of the page once, by its id: it has several entries, all with the same document."""
    seen = {hit.account_id for hit in page.items}
    for row in rows:
        is_of_page = page.next_start is None or row.sort <= page.next_start
        account_id = row.sort.rpartition(SEPARATOR)[2]
        if row.hit is None and is_of_page and account_id not in seen:
            seen.add(account_id)
            note_unreadable(("SEARCH", f"#{account_id}"))


def _merged(read: Sequence[Sequence[IndexRow]], until: str | None) -> Sequence[IndexRow]:
    """Return the rows of all ranges in one order, as far as every range was read."""
    by_sort = {row.sort: row for rows in read for row in rows if until is None or row.sort <= until}
    return [by_sort[sort] for sort in sorted(by_sort)]


def _is_current(hit: SearchHit, now: datetime) -> bool:
    return hit.status_at(now) is not AccountStatus.CANCELLED

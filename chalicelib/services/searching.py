"""Searches the index for accounts, a page at a time.

Refuses to know who may search, and what a page looks like or how its cursor is signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.account import AccountStatus, SmartAccount
from chalicelib.domain.search import Lookup, SearchPlan, plan
from chalicelib.services.ports import Page


@dataclass(frozen=True)
class IndexRow:
    """An entry of the index as it was read, by its sort key, with the account it leads to."""

    sort: str
    account: SmartAccount


class SearchIndex(Protocol):
    """The search index, eventually consistent."""

    def rows(self, lookup: Lookup, limit: int, after: str | None) -> Sequence[IndexRow]:
        """The first rows of a range, or of what is left of it after a sort key, in one round trip."""
        ...


def search_accounts(
    index: SearchIndex, now: datetime, query: str, limit: int, start: str | None
) -> Page[SmartAccount]:
    """A page of the accounts that match; `start` is the `next_start` of the page before, of the same query.

    Each range is read once, so a page may be short, or empty with a `next_start`.
    """
    searched = plan(query)
    # One row beyond the page tells whether there is another.
    read = [index.rows(lookup, limit + 1, start) for lookup in searched.lookups(start)]
    read_until = min((rows[-1].sort for rows in read if len(rows) > limit), default=None)
    shown = [row for row in _merged(read, read_until) if _is_shown(row, searched, now)]
    next_start = shown[limit - 1].sort if len(shown) > limit else read_until
    return Page([row.account for row in shown[:limit]], next_start)


def _merged(read: Sequence[Sequence[IndexRow]], until: str | None) -> Sequence[IndexRow]:
    """The rows of all ranges in one order, as far as every range was read."""
    by_sort = {row.sort: row for rows in read for row in rows if until is None or row.sort <= until}
    return [by_sort[sort] for sort in sorted(by_sort)]


def _is_shown(row: IndexRow, searched: SearchPlan, now: datetime) -> bool:
    return row.account.status_at(now) is not AccountStatus.CANCELLED and searched.shows(row.account, row.sort)

"""Reads of many rows: one query of one partition, or one batch; always strongly consistent.

A list leaves out what cannot be read, and notes it. A decision that would come out otherwise without it asks for
all of it instead (`complete`), and raises `record-unreadable`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import TypeVar

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Condition, at_most, begins_with
from chalicelib.adapters.dynamodb.documents import Unreadable, decoded, stamp
from chalicelib.adapters.dynamodb.get import held, readable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.delivery import LinkDelivery, is_bounced, may_be_bounced
from chalicelib.domain.requests.listing import ListedEntry, ListEntry, Wanted, entry_of
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.unreadable import DueRow, note_unreadable

T = TypeVar("T")
# A query gives at most 1 MB, which is as many rows, and a page takes at most two.
ROWS, QUERIES = 1_000, 2
# Of rows of earlier releases, so many times a page of them is looked at before a page has fewer entries.
LOOKS_AT_EARLIER = 10


def every(table: Table, partition: str, prefix: str, kind: type[T], *, complete: bool = False) -> Sequence[T]:
    """What the rows of a partition hold whose sort keys begin so."""
    found = table.query(partition, begins_with("sk", prefix)).items
    return [held(row, kind) for row in found] if complete else list(readable(found, kind))


def those(wanted: Iterable[Key], found: Mapping[Key, Row], kind: type[T], *, listed: bool = False) -> list[T]:
    """What these rows of a batch hold, in the order of the keys; `listed` ones should all be there."""
    asked = list(wanted)
    for key in asked if listed else ():
        if key not in found:
            note_unreadable(key)
    return list(readable((found[key] for key in asked if key in found), kind))


def oldest_due(table: Table, shards: Iterable[str], now: datetime, limit: int) -> Mapping[Key, str]:
    """The rows of these shards that are due, oldest first, with their due times. Takes a query of each shard."""
    found = [table.due(shard, at_most("due_at", stamp(now)), limit) for shard in shards]
    return {row.key: str(row.due_at) for row in islice(merge(*found, key=lambda row: str(row.due_at)), limit)}


def in_shard(table: Table, shard: str, due: Condition, limit: int, kind: type[T]) -> Sequence[DueRow[T]]:
    """The due rows of a shard, by a query of the index and a batch."""
    listed = {row.key: str(row.due_at) for row in table.due(shard, due, limit)}
    found = table.batch(list(listed)) if listed else {}
    return [DueRow((*row.key, listed[row.key]), next(readable([row], kind), None)) for row in found.values()]


def pages_of(table: Table, partition: str, prefix: str, kind: type[T], limit: int, start: str | None) -> Page[T]:
    """A page of what a list's rows hold. Raises `invalid-cursor` for a start outside the list."""
    if start is not None and not start.startswith(prefix):
        raise Refused(Problem.INVALID_CURSOR)
    page = table.query(partition, begins_with("sk", prefix), limit=limit, start=start)
    return Page(list(readable(page.items, kind)), page.next_start)


def pointers(
    table: Table, partition: str, prefix: str, limit: int, start: str | None, *, newest_first: bool
) -> Page[str]:
    """A page of what a list's rows point at. Raises `invalid-cursor` for a start outside the list."""
    if start is not None and not start.startswith(prefix):
        raise Refused(Problem.INVALID_CURSOR)
    condition = begins_with("sk", prefix) if prefix else None
    page = table.query(partition, condition, limit=limit, start=start, newest_first=newest_first)
    for row in page.items:
        if not row.holder:
            note_unreadable(row.key)
    return Page([row.holder for row in page.items if row.holder], page.next_start)


@value_class
class ListedRow:
    """A request with its row in the list."""

    request: AccountRequest
    row: Row


@value_class
class RequestList:
    """The rows of a partition by prefix, by time, and which of their requests are wanted: all, if None.

    A page takes one or two queries, and one batch of the requests that fit. A row holds what it is filtered by; that
    of an earlier release does not, and its request is read to know it.
    """

    table: Table
    partition: str
    prefix: str
    wanted: Wanted | None = None
    newest_first: bool = True

    def entries(self, most: int, start: str | None) -> Page[ListedEntry]:
        """What so many rows say, in one query; requests that their rows do not know are read, in one batch.

        Raises `invalid-cursor` for a start outside the list.
        """
        self._refuse_outside(start)
        page = self._rows(most, start)
        known = {row.holder: entry for row in page.items if (entry := entry_in(row)) and entry.account_name}
        unknown = [row for row in page.items if row.holder not in known]
        requests = [one.request for one in self._read(unknown)] if unknown else []
        known |= {one.request_id: replace(entry_of(one), account_name=one.account_name) for one in requests}
        listed = [(row.holder, known[row.holder]) for row in page.items if row.holder in known]
        return Page([ListedEntry(one, entry) for one, entry in listed if one], page.next_start)

    def page(self, limit: int, start: str | None) -> Page[ListedRow]:
        """A page of what is wanted. Raises `invalid-cursor` for a start outside the list."""
        self._refuse_outside(start)
        found: list[ListedRow] = []
        for _ in range(LOOKS_AT_EARLIER):
            rows = self._rows(limit - len(found), start)
            found += self._read(rows.items)
            start = rows.next_start
            if start is None or len(found) == limit or all(entry_in(row) for row in rows.items):
                break
        return Page(found, start)

    def _refuse_outside(self, start: str | None) -> None:
        if start is not None and not start.startswith(self.prefix):
            raise Refused(Problem.INVALID_CURSOR)

    def _rows(self, most: int, start: str | None) -> Page[Row]:
        """The next rows that may be wanted; a next page begins only where there is another such row, or unread ones."""
        found: list[Row] = []
        for _ in range(QUERIES):
            size = most + 1 if self.wanted is None else ROWS
            condition = begins_with("sk", self.prefix) if self.prefix else None
            page = self.table.query(self.partition, condition, limit=size, start=start, newest_first=self.newest_first)
            found += (row for row in page.items if self._may_be_wanted(row))
            if len(found) > most:
                return Page(found[:most], found[most - 1].sk)
            start = page.next_start
            if start is None:
                break
        return Page(found, start)

    def _may_be_wanted(self, row: Row) -> bool:
        if not row.holder:
            note_unreadable(row.key)
            return False
        entry, known = entry_in(row), deliveries_in(row)
        if self.wanted is None or entry is None or known is None:
            return True
        # Of a bounce the row is not sure: somebody else may have been asked since.
        return self.wanted(entry, False) or (may_be_bounced(known) and self.wanted(entry, True))

    def _read(self, rows: Sequence[Row]) -> Iterator[ListedRow]:
        """The requests of these rows, as they are now."""
        places = {keys.request(row.holder or ""): row for row in rows}
        stored = self.table.batch(list(places)) if places else {}
        for key, row in places.items():
            if key not in stored:
                note_unreadable(key)
            for request in readable([stored[key]] if key in stored else (), AccountRequest):
                bounced = is_bounced(request, deliveries_in(row) or {})
                if self.wanted is None or self.wanted(entry_of(request), bounced):
                    yield ListedRow(request, row)


def merged(pages: Iterable[Page[T]], most: int, place: Callable[[T], str]) -> Page[T]:
    """A page of several lists as one, newest first: their sort keys, which `place` returns, are comparable.

    What follows the place up to which some list was read is left to the next page.
    """
    read = list(pages)
    read_to = max((page.next_start for page in read if page.next_start), default="")
    entries = sorted((one for page in read for one in page.items), key=place, reverse=True)
    found = [one for one in entries if place(one) >= read_to]
    if len(found) > most:
        return Page(found[:most], place(found[most - 1]))
    return Page(found, read_to or None)


def entry_in(row: Row) -> ListEntry | None:
    """What the row is filtered by; None if it does not say, as those of earlier releases."""
    try:
        return decoded(row.document, ListEntry) if row.document else None
    except Unreadable:
        return None


def deliveries_in(row: Row) -> Mapping[str, LinkDelivery] | None:
    """What became of the links; None if the row does not say."""
    try:
        return decoded(row.deliveries, dict[str, LinkDelivery]) if row.deliveries else None
    except Unreadable:
        return None

"""Search the index for accounts, one page at a time, forwards and backwards.

Does not depend on who may search, on how results are shown, or on how cursors are signed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.patterns import pattern
from chalicelib.domain.search.hit import SearchHit, hit_of, is_current
from chalicelib.domain.search.query_plan import plan
from chalicelib.domain.search.vocabulary import Vocabulary, corrected, shelves_for
from chalicelib.domain.search.words import Frequencies, merged
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.index_reading import Stage, StageReader
from chalicelib.services.unit_of_work.index_port import SearchIndex
from chalicelib.services.unit_of_work.paging import Page

ACCOUNT_ID = pattern("[0-9a-f]{32}")
# An empty page with a next one would tell nobody anything: so often is the index read on until something is found.
# Only what expired or was erased in the last minutes, and two common words that hardly any name has both of, take more.
MOST_READS = 5
# How many accounts are suggested to somebody who types.
SUGGESTED = 10
_SEPARATOR = "|"
_NEXT, _PREVIOUS = "next", "previous"


@value_class
class SearchPage(Page[SearchHit]):
    """A page of results, with the start of the page before it.

    `count` is the number of results up to the end of the page: of all of them on the last one.
    """

    previous_start: str | None = None
    count: int = 0
    # Whether another result has been seen. Without it, the next page may turn out to be empty.
    is_followed: bool = False
    # What the query was taken for, where nothing else is found; the results are those of these words.
    did_you_mean: str = ""

    @property
    def count_at_least(self) -> int:
        """How many results there are, as far as they were read."""
        return self.count + self.is_followed


@value_class
class Position:
    """Where a page starts: after a sort key of a stage, or before it, and how many results come before the page."""

    stage: Stage = Stage.PHRASE
    sort: str | None = None
    before: int = 0
    backwards: bool = False
    # What the query was taken for; only this stage is read then.
    meant: str = ""

    @property
    def start(self) -> str:
        """The position as the opaque start of a page."""
        direction = _PREVIOUS if self.backwards else _NEXT
        return _SEPARATOR.join([direction, self.stage, str(self.before), self.meant, self.sort or ""])


def search_accounts(
    index: SearchIndex,
    now: datetime,
    query: str,
    limit: int,
    start: str | None,
    status: AccountStatus | None = None,
) -> SearchPage:
    """Return a page of matching accounts; `start` is the `next_start` or the `previous_start` of another page.

    What the query finds as a phrase comes first; the accounts that have its words in any order follow, on the same
    page and the next ones. Each range is read once, so a page may be short. With a `status`, accounts of others are
    left out. Raises `invalid-cursor` for a start outside the query's ranges.
    """
    by_id = _by_id(index, now, query) if start is None else None
    if by_id is not None and status in (None, by_id.status_at(now)):
        return SearchPage([by_id], count=1)
    position = _position(start)
    reader = _reader(StageReader(index, now, plan(query), status, position.backwards), position)
    if position.backwards:
        return _previous(reader, position, limit)
    page = _next(reader, position, limit)
    if page.items or start is not None:
        return page
    meant = _meant(reader, limit)
    return meant if meant.items else page


def _reader(reader: StageReader, position: Position) -> StageReader:
    """Return the reader of a page; of a corrected query only the stage is read in which it has found something."""
    if not position.meant:
        return reader
    return replace(reader, phrase=replace(plan(position.meant), in_full=False), stages=(position.stage,))


def _meant(reader: StageReader, limit: int) -> SearchPage:
    """Return what is found for a query with one word corrected, in four round trips; nothing if nothing is."""
    shelves = shelves_for(reader.phrase)
    found = corrected(reader.phrase, reader.index.vocabulary(shelves)) if shelves else ()
    tried = [Position(Stage.PHRASE, meant=one) for one in found]
    for position in [*tried, *(Position(Stage.WORDS, meant=one) for one in found[:1])]:
        page = _next(_reader(reader, position), position, limit)
        if page.items:
            return page
    return SearchPage([])


def suggest(index: SearchIndex, now: datetime, typed: str) -> Sequence[SearchHit]:
    """Return the first accounts of what somebody is typing, in one round trip; no restricted one, not even in full."""
    phrase = plan(typed)
    if not phrase.phrase_lookups:
        return ()
    rows = index.rows(phrase.phrase_lookups[0], SUGGESTED + 1, None)
    shown = {
        row.account_id: row.hit for row in rows if row.hit and is_current(row.hit, now) and phrase.matches(row.hit)
    }
    return list(shown.values())[:SUGGESTED]


def learn_words(index: SearchIndex, now: datetime, commonest: Frequencies, counted: Iterable[Vocabulary] = ()) -> None:
    """Merge what an import or a rebuild has counted: the commonest words, and all words, some at a time."""
    index.save_frequencies(merged(index.frequencies(now), commonest))
    for some in counted:
        index.learn(some)


def _by_id(index: SearchIndex, now: datetime, query: str) -> SearchHit | None:
    """Return the account whose complete id was typed."""
    typed = query.strip().lower()
    found = index.account(typed) if ACCOUNT_ID.fullmatch(typed) else None
    return hit_of(found) if found and found.is_searchable and is_current(found, now) else None


def _next(reader: StageReader, position: Position, limit: int) -> SearchPage:
    entries, following, is_followed = _collected(reader, position, limit)
    before, meant = position.before + len(entries), position.meant
    return SearchPage(
        [hit for _, _, hit in entries],
        Position(*following, before, meant=meant).start if following else None,
        Position(*entries[0][:2], position.before, True, meant).start if entries and position.before else None,
        before,
        is_followed,
        meant,
    )


def _previous(reader: StageReader, position: Position, limit: int) -> SearchPage:
    """Return the page before a position; the first one if fewer results than a page come before it."""
    entries, further, _ = _collected(reader, position, limit)
    if further is None or len(entries) >= position.before:
        return _next(replace(reader, backwards=False), Position(reader.stages[0], meant=position.meant), limit)
    before, meant = position.before - len(entries), position.meant
    return SearchPage(
        [hit for _, _, hit in reversed(entries)],
        Position(*entries[0][:2], position.before, meant=meant).start,
        Position(*entries[-1][:2], before, True, meant).start,
        position.before,
        True,
        meant,
    )


def _collected(
    reader: StageReader, position: Position, limit: int
) -> tuple[list[tuple[Stage, str, SearchHit]], tuple[Stage, str] | None, bool]:
    """Return the entries of a page in the order of reading, and where the next page goes on; None after the last.

    Tell as well whether an entry of the next page has been read.
    """
    entries: list[tuple[Stage, str, SearchHit]] = []
    reads = 1
    for stage, sort, hit in _read(reader, position, limit):
        if hit is None:
            if entries or reads == MOST_READS:
                return entries, (stage, sort), False
            reads += 1
        elif len(entries) == limit:
            return entries, entries[-1][:2], True
        else:
            entries.append((stage, sort, hit))
    return entries, None, False


def _read(reader: StageReader, position: Position, limit: int) -> Iterator[tuple[Stage, str, SearchHit | None]]:
    """Yield what is shown, stage by stage; without a hit, how far a stage has been read that has more."""
    stages = sorted(reader.stages, reverse=reader.backwards)
    for stage in stages[stages.index(position.stage) :]:
        start = position.sort if stage is position.stage else None
        while True:
            read = reader.read(stage, limit, start)
            yield from ((stage, sort, hit) for sort, hit in read.shown)
            if read.until is None:
                break
            start = read.until
            yield stage, start, None


def _position(start: str | None) -> Position:
    """Return the position of a start. Raises `invalid-cursor` for one of an earlier release."""
    if start is None:
        return Position()
    parts = start.split(_SEPARATOR, len(fields(Position)) - 1)
    if len(parts) != len(fields(Position)):
        raise Refused(Problem.INVALID_CURSOR)
    direction, stage, before, meant, sort = parts
    return Position(Stage(stage), sort or None, int(before), direction == _PREVIOUS, meant)

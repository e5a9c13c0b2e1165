"""The queries that are measured at every size of the directory, with their budgets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chalicelib.adapters.dynamodb.search_index import DynamoSearchIndex
from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.search.hit import SearchHit
from chalicelib.services.accounts.search import search_accounts, suggest
from chalicelib.services.unit_of_work.paging import Page
from infra.bench.directory import HIDDEN
from infra.bench.meter import Meter, Repeated

PAGE = 25
REPEATS = 40


@dataclass(frozen=True)
class Budget:
    """Budget of a page; None means no limit."""

    round_trips: int | None
    read_units: float


PHRASE = Budget(round_trips=2, read_units=2.0)
TWO_SPELLINGS = Budget(round_trips=3, read_units=3.0)
ANY_ORDER = Budget(round_trips=4, read_units=8.0)
# What finds nothing else is corrected: as much more as this is above the search by words.
MEANT = Budget(round_trips=8, read_units=28.0)
SUGGESTED = Budget(round_trips=1, read_units=1.0)


@dataclass(frozen=True)
class Query:
    """A search text; with `from_second_page`, its second page is measured instead of the first.

    With `is_typing`, what is suggested meanwhile is measured.
    """

    what: str
    text: str
    budget: Budget = PHRASE
    from_second_page: bool = False
    is_typing: bool = False


NEAR_MISS = Query("near miss of a restricted account", HIDDEN.name[:-1], MEANT)
NO_ACCOUNT = Query("no account, as long", HIDDEN.name[:-1].replace("x", "k"), MEANT)
NARROW = Query("phrase prefix", "university of cal", ANY_ORDER)


# Of every directory.
QUERIES = (
    NARROW,
    Query("phrase prefix of many", "university of"),
    Query("the same, second page", "university of", from_second_page=True),
    Query("one word", "berkeley"),
    Query("a common word", "university"),
    Query("a common word", "college"),
    Query("two letters", "de"),
    Query("two letters", "of"),
    Query("any order", "berkeley california university", ANY_ORDER),
    Query("any order, beginnings", "berk cali univ", ANY_ORDER),
    Query("any order, common words", "of college university", ANY_ORDER),
    Query("any order, common words", "college community", ANY_ORDER),
    Query("a word with two spellings", "ünivers", TWO_SPELLINGS),
    Query("a mistyped word", "berkelye", MEANT),
    Query("a mistyped word of several", "univresity of california berkeley", MEANT),
    Query("mistyped, any order", "berkeley univresity california", MEANT),
    Query("suggestions", "university of cal", SUGGESTED, is_typing=True),
    Query("suggestions of many", "uni", SUGGESTED, is_typing=True),
    NEAR_MISS,
    NO_ACCOUNT,
)


def queries(sought: ImportRow) -> Sequence[Query]:
    """Return all queries; `sought` is an account that is in every directory."""
    domain = sought.identifier
    return (
        Query("exact name", sought.account_name, ANY_ORDER),
        Query("exact domain", domain.value),
        Query("domain, its beginning", domain.registrable_domain[:-1]),
        *QUERIES,
    )


def searched(container: Container, meter: Meter, query: Query) -> Repeated:
    """Measure the page repeatedly, starting with the empty caches of a fresh container."""
    started = replace(container, ports=replace(container.ports, index=DynamoSearchIndex(container.table)))
    return meter.repeated(REPEATS, _asking(started, query))


def _asking(container: Container, query: Query) -> Callable[[], Sequence[SearchHit]]:
    if query.is_typing:
        return lambda: suggest(container.ports.index, container.ports.clock.now(), query.text)
    start = _page(container, query.text, None).next_start if query.from_second_page else None
    cursor = container.cursors.sign(start, query.text) if start else None

    def ask() -> Sequence[SearchHit]:
        place = container.cursors.read(cursor, query.text) if cursor else None
        return _page(container, query.text, place).items

    return ask


def _page(container: Container, text: str, start: str | None) -> Page[SearchHit]:
    return search_accounts(container.ports.index, container.ports.clock.now(), text, PAGE, start)

"""Measure the searches and their alternatives while a directory grows from size to size."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from time import perf_counter

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.search.vocabulary import is_known
from chalicelib.domain.search.words import text_of
from chalicelib.services.accounts.search import learn_words
from infra.bench.alternatives import FullText, ScanResult, scan
from infra.bench.bulk_load import load
from infra.bench.directory import grow
from infra.bench.meter import Meter, Repeated
from infra.bench.organisations import Organisation
from infra.bench.search import NARROW, REPEATS, Query, queries, searched

# A Scan reads the whole table, which takes minutes for large ones; above this size it is extrapolated.
LARGEST_SCAN = 10_000


@dataclass(frozen=True)
class AtSize:
    """All measurements at one size."""

    accounts: Sequence[ImportRow]
    table_rows: int
    searched: Mapping[Query, Repeated]
    full_text: Mapping[Query, Repeated]
    scanned: ScanResult | None


def grown(
    container: Container, meter: Meter, sizes: Sequence[int], organisations: Sequence[Organisation]
) -> Iterator[AtSize]:
    """Load and measure at each size. A size beyond what the organisations yield is measured with all of them."""
    growing = grow(organisations, container.ports.rules)
    accounts: list[ImportRow] = []
    words = Counter[str]()
    full_text = FullText()
    table_rows, scanned = 0, None
    for size in sizes:
        more = list(islice(growing, size - len(accounts)))
        rows = _loaded(more)
        accounts += more
        _learn(container, words, more)
        full_text.add(more)
        scanned = _scanned(
            container.settings.table_name, scanned, size, (table_rows + rows) / table_rows if table_rows else 0
        )
        table_rows += rows
        search_queries = queries(accounts[1])
        yield AtSize(
            tuple(accounts),
            table_rows,
            {query: searched(container, meter, query) for query in search_queries},
            {query: full_text.searched(meter, query, REPEATS) for query in search_queries},
            scanned,
        )


def _learn(container: Container, words: Counter[str], more: Sequence[ImportRow]) -> None:
    """Count the words of more accounts, and learn all, as an import does at its end."""
    found = (account for account in more if account.visibility is not Visibility.RESTRICTED)
    words.update(word for account in found for word in text_of(account.account_name))
    known = {word: count for word, count in words.items() if is_known(word)}
    learn_words(container.ports.index, container.ports.clock.now(), known, [known])


def _loaded(accounts: Sequence[ImportRow]) -> int:
    started = perf_counter()
    rows = load(accounts)
    took = perf_counter() - started
    print(f"Loaded {len(accounts):,} accounts, {rows:,} rows, in {took:.0f} s ({rows / took:,.0f} rows a second)")
    return rows


def _scanned(table_name: str, smaller: ScanResult | None, size: int, times: float) -> ScanResult | None:
    if size <= LARGEST_SCAN:
        return scan(table_name, NARROW.text.title().replace(" Of ", " of "))
    return smaller.for_a_table(times) if smaller else None

"""Sizes of the search index's rows, which determine the read units of a page."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import mean

from chalicelib.adapters.dynamodb.search_rows import rows_of
from chalicelib.domain.accounts.importing import ImportRow, account_from_row
from chalicelib.services.unit_of_work.ports import Ports
from infra.bench.search import PAGE

ATTRIBUTES = ("pk", "sk", "document")
UNIT_BYTES = 4096
# A query reads one row more than a page, to know whether there is another page.
READ_ROWS = PAGE + 1


@dataclass(frozen=True)
class RowSizes:
    """Row sizes in bytes as DynamoDB counts them; pages, in read units, are all runs of rows that a query may read."""

    average: float
    largest: int
    largest_page: float
    share_of_pages_above_one_unit: float


def row_sizes(ports: Ports, accounts: Sequence[ImportRow]) -> RowSizes:
    """Measure all index rows of these accounts, with eventually consistent reads."""
    partitions = defaultdict(list)
    for partition, sort, size in _rows(ports, accounts):
        partitions[partition].append((sort, size))
    in_order = [[size for _, size in sorted(rows)] for rows in partitions.values()]
    sizes = [size for partition in in_order for size in partition]
    pages = [read_units(sum(rows[at : at + READ_ROWS])) for rows in in_order for at in range(len(rows))]
    return RowSizes(mean(sizes), max(sizes), max(pages), sum(page > 1 for page in pages) / len(pages))


def read_units(size: int) -> float:
    """Return the read units of an eventually consistent query that reads this many bytes."""
    return math.ceil(size / UNIT_BYTES) / 2


def _rows(ports: Ports, accounts: Sequence[ImportRow]) -> Iterator[tuple[str, str, int]]:
    names = sum(map(len, ATTRIBUTES))
    for account in accounts:
        rows = rows_of(account_from_row(account, ports.ids.new_id(), ports.clock.now()))
        for (partition, sort), document in rows.items():
            yield partition, sort, names + sum(len(text.encode()) for text in (partition, sort, document))

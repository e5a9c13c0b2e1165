"""Tables of the measurements, each figure with its budget."""

import platform
from collections.abc import Sequence

from infra.bench.cold_start import Compared
from infra.bench.journey import Step
from infra.bench.report import Figure, Table
from infra.bench.row_size import READ_ROWS, UNIT_BYTES, RowSizes
from infra.bench.search import NARROW, NEAR_MISS, NO_ACCOUNT, PAGE, Query
from infra.bench.search_growth import AtSize

# In MB, as the design says.
LARGEST_PACKAGE = 12.0
JSON_CPU = 1.0
# One unit, read eventually consistently, is twice the bytes.
AVERAGE_ROW = 2 * UNIT_BYTES // READ_ROWS


def of_search(measured: Sequence[AtSize]) -> Table:
    """Table of searches; round trips and units have budgets, times are compared with SQLite's full text search."""
    sizes = " · ".join(f"{len(at.accounts):,}" for at in measured)
    return Table(
        f"Search: a page of {PAGE} at {sizes} accounts",
        (
            "what",
            "text",
            "found",
            "round trips",
            "read units",
            "p50 ms",
            "p50 last ÷ first",
            "p95 ms",
            "FTS5 p50 ms",
        ),
        [_search_row(query, measured) for query in measured[0].searched],
        "The times are those of DynamoDB Local, which runs on the same cores and slows down with the size of a "
        "partition (`uni…` is the largest). FTS5 is SQLite's full text search, in memory, in this process, in the "
        "order of names: a lower bound without network, replication or other users.",
    )


def _search_row(query: Query, measured: Sequence[AtSize]) -> Sequence[str | Figure]:
    pages = [at.searched[query] for at in measured]
    return (
        query.what,
        f"`{query.text}`",
        Figure([page.found for page in pages]),
        Figure([page.spent.round_trips for page in pages], query.budget.round_trips),
        Figure([page.spent.read_units for page in pages], query.budget.read_units, digits=1),
        Figure([page.p50 for page in pages], digits=1),
        Figure([pages[-1].p50 / pages[0].p50], digits=1),
        Figure([page.p95 for page in pages], digits=1),
        Figure([at.full_text[query].p50 for at in measured], digits=2),
    )


def of_scans(measured: Sequence[AtSize]) -> Table:
    """Table of the same page by `Scan` and `contains`, which the product never uses."""
    return Table(
        f"The same page by Scan and `contains`, for `{NARROW.text}`",
        (
            "accounts",
            "rows in the table",
            "round trips",
            "read units",
            "seconds",
            "times the product's read units",
        ),
        [_scan_row(at) for at in measured if at.scanned],
        "A Scan reads the whole table, including the rows of the index; accounts alone are a tenth of it.",
    )


def _scan_row(at: AtSize) -> Sequence[str | Figure]:
    assert at.scanned
    spent, product = at.scanned.spent, at.searched[NARROW].spent
    return (
        f"{len(at.accounts):,}" + (" (extrapolated, NOT measured)" if at.scanned.is_estimate else ""),
        Figure([at.table_rows]),
        Figure([spent.round_trips]),
        Figure([spent.read_units], digits=1),
        Figure([at.scanned.seconds], digits=1),
        Figure([spent.read_units / product.read_units]),
    )


def of_invariants(measured: Sequence[AtSize]) -> Table:
    """Table of what every search must satisfy."""
    spent = [page.spent for at in measured for page in at.searched.values()]
    missed = [(at.searched[NEAR_MISS].spent, at.searched[NO_ACCOUNT].spent) for at in measured]
    trips = [abs(near.round_trips - none.round_trips) for near, none in missed]
    units = [abs(near.read_units - none.read_units) for near, none in missed]
    return Table(
        "Search: invariants",
        ("what", "figure"),
        [
            ("Scans by the product", Figure([sum(counts.calls["Scan"] for counts in spent)], 0)),
            ("difference in round trips: near miss of a restricted account, no account", Figure(trips, 0)),
            ("difference in read units: the same", Figure(units, 0, digits=1)),
        ],
    )


def of_rows(rows: RowSizes) -> Table:
    """Table of row sizes. No layout keeps every page within a unit, since a name may have 200 characters."""
    return Table(
        f"The rows of the search index, {PAGE} of which should take one read unit",
        ("what", "figure"),
        [
            ("bytes of a row, on average", Figure([rows.average], AVERAGE_ROW)),
            ("bytes of the largest row", Figure([rows.largest])),
            ("read units of the largest possible page", Figure([rows.largest_page], digits=1)),
            (
                "% of all pages that take more than one",
                Figure([100 * rows.share_of_pages_above_one_unit], digits=1),
            ),
        ],
    )


def of_journey(steps: Sequence[Step]) -> Table:
    """Table of the steps of the journey; calls have budgets."""
    return Table(
        "The journey",
        ("step", "reads", "transactions", "nudges", "read units", "write units"),
        [
            (
                step.what,
                Figure([step.spent.reads], step.limit.reads),
                Figure([step.spent.writes], step.limit.transactions),
                Figure([step.nudges], step.limit.nudges),
                Figure([step.spent.read_units], digits=1),
                Figure([step.spent.write_units]),
            )
            for step in steps
        ],
        "Write units are computed: two for each started KB of each item, without the index of due rows.",
    )


def of_starting(cold: Sequence[Compared], warm: Sequence[Compared], megabytes: float) -> Table:
    """Table of the package, cold starts and warm calls; times and ratios never fail a run."""
    return Table(
        f"Starting and running, on Python {'.'.join(platform.python_version_tuple()[:2])}",
        ("what", "", "minimal app", "ratio"),
        [
            ("the package, in MB", Figure([megabytes], LARGEST_PACKAGE, digits=1), "", ""),
            *(_compared(case, None, case.most) for case in cold),
            *(_compared(case, JSON_CPU, None) for case in warm),
        ],
        "Functions run on Python 3.13: `make PYTHON=python3.13 bench`. Times are in ms. "
        "Cold starts are those of the package that is deployed, the shortest of eleven each, and are "
        "compared in turns with Chalice and one botocore DynamoDB client, with byte code and the same botocore. The "
        "processor time of warm calls, without the SDK's part, is compared with a bare Chalice route.",
    )


def _compared(case: Compared, most: float | None, most_ratio: float | None) -> Sequence[str | Figure]:
    return (
        case.what,
        Figure([case.product], most, digits=2, is_time=True),
        Figure([case.floor], digits=2),
        Figure([case.ratio], most_ratio, digits=2, is_time=True),
    )

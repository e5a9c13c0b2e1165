"""Writes `docs/benchmarks.md`: what was measured, how, and the tables of the last full run."""

import os
import platform
from collections.abc import Sequence

from infra.bench.report import Table, exceeded, markdown
from infra.bench.search import REPEATS
from infra.local.state import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "benchmarks.md"
ALL_WITHIN = "Every count is within its budget."

_HOW = """# Benchmarks

Made by `make bench`, which fails when a count is over its budget and never for a time. Counts are the same on any
machine; times are not: compare them along a row, or between columns. Where a cell holds several figures they stand
for the sizes in the title, and `≤` says the budget.

- **Directory**: {source}, grown with faculties under the organisation's domain and campuses in other towns; a
  smaller directory is the beginning of a larger one. One account in 25 is restricted. Every row is one that an
  import writes.
- **Database**: Amazon's DynamoDB Local, in memory, for its read and write units. Corrected to what
  AWS bills: an empty query counts the least there is, and the write units of a transaction are reckoned from its
  items, for DynamoDB Local rounds only their sum.
- **Search**: the use case itself, each page {pages} times; its counts are the dearest of all, the first one by a
  container that knows nothing yet.
- **Machine**: {machine}; the database runs on the same cores.
"""


def document(tables: Sequence[Table], from_file: bool) -> str:
    """The whole page."""
    source = "real organisations from a file" if from_file else "made-up organisations of a word list"
    machine = (
        f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, "
        f"Python {'.'.join(platform.python_version_tuple()[:2])}"
    )
    faults = exceeded(tables)
    verdict = ["Over budget:", "", *(f"- {fault}" for fault in faults)] if faults else [ALL_WITHIN]
    how = _HOW.format(source=source, machine=machine, pages=REPEATS + 1)
    return "\n".join([how, *verdict, "", markdown(tables)])

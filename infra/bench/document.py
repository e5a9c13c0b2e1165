"""Render `docs/benchmarks.md`: the method and the tables of the last full run."""

import os
import platform
from collections.abc import Sequence

from infra.bench.report import Table, exceeded, markdown
from infra.bench.search import REPEATS
from infra.local.state import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "benchmarks.md"
ALL_WITHIN = "Every count is within its budget."

_HOW = """# Benchmarks

Made by `make bench`, which fails if a count exceeds its budget, but never because of a time. Counts are the same on
any machine; times are not: compare them along a row, or between columns. Several figures in a cell belong to the
sizes in the title; `≤` precedes the budget.

- **Directory**: {source}, extended with faculties under the organisation's domain and campuses in other towns; a
  smaller directory is a prefix of a larger one. One account in 25 is restricted. The rows are those that an import
  writes.
- **Database**: Amazon's DynamoDB Local, in memory, for its read and write units. They are corrected to what AWS
  bills: an empty query counts the minimum, and the write units of a transaction are computed from its items, because
  DynamoDB Local rounds only their sum.
- **Search**: the use case itself, each page {pages} times; its counts are the highest of all, the first one by a
  container that has cached nothing yet.
- **Machine**: {machine}; the database runs on the same cores.
"""


def document(tables: Sequence[Table], from_file: bool) -> str:
    """Render the whole page."""
    source = "real organisations from a file" if from_file else "made-up organisations of a word list"
    machine = (
        f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, "
        f"Python {'.'.join(platform.python_version_tuple()[:2])}"
    )
    faults = exceeded(tables)
    verdict = ["Over budget:", "", *(f"- {fault}" for fault in faults)] if faults else [ALL_WITHIN]
    how = _HOW.format(source=source, machine=machine, pages=REPEATS + 1)
    return "\n".join([how, *verdict, "", markdown(tables)])

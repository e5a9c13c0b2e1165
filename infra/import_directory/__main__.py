"""Import a directory of Smart Accounts: `python -m infra.import_directory FILE` (CSV or JSON).

It works on the running local stack, or on a stage (`make import STAGE=…`). Rows hold a name, domains, visibility and
administrators. The file is streamed, so it may be larger than the
memory. An import can be repeated at any time: it continues after an interruption, and changes that people have
made since the last import are kept.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.accounts.importing import BATCH, Imported, RowResult, import_batch
from chalicelib.services.accounts.search import learn_words
from chalicelib.services.unit_of_work.index_port import SearchIndex
from chalicelib.services.unit_of_work.ports import Ports
from infra.disk_records import DiskRecords
from infra.import_directory.files import LocatedRow, Unreadable, row_of, rows_of_file
from infra.import_directory.reasons import NOT_IMPORTED, why_left_alone, why_refused
from infra.target import target_container

# Batches in flight at the same time.
CONCURRENCY = 4
# Pauses before retries while the database is throttled or unreachable: 17 minutes in total.
PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, *[30.0] * 33)

ValidRow = tuple[str, ImportRow]


@dataclass
class Outcome:
    """Counts of imported rows; rows that were not imported, or only in part, are reported at once."""

    say: Callable[[str], None] = tqdm.write
    counts: Counter[Imported] = field(default_factory=Counter)
    reported: int = 0
    further: int = 0

    def report(self, place: str, reason: str) -> None:
        """Report a row that was not imported, or only in part, with its place in the file and the reason."""
        self.reported += 1
        self.say(f"{place}: {reason}")

    def __str__(self) -> str:
        created, changed, unchanged = (
            self.counts[kind] for kind in (Imported.CREATED, Imported.CHANGED, Imported.UNCHANGED)
        )
        return (
            f"{created + changed + unchanged} rows imported ({created} created, {changed} changed, "
            f"{unchanged} unchanged), {self.reported} reported"
        )


def main(arguments: Sequence[str]) -> int:
    """Import the file; return 0 if the file could be read, even if single rows were rejected."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: make import FILE=<a .csv or .json file>", file=sys.stderr)
        return 2
    file = Path(arguments[0])
    container, outcome = target_container(), Outcome()
    try:
        # Read the file to its end before anything is written: a malformed file changes nothing.
        total = sum(1 for _ in rows_of_file(file))
    except ValueError as fault:
        print(f"{file} is not a directory file, nothing was imported: {fault}", file=sys.stderr)
        return 2
    rows = tqdm(rows_of_file(file), total=total, unit="row", disable=None)
    try:
        import_rows(container.ports, container.ports.index, rows, outcome)
    except Refused:
        print(f"{outcome}\nThe database does not answer: run the import again to continue.", file=sys.stderr)
        return 1
    print(outcome)
    if outcome.further:
        print(f"{outcome.further} rows name further domains, which are ignored: the first is the identifier")
    return 0


def import_rows(
    ports: Ports,
    index: SearchIndex,
    rows: Iterable[LocatedRow],
    outcome: Outcome,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Import all rows; of rows with the same identifier the first counts.

    Raises `busy` if the database stays unreachable.
    """
    with closing(DiskRecords()) as records:
        _import_all(ports, _batches(_valid_rows(ports, rows, records, outcome)), outcome, records, pause)
        learn_words(index, ports.clock.now(), records.most_common(), records.shelves())


def _import_all(
    ports: Ports,
    batches: Iterator[list[ValidRow]],
    outcome: Outcome,
    records: DiskRecords,
    pause: Callable[[float], None],
) -> None:
    """Import all batches, several at once."""

    def run(batch: Sequence[ValidRow]) -> list[RowResult]:
        return _import(ports, [row for _, row in batch], pause)

    workers = ThreadPoolExecutor(CONCURRENCY)
    try:
        while group := list(islice(batches, CONCURRENCY)):
            for batch, results in zip(group, workers.map(run, group), strict=True):
                _record(outcome, batch, results)
                for result in results:
                    records.count(result.words)
    finally:
        # Ctrl-C does not wait for batches that are being retried.
        workers.shutdown(wait=False, cancel_futures=True)


def _batches(rows: Iterator[ValidRow]) -> Iterator[list[ValidRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _import(ports: Ports, rows: Sequence[ImportRow], pause: Callable[[float], None]) -> list[RowResult]:
    """Import rows; retry those that met a busy database."""
    results = import_batch(ports, rows)
    for seconds in PAUSES_SECONDS:
        waiting = [index for index, result in enumerate(results) if result.imported is Imported.BUSY]
        if not waiting:
            return results
        pause(seconds)
        for index, result in zip(waiting, import_batch(ports, [rows[index] for index in waiting]), strict=True):
            results[index] = result
    raise Refused(Problem.BUSY)


def _record(outcome: Outcome, batch: Sequence[ValidRow], results: Sequence[RowResult]) -> None:
    for (place, _), result in zip(batch, results, strict=True):
        if result.imported in NOT_IMPORTED:
            outcome.report(place, NOT_IMPORTED[result.imported])
            continue
        outcome.counts[result.imported] += 1
        if result.left_alone:
            outcome.report(place, why_left_alone(result.left_alone))


def _valid_rows(ports: Ports, rows: Iterable[LocatedRow], records: DiskRecords, outcome: Outcome) -> Iterator[ValidRow]:
    for place, raw in rows:
        if isinstance(raw, Unreadable):
            outcome.report(place, raw.reason)
            continue
        try:
            row = row_of(raw, ports.rules)
        except Refused as refused:
            outcome.report(place, why_refused(refused.errors))
            continue
        first = records.first_place(row.identifier.value, place)
        if first != place:
            outcome.report(place, f"{row.identifier.value} was imported from {first} already")
            continue
        outcome.further += row.further_domains > 0
        yield place, row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

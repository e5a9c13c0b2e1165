"""Import the rows of a directory, several batches at once; what is busy is tried again."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from itertools import islice

from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.accounts.importing import BATCH, Imported, RowResult, import_batch
from chalicelib.services.accounts.search import learn_words
from chalicelib.services.unit_of_work.index_port import SearchIndex
from chalicelib.services.unit_of_work.ports import Ports
from infra import SIGNAL_SECONDS
from infra.disk_records import DiskRecords
from infra.import_directory.files import row_of
from infra.import_directory.located_rows import LocatedRow, Unreadable
from infra.import_directory.outcome import Outcome
from infra.import_directory.reasons import NOT_IMPORTED, why_left_alone, why_refused
from infra.progress import ProgressLines

# Batches in flight at the same time.
CONCURRENCY = 4
# Pauses before retries while the database is throttled or unreachable: 17 minutes in total.
PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, *[30.0] * 33)

ValidRow = tuple[str, ImportRow]


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
        shelves = ProgressLines("learning words", "group").over(records.shelves())
        learn_words(index, ports.clock.now(), records.most_common(), shelves)


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
            running = [workers.submit(run, batch) for batch in group]
            for batch, results in zip(group, map(_awaited, running), strict=True):
                _record(outcome, batch, results)
                for result in results:
                    records.count(result.words)
    finally:
        # Ctrl-C does not wait for batches that are being retried.
        workers.shutdown(wait=False, cancel_futures=True)


def _awaited(running: Future[list[RowResult]]) -> list[RowResult]:
    while not wait([running], SIGNAL_SECONDS).done:
        pass
    return running.result()


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
            outcome.report(place, why_left_alone(result.left_alone), is_in=True)


def _valid_rows(ports: Ports, rows: Iterable[LocatedRow], records: DiskRecords, outcome: Outcome) -> Iterator[ValidRow]:
    for place, raw in rows:
        if isinstance(raw, Unreadable):
            outcome.report(place, raw.reason)
            continue
        outcome.note_unused(raw)
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

"""Imports a directory of Smart Accounts: `python -m infra.import_directory FILE` (CSV or JSON).

Rows hold a name, domains, visibility and administrators, and are read one by one, so that a file may be
larger than the memory. Run it again at any time: an import that was cut short goes on where it stopped, and
what people have decided since the last one stays.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from chalicelib import bootstrap
from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.search.words import counted_words
from chalicelib.services.accounts.importing import BATCH, Imported, RowResult, import_batch
from chalicelib.services.accounts.search import SearchIndex, learn_words
from chalicelib.services.unit_of_work.ports import Ports
from infra.disk_records import Notes
from infra.import_directory.files import Placed, Unreadable, row_of, rows_of_file
from infra.import_directory.reasons import NOT_IN, what_was_left, why_refused
from infra.target import use_target

# Batches on their way together: one waits for the database while another is being made.
AT_ONCE = 4
# How long rows wait for a database that is throttled or out of reach: 17 minutes together.
PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, *[30.0] * 33)

Good = tuple[str, ImportRow]


@dataclass
class Outcome:
    """What became of the rows so far; those that did not go in, or not whole, are told as they come."""

    say: Callable[[str], None] = tqdm.write
    counts: Counter[Imported] = field(default_factory=Counter)
    reported: int = 0
    further: int = 0

    def report(self, place: str, reason: str) -> None:
        """Says of a row that did not go in, or not whole, where it stands in the file, and why."""
        self.reported += 1
        self.say(f"{place}: {reason}")

    def __str__(self) -> str:
        created, changed, unchanged = (
            self.counts[one] for one in (Imported.CREATED, Imported.CHANGED, Imported.UNCHANGED)
        )
        return (
            f"{created + changed + unchanged} rows in ({created} created, {changed} changed, "
            f"{unchanged} unchanged), {self.reported} reported"
        )


def main(arguments: Sequence[str]) -> int:
    """Imports the file; 0 when the file could be read, whatever became of single rows."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: make import FILE=<a .csv or .json file>", file=sys.stderr)
        return 2
    file = Path(arguments[0])
    use_target()
    try:
        # Read through once before anything is written: a file with a fault at its end changes nothing.
        total = sum(1 for _ in rows_of_file(file))
    except ValueError as fault:
        print(f"{file} is not a directory file, nothing was imported: {fault}", file=sys.stderr)
        return 2
    container, outcome = bootstrap.container(), Outcome()
    rows = tqdm(rows_of_file(file), total=total, unit="row", disable=None)
    try:
        import_rows(container.ports, container.search_index, rows, outcome)
    except Refused:
        print(f"{outcome}\nThe database does not answer: run it again, and it goes on from here.", file=sys.stderr)
        return 1
    print(outcome)
    if outcome.further:
        print(f"{outcome.further} rows name further domains, which are ignored: the first is the identifier")
    return 0


def import_rows(
    ports: Ports,
    index: SearchIndex,
    rows: Iterable[Placed],
    outcome: Outcome,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Imports all rows; of two with one identifier the first counts.

    Raises `busy` when the database does not come back.
    """
    notes = Notes()
    batches = _batches(_good_rows(ports, rows, notes, outcome))

    def go(batch: Sequence[Good]) -> list[RowResult]:
        return _import(ports, [row for _, row in batch], pause)

    workers = ThreadPoolExecutor(AT_ONCE)
    try:
        while together := list(islice(batches, AT_ONCE)):
            for batch, outcomes in zip(together, workers.map(go, together), strict=True):
                _note(outcome, batch, outcomes)
    finally:
        # Ctrl-C does not wait for batches that wait for a database.
        workers.shutdown(wait=False, cancel_futures=True)
    learn_words(index, ports.clock.now(), notes.commonest())


def _batches(rows: Iterator[Good]) -> Iterator[list[Good]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _import(ports: Ports, rows: Sequence[ImportRow], pause: Callable[[float], None]) -> list[RowResult]:
    """Imports rows and, while the database is busy, again those that are not in yet."""
    results = import_batch(ports, rows)
    for seconds in PAUSES_SECONDS:
        waiting = [place for place, one in enumerate(results) if one.imported is Imported.BUSY]
        if not waiting:
            return results
        pause(seconds)
        for place, one in zip(waiting, import_batch(ports, [rows[at] for at in waiting]), strict=True):
            results[place] = one
    raise Refused(Problem.BUSY)


def _note(outcome: Outcome, batch: Sequence[Good], results: Sequence[RowResult]) -> None:
    for (place, _), one in zip(batch, results, strict=True):
        if one.imported in NOT_IN:
            outcome.report(place, NOT_IN[one.imported])
            continue
        outcome.counts[one.imported] += 1
        if one.left_alone:
            outcome.report(place, what_was_left(one.left_alone))


def _good_rows(ports: Ports, rows: Iterable[Placed], notes: Notes, outcome: Outcome) -> Iterator[Good]:
    for place, raw in rows:
        if isinstance(raw, Unreadable):
            outcome.report(place, raw.reason)
            continue
        try:
            row = row_of(raw, ports.rules)
        except Refused as refused:
            outcome.report(place, why_refused(refused.errors))
            continue
        first = notes.first_place(row.identifier.value, place)
        if first != place:
            outcome.report(place, f"{row.identifier.value} was imported from {first} already")
            continue
        notes.count(counted_words(row.account_name, row.visibility))
        outcome.further += row.further_domains > 0
        yield place, row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

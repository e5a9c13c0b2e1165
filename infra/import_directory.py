"""Imports a directory of Smart Accounts: `python -m infra.import_directory FILE` (CSV or JSON).

Rows hold a name, domains, visibility and administrators. Run it again at any time: what is there already
is left as it is, so an import that was cut short goes on where it stopped.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from chalicelib import bootstrap
from chalicelib.domain.domain_identifier import DomainRules
from chalicelib.domain.errors import Refused
from chalicelib.domain.importing import ImportRow, read_row
from chalicelib.domain.word_search import words_of
from chalicelib.rendering.problem_texts import field_text
from chalicelib.services.importing import BATCH, Imported, import_batch
from chalicelib.services.ports import Ports
from chalicelib.services.searching import SearchIndex, learn_words
from infra.target import use_target

SEPARATOR = ";"
# Batches on their way together: one waits for the database while another is being made.
AT_ONCE = 4

Placed = tuple[str, ImportRow]


@dataclass(frozen=True)
class Reported:
    """A row that did not go in, or not whole: where it stands in the file, and why."""

    place: str
    reason: str


def main(arguments: Sequence[str]) -> int:
    """Imports the file; 0 when the file could be read, whatever became of single rows."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("Usage: make import FILE=<a .csv or .json file>", file=sys.stderr)
        return 2
    use_target()
    try:
        rows = read_file(Path(arguments[0]))
    except (ValueError, KeyError) as fault:
        print(f"{arguments[0]} is not a directory file: {fault}", file=sys.stderr)
        return 2
    container = bootstrap.container()
    counts, reported = import_rows(container.ports, container.search_index, rows)
    for one in reported:
        print(f"{one.place}: {one.reason}")
    went_in = counts[Imported.CREATED] + counts[Imported.CHANGED] + counts[Imported.UNCHANGED]
    print(
        f"{went_in} rows in ({counts[Imported.CREATED]} created, {counts[Imported.CHANGED]} changed, "
        f"{counts[Imported.UNCHANGED]} unchanged), {len(reported)} reported"
    )
    return 0


def read_file(path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """The rows with their places. Raises ValueError for what is neither CSV with a header nor a JSON list."""
    if path.suffix.lower() == ".csv":
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines)
            return [(f"line {reader.line_num}", row) for row in reader]
    listed = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        raise ValueError("JSON must be a list of objects")
    return [(f"row {number}", row) for number, row in enumerate(listed, start=1)]


def import_rows(
    ports: Ports, index: SearchIndex, rows: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[Counter[Imported], list[Reported]]:
    """Imports all rows; of two with one identifier the first counts."""
    counts: Counter[Imported] = Counter()
    reported: list[Reported] = []
    good = _good_rows(ports.rules, tqdm(rows, unit="row", disable=None), reported)
    words = Counter[str]()
    with ThreadPoolExecutor(AT_ONCE) as workers:
        while batches := list(islice(_batches(good), AT_ONCE)):
            for batch, outcomes in zip(batches, workers.map(partial(_import, ports), batches), strict=True):
                for (place, row), outcome in zip(batch, outcomes, strict=True):
                    words.update(words_of(row.account_name))
                    if outcome is Imported.PENDING:
                        reported.append(Reported(place, "an open request holds this domain identifier"))
                    else:
                        counts[outcome] += 1
    learn_words(index, ports.clock.now(), words)
    return counts, reported


def _batches(rows: Iterator[Placed]) -> Iterator[list[Placed]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _import(ports: Ports, batch: Sequence[Placed]) -> list[Imported]:
    return import_batch(ports, [row for _, row in batch])


def _good_rows(
    rules: DomainRules, rows: Iterable[tuple[str, Mapping[str, Any]]], reported: list[Reported]
) -> Iterator[Placed]:
    seen: dict[str, str] = {}
    further = 0
    for place, raw in rows:
        try:
            row = _read(raw, rules)
        except Refused as refused:
            reasons = [f"{one.pointer}: {field_text(one.code, one.facts, 'en')}" for one in refused.errors]
            reported.append(Reported(place, "; ".join(reasons)))
            continue
        first = seen.setdefault(row.identifier.value, place)
        if first != place:
            reported.append(Reported(place, f"{row.identifier.value} was imported from {first} already"))
            continue
        further += row.further_domains > 0
        yield place, row
    if further:
        print(f"{further} rows name further domains, which are ignored: the first is the identifier")


def _read(raw: Mapping[str, Any], rules: DomainRules) -> ImportRow:
    return read_row(
        str(raw.get("account_name") or raw.get("name") or ""),
        _listed(raw.get("domains") or raw.get("domain")),
        str(raw.get("visibility") or ""),
        _listed(raw.get("administrators")),
        rules,
    )


def _listed(value: object) -> list[str]:
    parts = value if isinstance(value, list) else str(value or "").split(SEPARATOR)
    return [text for part in parts if (text := str(part).strip())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

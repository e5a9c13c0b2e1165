"""Import a directory of Smart Accounts into the running local stack, or into a stage: make import FILE=… [STAGE=…].

The file is CSV or JSON, in UTF-8; rows hold a name, domains, visibility and administrators. It is read to its end
before anything is written, row by row, so it may be larger than the memory. An import can be repeated at any time: it
continues after an interruption, and changes that people have made since the last import are kept.

Exit codes: 0 all rows went in; 1 some rows were reported; 2 the file or the call is at fault, and nothing was changed.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.domain.errors import Refused
from infra.import_directory.dry_run import writing_nothing
from infra.import_directory.files import rows_of_file
from infra.import_directory.importing import import_rows
from infra.import_directory.located_rows import FaultyFile
from infra.import_directory.outcome import JsonOutcome, Outcome
from infra.progress import ProgressLines
from infra.target import target_container

ALL_IN, REPORTED, AT_FAULT = 0, 1, 2
BUSY = "The database does not answer: run the import again to continue."


def main(arguments: Sequence[str]) -> int:
    """Import the file; return the exit code."""
    options = _options(arguments)
    file = Path(options.file)
    try:
        total = sum(1 for _ in ProgressLines("reading", "row").over(rows_of_file(file)))
    except FaultyFile as fault:
        return _fail(f"{file}: {fault}. Nothing was imported.", options, AT_FAULT)
    outcome = JsonOutcome() if options.json else Outcome()
    target = target_container()
    container = writing_nothing(target) if options.dry_run else target
    rows = ProgressLines("importing", "row", total).over(rows_of_file(file))
    try:
        import_rows(container.ports, container.ports.index, rows, outcome)
    except (Refused, FaultyFile) as fault:
        outcome.end()
        changed = f"{file} has changed: {fault}. Run the import again."
        return _fail(BUSY if isinstance(fault, Refused) else changed, options, REPORTED)
    outcome.end()
    if options.dry_run and not options.json:
        print("This was a dry run: nothing was written.", file=sys.stderr)
    return REPORTED if outcome.reported else ALL_IN


def _fail(reason: str, options: argparse.Namespace, status: int) -> int:
    if options.json:
        print(json.dumps({"error": reason}))
    else:
        print(reason, file=sys.stderr)
    return status


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.import_directory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="a CSV file with a header, or a JSON file with a list of objects")
    parser.add_argument("--dry-run", action="store_true", help="report the same, and write nothing")
    parser.add_argument("--json", action="store_true", help="report in lines of JSON, the counts in the last one")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

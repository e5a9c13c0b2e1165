"""Export all active accounts to a file that an import takes: `.csv`, for spreadsheet programs too, or `.json`.

The file holds name, domain, visibility and administrators of each account, and is written for you alone to read. It
appears once it is complete. Importing it into the same system changes no account.

Exit codes: 0 all active accounts are in the file; 1 some could not be read and are listed; 2 nothing was written.
"""

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import equals
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.pages.formula_cells import escaped
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from infra.import_directory.files import SEPARATOR
from infra.import_directory.importing import PAUSES_SECONDS
from infra.progress import progress_of_scan
from infra.target import target_container

ALL_OUT, SOME_UNREADABLE, FAILED = 0, 1, 2
COLUMNS = ("account_name", "domains", "visibility", "administrators")
# Spreadsheet programs take CSV for UTF-8 if it begins with a byte order mark; JSON may not have one.
ENCODINGS: Mapping[str, str] = {".csv": "utf-8-sig", ".json": "utf-8"}


def main(arguments: Sequence[str], pause: Callable[[float], None] = time.sleep) -> int:
    """Export; return the exit code."""
    file = Path(_options(arguments).file)
    if file.exists() and not file.is_file():
        print(f"{file}: this is no file. Nothing was exported.", file=sys.stderr)
        return FAILED
    try:
        with collect_unreadable() as unreadable, _appearing(file) as written:
            write = WRITERS[file.suffix.lower()]
            count = write(written, active_accounts(target_container().table, pause))
    except OSError as error:
        print(f"{file}: cannot be written ({error.strerror}). Nothing was exported.", file=sys.stderr)
        return FAILED
    except Refused:
        print("The database does not answer: run the export again. Nothing was exported.", file=sys.stderr)
        return FAILED
    print(f"{count} accounts exported to {file}")
    for row in sorted(unreadable.rows):
        print(f"{'/'.join(row)} cannot be read and is not in the file", file=sys.stderr)
    return SOME_UNREADABLE if unreadable.rows else ALL_OUT


def active_accounts(table: Table, pause: Callable[[float], None]) -> Iterator[SmartAccount]:
    """Scan the table for active accounts, in no order."""
    accounts = readable(_account_rows(table, pause), SmartAccount)
    return (account for account in accounts if account.status is AccountStatus.ACTIVE)


def _account_rows(table: Table, pause: Callable[[float], None]) -> Iterator[Row]:
    """Scan the table; go on behind the last row after a pause if the database is busy."""
    examined = progress_of_scan("exporting", table).advance
    last, pauses = None, iter(PAUSES_SECONDS)
    while True:
        try:
            for row in table.scan(equals("sk", keys.ACCOUNT_ROW), start=last, consistent=True, examined=examined):
                yield row
                last, pauses = row.key, iter(PAUSES_SECONDS)
        except Refused as refused:
            seconds = next(pauses, None)
            if refused.problem is not Problem.BUSY or seconds is None:
                raise
            pause(seconds)
        else:
            return


def write_csv(file: TextIO, accounts: Iterable[SmartAccount]) -> int:
    """Write a table; return of how many accounts."""
    writer, count = csv.writer(file), 0
    writer.writerow(COLUMNS)
    for account in accounts:
        count += 1
        name, domains, visibility, administrators = _values(account)
        cells = (name, SEPARATOR.join(domains), visibility, SEPARATOR.join(administrators))
        writer.writerow(map(escaped, cells))
    return count


def write_json(file: TextIO, accounts: Iterable[SmartAccount]) -> int:
    """Write a list, each account on a line; return of how many."""
    count = 0
    for account in accounts:
        count += 1
        row = dict(zip(COLUMNS, _values(account), strict=True))
        file.write(f"{',' if count > 1 else '['}\n{json.dumps(row, ensure_ascii=False)}")
    file.write("\n]\n" if count else "[]\n")
    return count


WRITERS: Mapping[str, Callable[[TextIO, Iterable[SmartAccount]], int]] = {".csv": write_csv, ".json": write_json}


def _values(account: SmartAccount) -> tuple[str, list[str], str, list[str]]:
    administrators = [administrator.email for administrator in account.administrators]
    return account.account_name, [account.domain_identifier], account.search_visibility, administrators


@contextmanager
def _appearing(path: Path) -> Iterator[TextIO]:
    """Yield a file beside the path, which takes its place at the end; whatever fails leaves nothing behind."""
    place = path.resolve()
    handle, name = mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with open(handle, "w", encoding=ENCODINGS[path.suffix.lower()], newline="") as file:
            yield file
        os.replace(name, place)
    except BaseException:
        os.unlink(name)
        raise


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m infra.export_directory",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", metavar="FILE", help="a name that ends in .csv or .json; a file of that name is replaced"
    )
    options = parser.parse_args(arguments)
    if Path(options.file).suffix.lower() not in WRITERS:
        parser.error(f"{options.file}: the name of the file has to end in .csv or .json")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

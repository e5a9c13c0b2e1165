"""Rebuild the search index from the accounts: `python -m infra.rebuild_index`. Safe while the service runs.

Passes over the table: write the index rows of every account, delete rows that belong to no account, learn the words of
all. Each step is a transaction conditioned on the account's version, and idempotent. Progress is stored, so an
interrupted rebuild is run again and continues.

A release whose index has other entries has them under another prefix. `prepare` writes those while the release before
still serves, which reads its own; `rebuild_if_needed` writes what has changed since, once this release serves.
"""

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Literal

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys, search_rows
from chalicelib.adapters.dynamodb.conditions import Condition, begins_with, equals
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.get import readable, stored
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.search_rows import FORMER_PREFIXES, PREFIX, account_id_of, partition_key, rows_of
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.vocabulary import known_words
from chalicelib.services.accounts.search import learn_words
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.unreadable import collect_unreadable, note_unreadable, unless_unreadable
from chalicelib.services.unit_of_work.writes import Reindex
from infra.arguments import reject_arguments
from infra.disk_records import DiskRecords
from infra.progress import ProgressLines, progress_of_scan
from infra.target import use_target

PROGRESS: Key = ("REBUILD", "SEARCH")
PAGE = 200
STAGES: tuple[Literal["accounts", "rows"], ...] = ("accounts", "rows")
DOING = {"accounts": "indexing accounts", "rows": "dropping stale rows"}


@dataclass(frozen=True)
class Progress:
    """Stage and last key that a rebuild has reached."""

    stage: Literal["accounts", "rows"]
    start: dict[str, dict[str, str]] | None = None


def main(arguments: Sequence[str]) -> int:
    """Rebuild the index; return the exit status."""
    reject_arguments("infra.rebuild_index", __doc__, arguments)
    use_target()
    container = bootstrap.container()
    with collect_unreadable() as unreadable:
        written, dropped = rebuild(container)
    print(f"{written} accounts indexed, {dropped} stale rows dropped")
    for row in sorted(unreadable.rows):
        print(f"{'/'.join(row)} cannot be read and was left unchanged", file=sys.stderr)
    return 1 if unreadable.rows else 0


def rebuild(container: Container) -> tuple[int, int]:
    """Rebuild; return how many accounts were indexed and how many rows were dropped, those of former releases too.

    After that, the release before finds nothing until it rebuilds its own index.
    """
    written = _write(container)
    former = 0
    for prefix in FORMER_PREFIXES:
        for row in container.table.scan(begins_with("pk", prefix)):
            container.table.delete(row.key)
            former += 1
    dropped = _finish(container)
    return written, dropped + former


def prepare(container: Container) -> int:
    """Write the rows of every account, if the release that serves has another index; return of how many."""
    return 0 if is_rebuilt(container) else _write(container)


def rebuild_if_needed(container: Container) -> int:
    """Rebuild unless this index has been before, and leave the rows of former releases for a way back."""
    if is_rebuilt(container):
        return 0
    written = _write(container)
    _finish(container)
    return written


def is_rebuilt(container: Container) -> bool:
    """Whether this index has the rows of every account."""
    row = container.table.get(search_rows.REBUILT)
    return row is not None and row.holder == PREFIX


def _write(container: Container) -> int:
    """Write the rows of every account; return of how many."""
    found = _rows(container.table, "accounts", equals("sk", keys.ACCOUNT_ROW))
    return sum(reindex(container.ports, account) for account in readable(found, SmartAccount))


def _finish(container: Container) -> int:
    """Drop stale rows, learn all words, and note that the index is complete; return how many rows were dropped."""
    ports, table = container.ports, container.table
    rows = _rows(table, "rows", begins_with("pk", partition_key("")))
    dropped = sum(drop_if_stale(ports, row.key) for row in rows)
    with closing(DiskRecords()) as counts:
        examined = progress_of_scan("counting words", table).advance
        for account in readable(table.scan(equals("sk", keys.ACCOUNT_ROW), examined=examined), SmartAccount):
            counts.count(known_words(account))
        shelves = ProgressLines("learning words", "group").over(counts.shelves())
        learn_words(ports.index, ports.clock.now(), counts.most_common(), shelves)
    _store_progress(table, Progress(STAGES[0]))
    table.put(Row(*search_rows.REBUILT, holder=PREFIX))
    return dropped


def reindex(ports: Ports, account: SmartAccount) -> bool:
    """Write the account's index rows; return whether they were written.

    An account that changed in the meantime is read again. One that is gone or cannot be indexed is skipped.
    """
    current: SmartAccount | None = account
    while current is not None and indexed(current) is not None:
        try:
            ports.store.commit([Reindex(current)])
        except StaleState:
            current = _account(ports, account.account_id)
        else:
            return True
    return False


def indexed(account: SmartAccount) -> Collection[Key] | None:
    """Return the keys of the account's index rows; None, and noted as unreadable, if its identifier is invalid."""
    try:
        return rows_of(account).keys()
    except ValueError:
        note_unreadable(keys.account(account.account_id))
        return None


def drop_if_stale(ports: Ports, row: Key) -> bool:
    """Drop an index row that its account does not have; return whether it was dropped."""
    account = _account(ports, account_id_of(row[1]))
    rows = indexed(account) if account else None
    if account is None or rows is None or row in rows:
        return False
    try:
        ports.store.commit([Reindex(account, stale=(row,))])
    except StaleState:
        return drop_if_stale(ports, row)
    return True


def _account(ports: Ports, account_id: str) -> SmartAccount | None:
    return unless_unreadable(lambda: ports.store.account(account_id))


def _rows(table: Table, stage: Literal["accounts", "rows"], condition: Condition) -> Iterator[Row]:
    """Scan the rows of a stage, starting where an earlier run stopped."""
    progress = _stored_progress(table)
    if STAGES.index(progress.stage) > STAGES.index(stage):
        return
    last = progress.start if progress.stage == stage else None
    start = (last["pk"]["S"], last["sk"]["S"]) if last else None
    examined = progress_of_scan(DOING[stage], table).advance
    found = table.scan(condition, page_size=PAGE, start=start, examined=examined)
    for number, row in enumerate(found, start=1):
        yield row
        if number % PAGE == 0:
            _store_progress(table, Progress(stage, {"pk": {"S": row.pk}, "sk": {"S": row.sk}}))


def _stored_progress(table: Table) -> Progress:
    """Return the stored progress, or the start of the first stage."""
    return unless_unreadable(lambda: stored(table, PROGRESS, Progress)) or Progress(STAGES[0])


def _store_progress(table: Table, progress: Progress) -> None:
    table.put(Row(*PROGRESS, document=encoded(progress)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

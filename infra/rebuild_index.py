"""Rebuild the search index from the accounts: `python -m infra.rebuild_index`. Safe while the service runs.

Two passes over the table: write the index rows of every account, then delete rows that belong to no account.
Each step is a transaction conditioned on the account's version, and idempotent. Progress is stored, so an
interrupted rebuild is run again and continues.
"""

import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tqdm import tqdm

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.get import readable, stored
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record import Record, encoded
from chalicelib.adapters.dynamodb.search_rows import account_id_of, partition_key, rows_of
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.words import counted_words
from chalicelib.services.accounts.search import SearchIndex, learn_words
from chalicelib.services.unit_of_work.ports import Ports, StaleState
from chalicelib.services.unit_of_work.unreadable import collect_unreadable, note_unreadable, unless_unreadable
from chalicelib.services.unit_of_work.writes import Reindex
from infra.arguments import reject_arguments
from infra.disk_records import DiskRecords
from infra.target import use_target

PROGRESS: Key = ("REBUILD", "SEARCH")
PAGE = 200
STAGES: tuple[Literal["accounts", "rows"], ...] = ("accounts", "rows")


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
        written, dropped = rebuild(container.ports, container.search_index)
    print(f"{written} accounts indexed, {dropped} stale rows dropped")
    for row in sorted(unreadable.rows):
        print(f"{'/'.join(row)} cannot be read and was left unchanged", file=sys.stderr)
    return 1 if unreadable.rows else 0


def rebuild(ports: Ports, index: SearchIndex) -> tuple[int, int]:
    """Rebuild; return how many accounts were indexed and how many stale rows were dropped."""
    written, word_counts = 0, DiskRecords()
    rows = tqdm(_records("accounts", Record.sk == keys.ACCOUNT_ROW), unit="account", disable=None)
    for account in readable(rows, SmartAccount):
        if not reindex(ports, account):
            continue
        word_counts.count(counted_words(account.account_name, account.search_visibility))
        written += 1
    learn_words(index, ports.clock.now(), word_counts.most_common())
    dropped = sum(
        drop_if_stale(ports, (record.pk, record.sk))
        for record in tqdm(_records("rows", Record.pk.startswith(partition_key(""))), unit="row", disable=None)
    )
    _store_progress(Progress(STAGES[0]))
    return written, dropped


def reindex(ports: Ports, account: SmartAccount) -> bool:
    """Write the account's index rows; return whether it did.

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


def _records(stage: Literal["accounts", "rows"], condition: Any) -> Iterator[Record]:
    """Scan the records of a stage, starting where an earlier run stopped."""
    progress = _stored_progress()
    if STAGES.index(progress.stage) > STAGES.index(stage):
        return
    start = progress.start if progress.stage == stage else None
    found = Record.scan(condition, page_size=PAGE, last_evaluated_key=start)
    for number, record in enumerate(found, start=1):
        yield record
        if number % PAGE == 0:
            _store_progress(Progress(stage, found.last_evaluated_key))


def _stored_progress() -> Progress:
    """Return the stored progress, or the start of the first stage."""
    return unless_unreadable(lambda: stored(PROGRESS, Progress)) or Progress(STAGES[0])


def _store_progress(progress: Progress) -> None:
    Record(*PROGRESS, document=encoded(progress)).save()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

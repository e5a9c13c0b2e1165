"""Rebuilds the search index from the accounts: `python -m infra.rebuild_index`. Safe while the service runs.

It goes through the table twice: every account writes its rows anew, then every row that is no account's
goes. Each step is a transaction conditioned on the account it goes by. After a kill it is simply run again:
where it stopped is kept, and doing a step twice comes to the same.
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
from infra.arguments import refuse_arguments
from infra.disk_records import Notes
from infra.target import use_target

PROGRESS: Key = ("REBUILD", "SEARCH")
PAGE = 200
STAGES: tuple[Literal["accounts", "rows"], ...] = ("accounts", "rows")


@dataclass(frozen=True)
class Progress:
    """How far an earlier run came: in which stage, and after which key."""

    stage: Literal["accounts", "rows"]
    start: dict[str, dict[str, str]] | None = None


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    refuse_arguments("infra.rebuild_index", __doc__, arguments)
    use_target()
    container = bootstrap.container()
    with collect_unreadable() as unreadable:
        written, dropped = rebuild(container.ports, container.search_index)
    print(f"{written} accounts indexed, {dropped} stale rows dropped")
    for row in sorted(unreadable.rows):
        print(f"{'/'.join(row)} cannot be read, and was left as it is", file=sys.stderr)
    return 1 if unreadable.rows else 0


def rebuild(ports: Ports, index: SearchIndex) -> tuple[int, int]:
    """How many accounts were indexed by this run, and how many stale rows it dropped."""
    written, notes = 0, Notes()
    rows = tqdm(_records("accounts", Record.sk == keys.ACCOUNT_ROW), unit="account", disable=None)
    for account in readable(rows, SmartAccount):
        if not reindex(ports, account):
            continue
        notes.count(counted_words(account.account_name, account.search_visibility))
        written += 1
    learn_words(index, ports.clock.now(), notes.commonest())
    dropped = sum(
        drop_if_stale(ports, (record.pk, record.sk))
        for record in tqdm(_records("rows", Record.pk.startswith(partition_key(""))), unit="row", disable=None)
    )
    _keep(Progress(STAGES[0]))
    return written, dropped


def reindex(ports: Ports, account: SmartAccount) -> bool:
    """Writes the account's rows, and says whether it did.

    An account that changed meanwhile is read again; one that went, or whose rows are not known, is left.
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
    """The rows that the index should have of it; None, which is noted, where its identifier is no domain name."""
    try:
        return rows_of(account).keys()
    except ValueError:
        note_unreadable(keys.account(account.account_id))
        return None


def drop_if_stale(ports: Ports, row: Key) -> bool:
    """Drops a row of the index that its account does not have, if so; whether it did."""
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
    """The records of a stage, from where an earlier run stopped. A scan: an operator's tool, no request."""
    kept = _kept()
    if STAGES.index(kept.stage) > STAGES.index(stage):
        return
    start = kept.start if kept.stage == stage else None
    found = Record.scan(condition, page_size=PAGE, last_evaluated_key=start)
    for number, record in enumerate(found, start=1):
        yield record
        if number % PAGE == 0:
            _keep(Progress(stage, found.last_evaluated_key))


def _kept() -> Progress:
    """A run begins anew where this is not known."""
    return unless_unreadable(lambda: stored(PROGRESS, Progress)) or Progress(STAGES[0])


def _keep(progress: Progress) -> None:
    Record(*PROGRESS, document=encoded(progress)).save()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Rebuilds the search index from the accounts: `python -m infra.rebuild_index`. Safe while the service runs.

It goes through the table twice: every account writes its rows anew, then every row that is no account's
goes. Each step is a transaction conditioned on the account it goes by. After a kill it is simply run again:
where it stopped is kept, and doing a step twice comes to the same.
"""

import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tqdm import tqdm

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import Condition, begins_with, equals
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.get import readable, stored
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.search_rows import account_id_of, partition_key, rows_of
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.search.words import counted_words
from chalicelib.services.accounts.search import learn_words
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
        written, dropped = rebuild(container)
    print(f"{written} accounts indexed, {dropped} stale rows dropped")
    for row in sorted(unreadable.rows):
        print(f"{'/'.join(row)} cannot be read, and was left as it is", file=sys.stderr)
    return 1 if unreadable.rows else 0


def rebuild(container: Container) -> tuple[int, int]:
    """How many accounts were indexed by this run, and how many stale rows it dropped."""
    ports, table = container.ports, container.table
    written, notes = 0, Notes()
    rows = tqdm(_rows(table, "accounts", equals("sk", keys.ACCOUNT_ROW)), unit="account", disable=None)
    for account in readable(rows, SmartAccount):
        if not reindex(ports, account):
            continue
        notes.count(counted_words(account.account_name, account.search_visibility))
        written += 1
    learn_words(container.search_index, ports.clock.now(), notes.commonest())
    dropped = sum(
        drop_if_stale(ports, row.key)
        for row in tqdm(_rows(table, "rows", begins_with("pk", partition_key(""))), unit="row", disable=None)
    )
    _keep(table, Progress(STAGES[0]))
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


def _rows(table: Table, stage: Literal["accounts", "rows"], condition: Condition) -> Iterator[Row]:
    """The rows of a stage, from where an earlier run stopped. A scan: an operator's tool, no request."""
    kept = _kept(table)
    if STAGES.index(kept.stage) > STAGES.index(stage):
        return
    start = (kept.start["pk"]["S"], kept.start["sk"]["S"]) if kept.start and kept.stage == stage else None
    for number, row in enumerate(table.scan(condition, page_size=PAGE, start=start), start=1):
        yield row
        if number % PAGE == 0:
            _keep(table, Progress(stage, {"pk": {"S": row.pk}, "sk": {"S": row.sk}}))


def _kept(table: Table) -> Progress:
    """A run begins anew where this is not known."""
    return unless_unreadable(lambda: stored(table, PROGRESS, Progress)) or Progress(STAGES[0])


def _keep(table: Table, progress: Progress) -> None:
    table.put(Row(*PROGRESS, document=encoded(progress)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

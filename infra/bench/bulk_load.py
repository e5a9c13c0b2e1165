"""Fill the table fast: write the rows of an import by BatchWriteItem from several processes.

The import's own use case makes the rows. Loading is not part of the measurements.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from tqdm import tqdm

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.items import item_of
from chalicelib.adapters.dynamodb.mapping import writes_of
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.adapters.dynamodb.table import Put, Table
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.unit_of_work.writes import Write
from infra.bench.retrying_client import retrying_client

T = TypeVar("T")
PROCESSES = 2
CHUNK = 200
# DynamoDB's limit for a BatchWriteItem.
MOST_PUTS = 25


class BulkStore(DynamoStore):
    """A store that finds nothing, and collects committed rows to write them in bulk, without their conditions."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, lambda: "", lambda _: None)
        self._puts: list[dict[str, Any]] = []

    def locks_on(self, domains: Iterable[tuple[str, str]], follows: str = "") -> Mapping[str, DomainLock]:
        """Return no locks: the rows have distinct identifiers, and the table holds none of them."""
        return {}

    def commit(self, changes: Sequence[Write]) -> None:
        """Collect the rows."""
        for write in (write for change in changes for write in writes_of(change)):
            if isinstance(write, Put):
                self._puts.append({"PutRequest": {"Item": item_of(write.row)}})

    def write(self, table_name: str) -> int:
        """Write the collected rows; return their number. PynamoDB's own batches take 50 % longer."""
        for puts in cut(self._puts, MOST_PUTS):
            answer = retrying_client().batch_write_item(RequestItems={table_name: puts})
            assert not answer["UnprocessedItems"]
        return len(self._puts)


def load(rows: Sequence[ImportRow]) -> int:
    """Load new accounts; return the number of rows written."""
    # Spawned, not forked: a forked child would share this process's connections.
    context = multiprocessing.get_context("spawn")
    workers = ProcessPoolExecutor(PROCESSES, context, initializer=_bind_to_parent)
    chunks = list(cut(rows, CHUNK))
    written = 0
    with tqdm(total=len(rows), unit="account", desc="loading", disable=None) as progress:
        try:
            for chunk, number in zip(chunks, workers.map(load_chunk, chunks), strict=True):
                written += number
                progress.update(len(chunk))
        finally:
            workers.shutdown(cancel_futures=True)
    return written


def _bind_to_parent() -> None:
    """Leave Ctrl-C to the parent process, and exit when the parent exits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def load_chunk(rows: Sequence[ImportRow]) -> int:
    """Load rows in a worker process, which is wired from its environment."""
    container = bootstrap.container()
    store = BulkStore(container.table)
    import_batch(replace(container.ports, store=store), rows)
    return store.write(container.settings.table_name)


def cut(rows: Sequence[T], length: int) -> Iterator[Sequence[T]]:
    """Split the rows into pieces of this length."""
    following = iter(rows)
    while piece := list(islice(following, length)):
        yield piece

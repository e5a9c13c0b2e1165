"""Fills the table fast: the rows that an import would write, by BatchWriteItem from several processes.

The loading is not what is measured. Refuses to know what the rows are: the import's own use case makes them.
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
from infra.bench.retrying_client import patient_client

T = TypeVar("T")
PROCESSES = 2
CHUNK = 200
# The most that DynamoDB takes at once.
MOST_PUTS = 25


class BulkStore(DynamoStore):
    """Knows nothing yet, and keeps what is committed to be written in bulk, without its conditions."""

    def __init__(self, table: Table) -> None:
        super().__init__(table, lambda: "", lambda _: None)
        self._puts: list[dict[str, Any]] = []

    def locks_on(self, domains: Iterable[tuple[str, str]]) -> Mapping[str, DomainLock]:
        """None: the rows have distinct identifiers and the table none of them."""
        return {}

    def commit(self, changes: Sequence[Write]) -> None:
        """Keeps the rows."""
        for write in (write for change in changes for write in writes_of(change)):
            if isinstance(write, Put):
                self._puts.append({"PutRequest": {"Item": item_of(write.row)}})

    def write(self, table_name: str) -> int:
        """Writes what was kept; returns how many rows it was. PynamoDB's own batches take half as long again."""
        for puts in cut(self._puts, MOST_PUTS):
            answer = patient_client().batch_write_item(RequestItems={table_name: puts})
            assert not answer["UnprocessedItems"]
        return len(self._puts)


def load(rows: Sequence[ImportRow]) -> int:
    """Loads accounts that are not there yet; returns how many rows of the table they came to."""
    # The children connect for themselves; a forked one would share this process's connections.
    context = multiprocessing.get_context("spawn")
    workers = ProcessPoolExecutor(PROCESSES, context, initializer=_live_with_the_parent)
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


def _live_with_the_parent() -> None:
    """Ctrl-C is the parent's to answer; where the parent is gone, however that came, the child goes too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_parent, daemon=True).start()


def _leave_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def load_chunk(rows: Sequence[ImportRow]) -> int:
    """In a process of its own, wired from the environment it inherits."""
    container = bootstrap.container()
    store = BulkStore(container.table)
    import_batch(replace(container.ports, store=store), rows)
    return store.write(container.settings.table_name)


def cut(rows: Sequence[T], length: int) -> Iterator[Sequence[T]]:
    """The rows in pieces of that length."""
    following = iter(rows)
    while piece := list(islice(following, length)):
        yield piece

"""The journal of the emulated DynamoDB, which keeps its tables in memory: an acknowledged write outlives `kill -9`.

On disk is a snapshot of all tables, and a journal with a line for each request that changed items since then, appended
before the request is answered. A start reads both, and begins anew once the journal is longer than the snapshot. What
changes more than items, such as a new table, makes a snapshot at once.
"""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from ministack.core.persistence import STATE_FORMAT_VERSION, _json_default, _json_object_hook
from ministack.services import dynamodb

from infra.local.whole_lines import append_line, whole_lines

SNAPSHOT = "dynamodb.json"
JOURNAL = "journal-{}"
_READS = ("BatchGet", "Describe", "Get", "List", "Query", "Scan", "TransactGet")
_ITEMS = ("BatchWriteItem", "DeleteItem", "PutItem", "TransactWriteItems", "UpdateItem")

# A table's ARN, its two keys there, and the item; None when it was deleted.
Change = tuple[str, str, str, dict[str, Any] | None]
Answer = tuple[int, dict[str, str], bytes | str]


class Unreadable(Exception):
    """The snapshot or the journal cannot be read; the message says what to do."""


class Journal:
    """Snapshot and journal in a directory.

    The emulator handles one request at a time; what else changes items, the expiry of rows, holds its lock.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._number = 0
        self._changes: list[Change] = []

    def restore(self) -> None:
        """Load the tables into the emulator. Raises `Unreadable`."""
        snapshot = self._directory / SNAPSHOT
        try:
            if snapshot.exists():
                self._load(snapshot)
        except (ValueError, LookupError, TypeError) as fault:
            raise Unreadable(
                f"The tables in {self._directory} cannot be read ({fault!r}). Move it away to start from nothing."
            ) from fault
        if not snapshot.exists() or _size(self._journal) > _size(snapshot):
            self.compact()

    def _load(self, snapshot: Path) -> None:
        saved = json.loads(snapshot.read_bytes(), object_hook=_json_object_hook)
        dynamodb.load_persisted_state(saved["payload"])
        self._number = saved.get("journal", 0)
        tables = {table["TableArn"]: table for table in dynamodb._tables.all_values()}
        for arn, partition_key, sort_key, item in (
            change for line in whole_lines(self._journal) for change in json.loads(line)
        ):
            if item is None:
                dynamodb._remove_item(tables[arn], partition_key, sort_key)
            else:
                dynamodb._set_item(tables[arn], partition_key, sort_key, item)

    @property
    def _journal(self) -> Path:
        return self._directory / JOURNAL.format(self._number)

    def compact(self) -> None:
        """Write a snapshot of all tables, which names a new journal. A kill at any point leaves a whole pair."""
        draft, following = self._directory / f"{SNAPSHOT}.new", self._number + 1
        with dynamodb._lock:
            state = dynamodb.get_state()
            saved = {"__ministack_format__": STATE_FORMAT_VERSION, "journal": following, "payload": state}
            draft.write_text(json.dumps(saved, default=_json_default), encoding="utf-8")
            (self._directory / JOURNAL.format(following)).unlink(missing_ok=True)
            draft.replace(self._directory / SNAPSHOT)
            self._number = following
            self._changes.clear()
        for former in set(self._directory.glob(JOURNAL.format("*"))) - {self._journal}:
            former.unlink()

    def note(self, table: dict[str, Any], partition_key: str, sort_key: str, item: dict[str, Any] | None) -> None:
        """Take a change of an item into the next line."""
        self._changes.append((table["TableArn"], partition_key, sort_key, item))

    def append(self) -> None:
        """Write what changed since the last line. If that fails, for the disk is full, it stays for the next one."""
        with dynamodb._lock:
            if self._changes:
                append_line(self._journal, json.dumps(self._changes, ensure_ascii=False).encode())
                self._changes.clear()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def keep_journal(journal: Journal) -> None:
    """Have the emulator note each change of an item, and answer no request before its changes are written."""
    put, remove = dynamodb._set_item, dynamodb._remove_item

    def set_item(table: dict[str, Any], partition_key: str, sort_key: str, item: dict[str, Any]) -> Any:
        journal.note(table, partition_key, sort_key, item)
        return put(table, partition_key, sort_key, item)

    def remove_item(table: dict[str, Any], partition_key: str, sort_key: str) -> Any:
        journal.note(table, partition_key, sort_key, None)
        return remove(table, partition_key, sort_key)

    dynamodb._set_item, dynamodb._remove_item = set_item, remove_item
    dynamodb.handle_request = _written_first(dynamodb.handle_request, journal)


def _written_first(handle: Callable[..., Awaitable[Answer]], journal: Journal) -> Callable[..., Awaitable[Answer]]:
    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
    ) -> Answer:
        answer = await handle(method, path, headers, body, query_params)
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation in _ITEMS or operation.startswith(_READS):
            journal.append()
        else:
            journal.compact()
        return answer

    return handle_request

"""The journal of the emulated DynamoDB, which keeps its tables in memory: an acknowledged write outlives `kill -9`.

On disk is a snapshot of all tables, and a journal with a line for each request that changed items since then, appended
before the request is answered. A start reads both, and begins anew once the journal is longer than the snapshot. What
changes more than items, such as a new table, makes a snapshot at once.
"""

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from ministack.core.persistence import STATE_FORMAT_VERSION, _json_default, _json_object_hook
from ministack.services import dynamodb

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
        self._length = 0
        self._file = -1
        self._changes: list[Change] = []

    def restore(self) -> None:
        """Load the tables into the emulator. Raises `Unreadable`."""
        snapshot = self._directory / SNAPSHOT
        try:
            length = self._load(snapshot) if snapshot.exists() else 0
        except (ValueError, LookupError, TypeError) as fault:
            raise Unreadable(
                f"The tables in {self._directory} cannot be read ({fault!r}). Move it away to start from nothing."
            ) from fault
        self._open(self._number, length)
        if not snapshot.exists() or length > snapshot.stat().st_size:
            self.compact()

    def _load(self, snapshot: Path) -> int:
        """Load the snapshot and its journal; return the length of the journal's whole lines."""
        saved = json.loads(snapshot.read_bytes(), object_hook=_json_object_hook)
        dynamodb.load_persisted_state(saved["payload"])
        self._number = saved.get("journal", 0)
        journal = self._path(self._number)
        written = journal.read_bytes() if journal.exists() else b""
        # What follows the last line break is a line that a kill has cut off: its request was not answered.
        lines, line_break, _ = written.rpartition(b"\n")
        tables = {table["TableArn"]: table for table in dynamodb._tables.all_values()}
        for arn, partition_key, sort_key, item in (
            change for line in lines.splitlines() for change in json.loads(line)
        ):
            if item is None:
                dynamodb._remove_item(tables[arn], partition_key, sort_key)
            else:
                dynamodb._set_item(tables[arn], partition_key, sort_key, item)
        return len(lines + line_break)

    def compact(self) -> None:
        """Write a snapshot of all tables, whose journal is empty. A kill at any point leaves a whole pair."""
        draft, following = self._directory / f"{SNAPSHOT}.new", self._number + 1
        with dynamodb._lock:
            state = dynamodb.get_state()
            saved = {"__ministack_format__": STATE_FORMAT_VERSION, "journal": following, "payload": state}
            draft.write_text(json.dumps(saved, default=_json_default), encoding="utf-8")
            self._open(following, 0)
            draft.replace(self._directory / SNAPSHOT)
            self._changes.clear()
        for former in set(self._directory.glob(JOURNAL.format("*"))) - {self._path(following)}:
            former.unlink()

    def _open(self, number: int, length: int) -> None:
        file = os.open(self._path(number), os.O_WRONLY | os.O_CREAT, 0o600)
        if self._file >= 0:
            os.close(self._file)
        self._number, self._file, self._length = number, file, length
        self._cut()

    def _cut(self) -> None:
        """Cut off what is no whole line."""
        os.truncate(self._file, self._length)
        os.lseek(self._file, self._length, os.SEEK_SET)

    def _path(self, number: int) -> Path:
        return self._directory / JOURNAL.format(number)

    def note(self, table: dict[str, Any], partition_key: str, sort_key: str, item: dict[str, Any] | None) -> None:
        """Take a change of an item into the next line."""
        self._changes.append((table["TableArn"], partition_key, sort_key, item))

    def append(self) -> None:
        """Write what changed since the last line. If that fails, for the disk is full, it stays for the next one."""
        if not self._changes:
            return
        with dynamodb._lock:
            line = json.dumps(self._changes, ensure_ascii=False).encode() + b"\n"
            if os.write(self._file, line) < len(line):
                self._cut()
                raise OSError(f"{self._path(self._number)}: a line could not be written whole")
            self._length += len(line)
            self._changes.clear()


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

"""The same searches by alternatives: a Scan of the table, and SQLite's full text search."""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.folding import words
from infra.bench.meter import Meter, Repeated, Spent
from infra.bench.retrying_client import retrying_client
from infra.bench.search import ANY_ORDER, MEANT, PAGE, Query


@dataclass(frozen=True)
class ScanResult:
    """A page of results by Scan; `is_estimate` if extrapolated from a smaller directory."""

    found: int
    spent: Spent
    seconds: float
    is_estimate: bool = False

    def for_a_table(self, times: float) -> "ScanResult":
        """Extrapolate to a table that is larger by this factor, since a Scan reads all of it."""
        spent = Spent(read_units=self.spent.read_units * times)
        spent.calls["Scan"] = round(self.spent.round_trips * times)
        return ScanResult(PAGE, spent, self.seconds * times, is_estimate=True)


def scan(table_name: str, text: str) -> ScanResult:
    """Scan the whole table for accounts whose document contains the text."""
    client = retrying_client()
    found = 0
    started = time.perf_counter()
    with Meter(client).counting() as spent:
        position: dict[str, Any] | None = {}
        while position is not None:
            answer = client.scan(**_contains(table_name, text), **position)
            found += answer["Count"]
            last = answer.get("LastEvaluatedKey")
            position = {"ExclusiveStartKey": last} if last else None
    return ScanResult(found, spent, time.perf_counter() - started)


def _contains(table_name: str, text: str) -> dict[str, Any]:
    return {
        "TableName": table_name,
        "FilterExpression": "sk = :row AND contains(document, :text)",
        "ExpressionAttributeValues": {":row": {"S": "ACCOUNT"}, ":text": {"S": text}},
    }


class FullText:
    """SQLite FTS5 in memory: a lower bound without network, replication and other users."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE accounts USING fts5"
            "(name, domain, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )

    def add(self, rows: Iterable[ImportRow]) -> None:
        """Add accounts to the index."""
        pairs = ((row.account_name, row.identifier.value) for row in rows)
        self._database.executemany("INSERT INTO accounts VALUES (?, ?)", pairs)

    def searched(self, meter: Meter, query: Query, times: int) -> Repeated:
        """Measure a page of results in the order of names."""
        matching = _expression(query)
        offset = PAGE if query.from_second_page else 0

        def ask() -> Sequence[object]:
            return self._database.execute(
                "SELECT name, domain FROM accounts WHERE accounts MATCH ? ORDER BY name LIMIT ? OFFSET ?",
                (matching, PAGE, offset),
            ).fetchall()

        return meter.repeated(times, ask)


def _expression(query: Query) -> str:
    terms = words(query.text)
    if query.budget in (ANY_ORDER, MEANT):
        return " ".join(f'"{term}" *' for term in terms)
    return f'"{" ".join(terms)}" *'

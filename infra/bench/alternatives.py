"""The same questions put to what else could answer them: a Scan of the table, and SQLite's full text search."""

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.folding import words
from infra.bench.meter import Meter, Repeated, Spent
from infra.bench.retrying_client import patient_client
from infra.bench.search import ANY_ORDER, PAGE, Query


@dataclass(frozen=True)
class Scanned:
    """What a page by Scan came to; `is_estimate` when it was reckoned from a smaller directory."""

    found: int
    spent: Spent
    seconds: float
    is_estimate: bool = False

    def for_a_table(self, times: float) -> "Scanned":
        """Reckoned for a table so many times as large: a Scan reads all of it."""
        spent = Spent(read_units=self.spent.read_units * times)
        spent.calls["Scan"] = round(self.spent.round_trips * times)
        return Scanned(PAGE, spent, self.seconds * times, is_estimate=True)


def scan(table_name: str, text: str) -> Scanned:
    """Every account whose document contains the text as written, page after page till the table ends."""
    client = patient_client()
    found = 0
    started = time.perf_counter()
    with Meter(client).counting() as spent:
        following: dict[str, Any] | None = {}
        while following is not None:
            answer = client.scan(**_contains(table_name, text), **following)
            found += answer["Count"]
            last = answer.get("LastEvaluatedKey")
            following = {"ExclusiveStartKey": last} if last else None
    return Scanned(found, spent, time.perf_counter() - started)


def _contains(table_name: str, text: str) -> dict[str, Any]:
    return {
        "TableName": table_name,
        "FilterExpression": "sk = :row AND contains(document, :text)",
        "ExpressionAttributeValues": {":row": {"S": "ACCOUNT"}, ":text": {"S": text}},
    }


class FullText:
    """SQLite FTS5 in this process and in memory: no network, no copies, nobody else. A floor, not a competitor."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE accounts USING fts5"
            "(name, domain, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )

    def add(self, rows: Iterable[ImportRow]) -> None:
        """Adds accounts."""
        pairs = ((row.account_name, row.identifier.value) for row in rows)
        self._database.executemany("INSERT INTO accounts VALUES (?, ?)", pairs)

    def searched(self, meter: Meter, query: Query, times: int) -> Repeated:
        """A page in the order of the names."""
        matching = _expression(query)
        offset = PAGE if query.from_second_page else 0

        def ask() -> Sequence[object]:
            return self._database.execute(
                "SELECT name, domain FROM accounts WHERE accounts MATCH ? ORDER BY name LIMIT ? OFFSET ?",
                (matching, PAGE, offset),
            ).fetchall()

        return meter.repeated(times, ask)


def _expression(query: Query) -> str:
    spoken = words(query.text)
    if query.budget is ANY_ORDER:
        return " ".join(f'"{word}" *' for word in spoken)
    return f'"{" ".join(spoken)}" *'

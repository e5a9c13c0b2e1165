"""Figures beside their budgets, as one Markdown for the terminal and for `docs/benchmarks.md`.

Decides what is over budget; refuses to know how anything was measured.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OVER = "OVER"


@dataclass(frozen=True)
class Figure:
    """One measure, at each size of the directory or once; `most` is its budget.

    A time is marked when it is over, and never fails a run: machines differ.
    """

    values: Sequence[float]
    most: float | None = None
    digits: int = 0
    is_time: bool = False

    @property
    def is_over(self) -> bool:
        return self.most is not None and any(value > self.most for value in self.values)

    def __str__(self) -> str:
        shown = " · ".join(f"{value:,.{self.digits}f}" for value in self.values)
        limit = "" if self.most is None else f" ≤ {self.most:.{self.digits}f}"
        return shown + limit + (f" {OVER}" if self.is_over else "")


Cell = str | Figure


@dataclass(frozen=True)
class Table:
    """A row is what was measured, and its figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def exceeded(tables: Sequence[Table]) -> list[str]:
    """Every count that is over its budget, as a line."""
    return [
        f"{table.title}: {row[0]}: {column} {cell}"
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if isinstance(cell, Figure) and cell.is_over and not cell.is_time
    ]


def markdown(tables: Sequence[Table]) -> str:
    """The tables, their columns aligned, so that they read as well unrendered."""
    return "\n".join(line for table in tables for line in _lines(table))


def _lines(table: Table) -> Iterator[str]:
    cells = [[str(cell) for cell in row] for row in (table.columns, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    yield from (f"## {table.title}", "")
    if table.note:
        yield from (table.note, "")
    for number, row in enumerate(cells):
        yield "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        if number == 0:
            yield "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    yield ""

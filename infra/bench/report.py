"""Compare figures with their budgets, and render tables in Markdown for the terminal and `docs/benchmarks.md`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OVER = "OVER"


@dataclass(frozen=True)
class Figure:
    """A measured value, one for each size of the directory or just one; `most` is the budget.

    A time over budget is marked but never fails a run, since machines differ.
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
    """A titled table; each row starts with the name of what was measured."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def exceeded(tables: Sequence[Table]) -> list[str]:
    """Return a line for every count that exceeds its budget."""
    return [
        f"{table.title}: {row[0]}: {column} {cell}"
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row, strict=True)
        if isinstance(cell, Figure) and cell.is_over and not cell.is_time
    ]


def markdown(tables: Sequence[Table]) -> str:
    """Render the tables with aligned columns, so that they are readable as plain text."""
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

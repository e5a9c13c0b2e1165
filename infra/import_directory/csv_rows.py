"""Read CSV row by row; a row that is too long or has cells without a column is skipped and reported in its place."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from chalicelib.rendering.pages.formula_cells import unescaped
from infra.import_directory.columns import REQUIRED, column_of, fault_of_header, is_named, separator_of, shown
from infra.import_directory.located_rows import EMPTY, LONGEST, FaultyFile, LocatedRow, Unreadable, too_long
from infra.import_directory.quoting import RowQuotes

# A first line by which spreadsheet programs say what separates cells.
_NAMED_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\s*', re.IGNORECASE)
_BLANK = "\ufeff \t\n,;|"


def csv_rows(path: Path, longest: int = LONGEST) -> Iterator[LocatedRow]:
    """Yield the rows with the line that each begins on, without cells that are blank; blank rows are left out.

    The header says what separates cells. Raises `FaultyFile` if its columns are not those of a directory, or if the
    file cannot be split into rows.
    """
    # Universal newlines apply inside quotes as well: no name or domain contains a line break.
    with path.open(encoding="utf-8-sig") as file:
        lines = _Lines(file, longest)
        try:
            names = _header(lines)
            reader = csv.reader(lines, delimiter=lines.separator, skipinitialspace=True)
            while (cells := _next(reader, lines)) is not None:
                if isinstance(cells, Unreadable) or any(map(str.strip, cells)):
                    yield f"line {lines.first}", _row(names, cells)
        except csv.Error as fault:
            raise FaultyFile(f"line {lines.first}: {fault}") from fault


def _header(lines: "_Lines") -> Sequence[str]:
    """Find out the separator and return the names of the columns."""
    try:
        line = lines.next_row()
        while line and not line.strip(_BLANK):
            line = lines.next_row()
        named = _NAMED_SEPARATOR.fullmatch(line)
        line = lines.next_row() if named else line
        if not line:
            raise FaultyFile(EMPTY)
        line = line.lstrip("\ufeff")
        lines.separator = named[1] if named else separator_of(line)
        names = next(csv.reader(chain([line], lines), delimiter=lines.separator, skipinitialspace=True))
    except _TooLong:
        raise FaultyFile(f"line {lines.first}: {too_long(lines.longest).reason}, and it is the header") from None
    if fault := fault_of_header([name for name in names if is_named(name)]):
        raise FaultyFile(f"line {lines.first}: {fault}")
    return names


def _next(reader: Iterator[list[str]], lines: "_Lines") -> Sequence[str] | Unreadable | None:
    lines.length = 0
    try:
        return next(reader, None)
    except _TooLong:
        return too_long(lines.longest)


def _row(names: Sequence[str], cells: Sequence[str] | Unreadable) -> Mapping[str, Any] | Unreadable:
    if isinstance(cells, Unreadable):
        return cells
    row: dict[str, str] = {}
    for number, cell in enumerate(cells):
        if not cell.strip():
            continue
        if number >= len(names):
            counted = f"more cells than columns ({len(cells)} and {len(names)})"
            return Unreadable(f"{counted}: quote cells that contain the separator")
        if not is_named(names[number]):
            return Unreadable(f"a value in column {number + 1}, which has no name")
        if column_of(names[number]) in REQUIRED and "\n" in cell.strip():
            return Unreadable(f"a line break in {shown([names[number]])}: is a quote missing?")
        row[names[number]] = unescaped(cell)
    return row


class _TooLong(Exception):
    """The row exceeds the limit; the file is positioned after it."""


class _Lines:
    """Lines of a file for `csv`, which asks for a further line within a row only inside quotes.

    `first` is the first line of the current row, `length` the number of its characters read so far.
    """

    def __init__(self, file: TextIO, longest: int) -> None:
        self.longest = longest
        self.separator = ","
        self.first = 0
        self.length = 0
        self._file = file
        self._number = 0
        self._line = ""
        self._quotes: RowQuotes | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._further_line() if self.length else self._first_line()
        self.length += len(line)
        if self.length > self.longest:
            self._skip_row(line)
            raise _TooLong
        return line

    def next_row(self) -> str:
        """Begin a new row; return its first line, or nothing at the end of the file."""
        self.length = 0
        return next(self, "")

    def _first_line(self) -> str:
        line = self._read()
        while line == "\n":
            line = self._read()
        if not line:
            raise StopIteration
        self.first, self._line, self._quotes = self._number, line, None
        return line

    def _further_line(self) -> str:
        quotes = self._quotes or self._quotes_of(self._line)
        line = self._read()
        if not line:
            quotes.check_closed()
            raise StopIteration
        quotes.follow(line, self._number)
        return line

    def _read(self) -> str:
        self._number += 1
        return self._file.readline(self.longest - self.length + 1)

    def _skip_row(self, piece: str) -> None:
        """Read to the end of the row."""
        quotes = self._quotes or self._quotes_of(piece)
        while piece:
            if piece.endswith("\n"):
                if not quotes.is_open:
                    return
                self._number += 1
            piece = self._file.readline(self.longest)
            quotes.follow(piece, self._number)
        quotes.check_closed()

    def _quotes_of(self, first_line: str) -> RowQuotes:
        self._quotes = RowQuotes(self.separator)
        self._quotes.follow(first_line, self.first)
        return self._quotes

"""Read CSV row by row; a row that is too long is skipped and reported in its place."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from infra.import_directory.located_rows import LONGEST, LocatedRow, Unreadable, too_long
from infra.import_directory.quoting import Quoting


def csv_rows(path: Path, longest: int = LONGEST) -> Iterator[LocatedRow]:
    """Yield the rows with the line that each begins on.

    Raises ValueError if the file cannot be split into rows: the header is too long, or a quote is never closed.
    """
    # Universal newlines apply inside quotes as well, since no cell may contain a line break.
    with path.open(encoding="utf-8-sig") as file:
        lines = _Lines(file, longest)
        reader = csv.DictReader(lines)
        try:
            # Accessing `fieldnames` makes the reader read the header.
            _ = reader.fieldnames
            while (row := _next(reader, lines)) is not None:
                yield f"line {lines.first}", row
        except _TooLong:
            raise ValueError(f"line {lines.first}: {too_long(longest).reason}, and it is the header") from None
        except csv.Error as fault:
            raise ValueError(f"line {lines.first}: {fault}") from fault


class _TooLong(Exception):
    """The row exceeds the limit; the file is positioned after it."""


def _next(reader: "csv.DictReader[str]", lines: "_Lines") -> Mapping[str, Any] | Unreadable | None:
    lines.length = 0
    try:
        return next(reader, None)
    except _TooLong:
        return too_long(lines.longest)


class _Lines:
    """Lines of a file for `csv`, which asks for a further line within a row only inside quotes.

    `first` is the first line of the current row, `length` the number of its characters read so far.
    """

    def __init__(self, file: TextIO, longest: int) -> None:
        self.longest = longest
        self.first = 0
        self.length = 0
        self._file = file
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._read()
        while line == "\n" and not self.length:
            line = self._read()
        quoting = Quoting.QUOTED if self.length else Quoting.BEFORE
        if not line:
            self._check_closed(quoting)
            raise StopIteration
        self.first = self.first if self.length else self._number
        self.length += len(line)
        if self.length > self.longest:
            self._skip_row(line, quoting)
            raise _TooLong
        return line

    def _read(self) -> str:
        self._number += 1
        return self._file.readline(self.longest - self.length + 1)

    def _skip_row(self, piece: str, quoting: Quoting) -> None:
        """Read to the end of the row."""
        while piece:
            quoting = quoting.after(piece)
            if piece.endswith("\n"):
                if quoting is not Quoting.QUOTED:
                    return
                self._number += 1
            piece = self._file.readline(self.longest)
        self._check_closed(quoting)

    def _check_closed(self, quoting: Quoting) -> None:
        """Raise ValueError if the file ended inside quotes."""
        if quoting is Quoting.QUOTED:
            raise ValueError(f"line {self.first}: a quote in the row that begins here is never closed")

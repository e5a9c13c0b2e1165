"""Reads CSV row by row, each of bounded length; a longer one is passed over, and reported in its place."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from infra.import_directory.placed_rows import LONGEST, Placed, Unreadable, too_long
from infra.import_directory.quoting import Quoting


def csv_rows(path: Path, longest: int = LONGEST) -> Iterator[Placed]:
    """The rows, by the line that each begins on.

    Raises ValueError where the file cannot be followed: a header that is too long, or a quote that never ends.
    """
    # Every line end is read as a line feed, those between quotes too: no cell may hold either.
    with path.open(encoding="utf-8-sig") as file:
        lines = _Lines(file, longest)
        reader = csv.DictReader(lines)
        try:
            # Asked for its names, the reader reads the header.
            _ = reader.fieldnames
            while (row := _next(reader, lines)) is not None:
                yield f"line {lines.first}", row
        except _TooLong:
            raise ValueError(f"line {lines.first}: {too_long(longest).reason}, and it is the header") from None
        except csv.Error as fault:
            raise ValueError(f"line {lines.first}: {fault}") from fault


class _TooLong(Exception):
    """The row that was being read is longer than a row may be; the file stands behind it."""


def _next(reader: "csv.DictReader[str]", lines: "_Lines") -> Mapping[str, Any] | Unreadable | None:
    lines.length = 0
    try:
        return next(reader, None)
    except _TooLong:
        return too_long(lines.longest)


class _Lines:
    """The lines of a file as `csv` asks for them, which within a row it does between quotes alone.

    `first` is the line that the present row began on, `length` how much of the row was read.
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
            self._refuse_open(quoting)
            raise StopIteration
        self.first = self.first if self.length else self._number
        self.length += len(line)
        if self.length > self.longest:
            self._pass_over(line, quoting)
            raise _TooLong
        return line

    def _read(self) -> str:
        self._number += 1
        return self._file.readline(self.longest - self.length + 1)

    def _pass_over(self, piece: str, quoting: Quoting) -> None:
        """Reads to the end of the row."""
        while piece:
            quoting = quoting.after(piece)
            if piece.endswith("\n"):
                if quoting is not Quoting.QUOTED:
                    return
                self._number += 1
            piece = self._file.readline(self.longest)
        self._refuse_open(quoting)

    def _refuse_open(self, quoting: Quoting) -> None:
        """The end of the file within quotes: what should have ended the cell is anybody's guess."""
        if quoting is Quoting.QUOTED:
            raise ValueError(f"line {self.first}: a quote in the row that begins here never ends")

"""Follow the quotes of a CSV row that is read in pieces, exactly as `csv` does, without keeping its text."""

import re
from enum import Enum, auto

from infra.import_directory.located_rows import FaultyFile

_BETWEEN_QUOTES = re.compile(r'(?:[^"]++|"")*+')


class Quoting(Enum):
    """Position within a cell at the end of a piece."""

    BEFORE = auto()
    PLAIN = auto()
    QUOTED = auto()
    AFTER_QUOTE = auto()


class RowQuotes:
    """The quotes of one row; `opened` is the line of the last one that began a cell."""

    def __init__(self, separator: str) -> None:
        self.state = Quoting.BEFORE
        self.opened = 0
        self._separator = separator
        # Complete cells, quoted or not, and the blanks before the next one.
        self._whole_cells = re.compile(
            r'(?: *+(?:"(?:[^"]++|"")*+"|(?!"))[^{0}]*+{0})*+ *+'.replace("{0}", re.escape(separator))
        )

    @property
    def is_open(self) -> bool:
        """Whether a quote is open."""
        return self.state is Quoting.QUOTED

    def follow(self, piece: str, line: int) -> None:
        """Follow the next piece, which is of this line of the file.

        Raises `FaultyFile` for text behind a quote that closes a cell of several lines. `csv` would take the rows
        between them for one cell, but rather a quote is missing.
        """
        at = 0
        while at < len(piece):
            at = self._step(piece, at, line)

    def check_closed(self) -> None:
        """Raise `FaultyFile` if the file has ended within quotes."""
        if self.is_open:
            raise FaultyFile(f"a quote that begins on line {self.opened} never ends: close it, or double it")

    def _step(self, piece: str, at: int, line: int) -> int:
        """Go on to the next change of state; return its place in the piece."""
        match self.state:
            case Quoting.BEFORE:
                at = _end(self._whole_cells, piece, at)
                if piece.startswith('"', at):
                    self.state, self.opened = Quoting.QUOTED, line
                    return at + 1
                self.state = Quoting.PLAIN if at < len(piece) else self.state
            case Quoting.PLAIN:
                end = piece.find(self._separator, at)
                if end < 0:
                    return len(piece)
                self.state = Quoting.BEFORE
                return end + 1
            case Quoting.QUOTED:
                at = _end(_BETWEEN_QUOTES, piece, at)
                self.state = Quoting.AFTER_QUOTE if at < len(piece) else self.state
                return at + 1
            case Quoting.AFTER_QUOTE:
                # A second quote is an escaped quote; the rest of the cell is unquoted.
                if piece[at] == '"':
                    self.state = Quoting.QUOTED
                    return at + 1
                self._check_end_of_cell(piece[at], line)
                self.state = Quoting.PLAIN
        return at

    def _check_end_of_cell(self, character: str, line: int) -> None:
        if line > self.opened and character not in (self._separator, "\n"):
            raise FaultyFile(
                f"a quote that begins on line {self.opened} never ends, for text follows the next one, on line {line}: "
                "close it, or double it"
            )


def _end(pattern: re.Pattern[str], piece: str, at: int) -> int:
    found = pattern.match(piece, at)
    return found.end() if found else at

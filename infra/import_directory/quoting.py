"""Track the quoting state of a CSV row that is read in pieces, exactly as `csv` does, without keeping its text."""

import re
from enum import Enum, auto

# Complete cells, quoted or not; and the content of a quoted cell, including doubled quotes.
_WHOLE_CELLS = re.compile(r'(?:(?:"(?:[^"]++|"")*+"|(?!"))[^,]*+,)*+')
_BETWEEN_QUOTES = re.compile(r'(?:[^"]++|"")*+')


class Quoting(Enum):
    """Position within a cell at the end of a piece."""

    BEFORE = auto()
    PLAIN = auto()
    QUOTED = auto()
    AFTER_QUOTE = auto()

    def after(self, piece: str) -> "Quoting":
        """Return the state after the next piece."""
        state, at = self, 0
        while at < len(piece):
            state, at = state._step(piece, at)
        return state

    def _step(self, piece: str, at: int) -> tuple["Quoting", int]:
        match self:
            case Quoting.BEFORE:
                at = _end(_WHOLE_CELLS, piece, at)
                opens = piece.startswith('"', at)
                return (Quoting.QUOTED, at + 1) if opens else (Quoting.PLAIN if at < len(piece) else self, at)
            case Quoting.PLAIN:
                comma = piece.find(",", at)
                return (Quoting.PLAIN, len(piece)) if comma < 0 else (Quoting.BEFORE, comma + 1)
            case Quoting.QUOTED:
                at = _end(_BETWEEN_QUOTES, piece, at)
                return (Quoting.AFTER_QUOTE if at < len(piece) else self), at + 1
            case Quoting.AFTER_QUOTE:
                # A second quote is an escaped quote; the rest of the cell is unquoted.
                return (Quoting.QUOTED, at + 1) if piece[at] == '"' else (Quoting.PLAIN, at)


def _end(pattern: re.Pattern[str], piece: str, at: int) -> int:
    found = pattern.match(piece, at)
    return found.end() if found else at

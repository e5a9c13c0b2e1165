"""Read a JSON list of objects row by row; rows that are too long or nested too deeply are skipped and reported.

This module only tracks strings and brackets to find the end of a row; `json` parses each row that is small enough.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from infra.import_directory.columns import fault_of_names
from infra.import_directory.located_rows import EMPTY, LONGEST, FaultyFile, LocatedRow, Unreadable, too_long

MAX_DEPTH = 8
TOO_DEEP = Unreadable(f"the row is nested more than {MAX_DEPTH} levels deep")

_NO_LIST = 'JSON has to be a list of objects: [{"account_name": "…", "domains": ["…"]}, …]'
_CHUNK = 65_536
_SPACE = b" \t\n\r"
# Each pattern matches up to and including the next token. Consecutive brackets of one kind are one token.
_IN_ROW = re.compile(rb'[^"\[\]{}]*+([\[{]++|[\]}]++|")?+')
_BETWEEN_ROWS = re.compile(rb'[^"\[\]{},]*+([\[{]++|[\]}]|"|,)?+')
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+(")?+', re.DOTALL)


def json_rows(path: Path, longest: int = LONGEST) -> Iterator[LocatedRow]:
    """Yield the numbered rows; `longest` is in bytes. Raises `FaultyFile` unless it is a list of objects."""
    with path.open("rb") as content:
        for number, row in enumerate(_rows(content, longest), start=1):
            yield f"row {number}", row if isinstance(row, Unreadable) else _object(row, number)


def _object(row: bytes, number: int) -> Mapping[str, Any] | Unreadable:
    if not row.strip():
        raise FaultyFile(f"row {number} is empty: is there a comma too many?")
    try:
        # Numbers stay text: a long one is expensive to parse, and an account's name may be a number.
        read = json.loads(row.decode(), parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_members)
    except ValueError as fault:
        raise FaultyFile(f"row {number} is not valid JSON: {fault}") from fault
    if not isinstance(read, dict | Unreadable):
        raise FaultyFile(f"row {number} is not an object")
    return read


def _members(pairs: Sequence[tuple[str, Any]]) -> Mapping[str, Any] | Unreadable:
    """Make an object, or say what is wrong with its names: `json` would take the last of two that are the same."""
    fault = fault_of_names([name for name, _ in pairs], "member")
    return Unreadable(fault) if fault else dict(pairs)


def _rows(content: BinaryIO, longest: int) -> Iterator[bytes | Unreadable]:
    """Yield the elements of the list as bytes."""
    data = content.read(_CHUNK).removeprefix(BOM_UTF8).lstrip(_SPACE)
    if not data.startswith(b"["):
        raise FaultyFile(_NO_LIST if data else EMPTY)
    row, at, number = _Row(longest), 1, 1
    while True:
        end, is_whole = row.scan(data, at)
        if is_whole:
            closes = data[end : end + 1] != b","
            if not (closes and number == 1 and row.is_empty):
                yield row.read()
            if closes:
                return _check_end(data[end:], content)
            row, at, number = _Row(longest), end + 1, number + 1
        elif more := content.read(_CHUNK):
            data, at = data[end:] + more, 0
        else:
            raise FaultyFile(f"the list does not end: it breaks off in row {number}")


def _check_end(data: bytes, content: BinaryIO) -> None:
    """Raise `FaultyFile` if anything but whitespace follows the list."""
    rest = data.removeprefix(b"]")
    while rest:
        if rest.strip(_SPACE):
            raise FaultyFile("the file continues after the list: it may hold one list alone")
        rest = content.read(_CHUNK)


class _Row:
    """A row that is being read; the content of a row that is too long or too deep is discarded."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._text = bytearray()
        self._length = 0
        self._depth = 0
        self._deepest = 0
        self._in_string = False

    @property
    def is_empty(self) -> bool:
        """Whether only whitespace was read so far."""
        return not self._length

    def read(self) -> bytes | Unreadable:
        """Return the row, or the reason why it was discarded."""
        return self._fault() or bytes(self._text)

    def _fault(self) -> Unreadable | None:
        if self._deepest > MAX_DEPTH:
            return TOO_DEEP
        return too_long(self._longest, "bytes") if self._length > self._longest else None

    def scan(self, data: bytes, start: int) -> tuple[int, bool]:
        """Return where the row ends and True; or, with False, where to continue once more data has been read."""
        end, is_whole = self._end(data, start)
        piece = data[start:end] if self._length else data[start:end].lstrip(_SPACE)
        self._length += len(piece)
        if self._fault():
            self._text.clear()
        else:
            self._text += piece
        return end, is_whole

    def _end(self, data: bytes, at: int) -> tuple[int, bool]:
        while at < len(data):
            found = self._pattern().match(data, at)
            assert found
            at, mark = found.end(), found[1]
            match mark[:1] if mark else None:
                case None:
                    # End of the data, possibly within an escape sequence.
                    return at, False
                case b'"':
                    self._in_string = not self._in_string
                case b",":
                    return at - 1, True
                case b"]" | b"}" if len(mark) > self._depth:
                    return at - len(mark) + self._depth, True
                case b"]" | b"}":
                    self._depth -= len(mark)
                case _:
                    self._depth += len(mark)
                    self._deepest = max(self._deepest, self._depth)
        return at, False

    def _pattern(self) -> re.Pattern[bytes]:
        if self._in_string:
            return _IN_STRING
        return _IN_ROW if self._depth else _BETWEEN_ROWS

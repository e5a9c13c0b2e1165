"""Check that a file is there, is text and is in UTF-8, before its rows are read. Bytes are read in chunks."""

import codecs
import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from infra.import_directory.located_rows import FaultyFile

CHUNK = 65_536
_SPREADSHEET = "a spreadsheet{}: save it as CSV UTF-8, and import that"
# The first bytes of what is no text, whatever the file is called.
SIGNATURES: Mapping[bytes, str] = {
    b"PK\x03\x04": _SPREADSHEET.format(" (.xlsx, .ods) or another archive"),
    b"PK\x05\x06": _SPREADSHEET.format(" (.xlsx, .ods) or another archive"),
    b"\xd0\xcf\x11\xe0": _SPREADSHEET.format(" of an old kind (.xls)"),
    b"\x1f\x8b": "compressed: unpack it, and import what is in it",
    b"%PDF": "a PDF: an import takes CSV or JSON",
}
# In Western text letters outside ASCII stand alone or in pairs; in other scripts each letter is one.
_WESTERN = re.compile(rb"(?:[\x00-\x7f]|(?<![\x80-\xff]{2})[\x80-\xff])*+")


def check_text(path: Path) -> None:
    """Read the file to its end. Raises `FaultyFile` unless it is a regular file with UTF-8 text in it."""
    _check_regular(path)
    try:
        with path.open("rb") as content:
            _check_encoding(content, _remedy(path))
    except OSError as error:
        raise FaultyFile(f"the file cannot be read ({error.strerror})") from error


def is_json(path: Path) -> bool:
    """Whether the file is JSON: by its name, or since it begins like a list or an object."""
    with path.open("rb") as content:
        start = content.read(CHUNK).removeprefix(codecs.BOM_UTF8).lstrip()
    return path.suffix.lower() == ".json" or start.startswith((b"[", b"{"))


def _check_regular(path: Path) -> None:
    try:
        mode = stat.S_IFIFO if str(path) == "-" else path.stat().st_mode
    except FileNotFoundError:
        raise FaultyFile("there is no such file") from None
    except OSError as error:
        raise FaultyFile(f"the file cannot be read ({error.strerror})") from error
    if stat.S_ISDIR(mode):
        raise FaultyFile("this is a directory: name a file in it")
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        raise FaultyFile("this is a pipe, and an import reads its file twice: save it as a file, and name that")
    if not stat.S_ISREG(mode):
        raise FaultyFile("this is a device: name a file")


def _check_encoding(content: BinaryIO, remedy: str) -> None:
    data, line = content.read(CHUNK), 1
    _check_start(data, remedy)
    decoder = codecs.getincrementaldecoder("utf-8")()
    while data:
        try:
            decoder.decode(data)
        except UnicodeDecodeError as error:
            raise _not_utf_8(error, line, remedy) from None
        data, done = content.read(CHUNK), data
        # CR LF across two chunks is one line end.
        line += _line_ends(done) - (done.endswith(b"\r") and data.startswith(b"\n"))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _not_utf_8(error, line, remedy) from None


def _check_start(start: bytes, remedy: str) -> None:
    for signature, kind in SIGNATURES.items():
        if start.startswith(signature):
            raise FaultyFile(f"this is {kind}")
    # By byte order marks, and by NULs among the first four bytes.
    encoding = json.detect_encoding(start)
    if not encoding.startswith("utf-8"):
        raise FaultyFile(f"line 1: the text looks like {encoding[:6].upper()}, not UTF-8: {remedy}")


def _not_utf_8(error: UnicodeDecodeError, line: int, remedy: str) -> FaultyFile:
    """Name what the line of the first wrong byte looks like; `line` is the first one of the piece."""
    before, rest = error.object[: error.start], error.object[error.start :]
    beginning = before[max(before.rfind(b"\n"), before.rfind(b"\r")) + 1 :]
    is_western = _WESTERN.fullmatch(beginning + rest.splitlines()[0])
    kind = "Windows-1252 (Latin-1)" if is_western else "an older encoding, such as Windows-1251 or GBK"
    return FaultyFile(f"line {line + _line_ends(before)}: the text looks like {kind}, not UTF-8: {remedy}")


def _line_ends(data: bytes) -> int:
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")


def _remedy(path: Path) -> str:
    return "save it as UTF-8" if path.suffix.lower() == ".json" else "save it as CSV UTF-8"

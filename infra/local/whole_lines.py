"""A file of lines, each appended whole: what a kill or a full disk leaves of a line is cut off."""

import os
from pathlib import Path


def append_line(file: Path, line: bytes) -> None:
    """Append a line without a line break, readable by the owner only. Raises OSError."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0) as lines:
        before, whole = os.fstat(lines.fileno()).st_size, line + b"\n"
        if lines.write(whole) != len(whole):
            lines.truncate(before)
            raise OSError(f"{file}: a line could not be written whole")


def whole_lines(file: Path) -> list[bytes]:
    """Return the lines of a file that need not exist, and cut off a last one without a line break."""
    if not file.exists():
        return []
    lines, line_break, _ = file.read_bytes().rpartition(b"\n")
    os.truncate(file, len(lines + line_break))
    return lines.split(b"\n") if lines else []

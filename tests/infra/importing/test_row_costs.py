"""Hostile rows take bounded memory and processor time."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import pytest

from infra.import_directory.files import rows_of_file
from infra.import_directory.located_rows import Unreadable
from tests.infra.importing.test_bounded_rows import HOSTILE_LINES, HOSTILE_ROWS, NEXT, written

pytestmark = pytest.mark.slow
MEBIBYTE = 1_048_576
SIZE = 16 * MEBIBYTE


def long_line(directory: Path) -> Path:
    """Create a sparse file with one line of 16 MB."""
    file = directory / "directory.csv"
    with file.open("wb") as content:
        content.write(b"name,domains\n")
        content.seek(SIZE)
        content.write(b"\nNext Ltd,next-ltd.com\n")
    return file


def long_cell(directory: Path) -> Path:
    """Create a file with one cell of 16 MB that spans 250,000 lines."""
    file = directory / "directory.csv"
    with file.open("w") as content:
        content.write('name,domains\n"')
        content.writelines(("a" * 63 + "\n") * 1_000 for _ in range(SIZE // 64_000))
        content.write('",long-ltd.com\nNext Ltd,next-ltd.com\n')
    return file


def long_text(directory: Path) -> Path:
    """Create a file with one JSON string of 16 MB."""
    file = directory / "directory.json"
    with file.open("w") as content:
        content.write('[{"name": "')
        content.writelines("a" * MEBIBYTE for _ in range(16))
        content.write(f'"}}, {json.dumps(NEXT)}]')
    return file


@contextmanager
def peak_of_memory() -> Iterator[list[int]]:
    """Yield a list that gets the peak memory of the block at its end."""
    peak: list[int] = []
    tracemalloc.start()
    try:
        yield peak
    finally:
        peak.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()


@pytest.mark.parametrize("create", [long_line, long_cell, long_text])
def test_oversized_row_is_never_held_in_memory(tmp_path: Path, create: Callable[[Path], Path]) -> None:
    file = create(tmp_path)
    with peak_of_memory() as peak:
        (_, hostile), (_, fine) = rows_of_file(file)
    assert isinstance(hostile, Unreadable)
    assert not isinstance(fine, Unreadable)
    assert peak[0] < 2 * MEBIBYTE < SIZE / 4


def reading_time(file: Path) -> float:
    """Return the processor time for reading every row, the better of two runs."""
    times = []
    for _ in range(2):
        started = process_time()
        for _ in rows_of_file(file):
            pass
        times.append(process_time() - started)
    return min(times)


@pytest.mark.parametrize("hostile", HOSTILE_ROWS.values(), ids=HOSTILE_ROWS)
def test_hostile_json_row_takes_at_most_five_times_as_long(tmp_path: Path, hostile: str) -> None:
    plain = json.dumps(NEXT)
    rows = ",".join([plain] * (len(hostile) // len(plain)))
    usual = reading_time(written(tmp_path, "plain.json", f"[{rows}]"))
    assert reading_time(written(tmp_path, "hostile.json", f"[{hostile}]")) < 5 * usual


@pytest.mark.parametrize("hostile", HOSTILE_LINES.values(), ids=HOSTILE_LINES)
def test_hostile_csv_row_takes_at_most_five_times_as_long(tmp_path: Path, hostile: str) -> None:
    plain = "Next Ltd,next-ltd.com\n"
    rows = plain * (len(hostile) // len(plain))
    usual = reading_time(written(tmp_path, "plain.csv", f"name,domains\n{rows}"))
    assert reading_time(written(tmp_path, "hostile.csv", f"name,domains\n{hostile}\n")) < 5 * usual

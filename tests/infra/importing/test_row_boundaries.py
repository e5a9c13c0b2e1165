"""The readers find the same row boundaries as `csv` and `json`."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.import_directory.csv_rows import csv_rows
from infra.import_directory.json_rows import json_rows
from infra.import_directory.located_rows import FaultyFile, Unreadable
from tests.infra.importing.test_bounded_rows import written

# The name may have no line break, other columns may.
HEADER = "domains,visibility,name\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text('a", \n', max_size=60), longest=st.integers(len(HEADER), 40))
def test_skipped_csv_row_ends_where_csv_module_ends_it(tmp_path: Path, text: str, longest: int) -> None:
    """Under any limit, the rows within it are those that `csv` finds without a limit, at the same places."""
    file = written(tmp_path, "directory.csv", f"{HEADER}{text}")
    try:
        whole = list(csv_rows(file))
    except FaultyFile:
        with pytest.raises(FaultyFile, match="a quote that begins on line"):
            list(csv_rows(file, longest))
        return
    found = [row for _, row in whole]
    by_csv = [cells for cells in csv.reader(io.StringIO(text), skipinitialspace=True) if any(map(str.strip, cells))]
    for row, cells in zip(found, by_csv, strict=True):
        if not isinstance(row, Unreadable):
            named = zip(("domains", "visibility", "name"), cells, strict=False)
            assert row == {name: cell for name, cell in named if cell.strip()}
    bounded = dict(csv_rows(file, longest))
    # A row without a value is left out, unless it is too long to know that.
    assert dict(whole).keys() <= bounded.keys()
    assert all(isinstance(row, Unreadable) or row == dict(whole)[place] for place, row in bounded.items())


TEXTS = st.text('a"\\[]{},', max_size=6)
JSON_VALUES = st.recursive(st.none() | st.booleans() | TEXTS, lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.dictionaries(TEXTS, JSON_VALUES, max_size=3), max_size=4),
    longest=st.integers(1, 60),
    indent=st.none() | st.just(1),
)
def test_json_rows_match_json_module(
    tmp_path: Path, rows: list[dict[str, Any]], longest: int, indent: int | None
) -> None:
    file = written(tmp_path, "directory.json", json.dumps(rows, indent=indent))
    assert [row for _, row in json_rows(file)] == rows
    bounded = [row for _, row in json_rows(file, longest)]
    assert [row for row in bounded if not isinstance(row, Unreadable)] == [
        row for row, result in zip(rows, bounded, strict=True) if not isinstance(result, Unreadable)
    ]

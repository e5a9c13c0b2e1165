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
from infra.import_directory.located_rows import Unreadable
from tests.infra.importing.test_bounded_rows import written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text('a",\n', max_size=60), longest=st.integers(len("a\n"), 30))
def test_skipped_csv_row_ends_where_csv_module_ends_it(tmp_path: Path, text: str, longest: int) -> None:
    """Under any limit, the rows within it are those that `csv` finds without a limit, at the same places."""
    file = written(tmp_path, "directory.csv", f"a\n{text}")
    try:
        whole = list(csv_rows(file))
    except ValueError:
        with pytest.raises(ValueError, match="never closed"):
            list(csv_rows(file, longest))
        return
    assert [row for _, row in whole] == list(csv.DictReader(io.StringIO(f"a\n{text}")))
    bounded = list(csv_rows(file, longest))
    assert [place for place, _ in bounded] == [place for place, _ in whole]
    pairs = zip(bounded, whole, strict=True)
    assert all(isinstance(row, Unreadable) or row == other for (_, row), (_, other) in pairs)


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

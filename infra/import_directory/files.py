"""Read a CSV or JSON directory file row by row, and turn rows into `ImportRow` objects."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.domain.accounts.importing import ImportRow, read_row
from chalicelib.domain.errors import FieldCode, FieldError
from chalicelib.domain.identity.domain_identifier import DomainRules
from infra.import_directory.columns import column_of
from infra.import_directory.csv_rows import csv_rows
from infra.import_directory.json_rows import json_rows
from infra.import_directory.located_rows import LocatedRow, Unreadable
from infra.import_directory.text_check import check_text, is_json

__all__ = ["LocatedRow", "Unreadable", "row_of", "rows_of_file"]

SEPARATOR = ";"
# People separate so, too; neither domains nor addresses contain any of these.
_BETWEEN = re.compile("[;,\n]")


def rows_of_file(path: Path) -> Iterator[LocatedRow]:
    """Yield the rows in order. Raises `FaultyFile` unless it is CSV with a header or a JSON list of objects."""
    check_text(path)
    return json_rows(path) if is_json(path) else csv_rows(path)


def row_of(raw: Mapping[str, Any], rules: DomainRules) -> ImportRow:
    """Parse a row; lists are JSON lists, or texts with semicolons, commas or line ends between.

    Raises `Refused` with all field errors.
    """
    cells = _Cells(raw)
    return read_row(
        cells.text("account_name"),
        cells.texts("domains"),
        cells.text("visibility") or "",
        cells.texts("administrators"),
        rules,
        cells.faults,
    )


class _Cells:
    """The cells of a row by column; values of a wrong type are collected in `faults`."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._values = {column_of(name): value for name, value in raw.items()}
        self.faults: list[FieldError] = []

    def text(self, column: str) -> str | None:
        """Return a text; None if the row has none."""
        value = self._values.get(column)
        return None if value is None else self._checked(f"/{column}", value)

    def texts(self, column: str) -> list[str]:
        """Return the non-blank texts of a list."""
        value = self._values.get(column)
        value = "" if value is None else value
        parts = value if isinstance(value, list) else _BETWEEN.split(self._checked(f"/{column}", value))
        texts = [self._checked(f"/{column}/{index}", part) for index, part in enumerate(parts)]
        return [text.strip() for text in texts if text.strip()]

    def _checked(self, pointer: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self.faults.append(FieldError(pointer, FieldCode.WRONG_TYPE))
        return ""

"""Read a CSV or JSON directory file row by row, and turn rows into `ImportRow` objects."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.domain.accounts.importing import ImportRow, read_row
from chalicelib.domain.errors import FieldCode, FieldError
from chalicelib.domain.identity.domain_identifier import DomainRules
from infra.import_directory.csv_rows import csv_rows
from infra.import_directory.json_rows import json_rows
from infra.import_directory.located_rows import LocatedRow, Unreadable

__all__ = ["LocatedRow", "Unreadable", "row_of", "rows_of_file"]

SEPARATOR = ";"


def rows_of_file(path: Path) -> Iterator[LocatedRow]:
    """Yield the rows in order. Raises ValueError unless it is CSV with a header or a JSON list of objects."""
    return csv_rows(path) if path.suffix.lower() == ".csv" else json_rows(path)


def row_of(raw: Mapping[str, Any], rules: DomainRules) -> ImportRow:
    """Parse a row; lists are JSON lists or texts separated by semicolons. Raises `Refused` with all field errors."""
    cells = _Cells(raw)
    return read_row(
        cells.text("/account_name", "account_name", "name"),
        cells.texts("/domains", "domains", "domain"),
        cells.text("/visibility", "visibility") or "",
        cells.texts("/administrators", "administrators"),
        rules,
        cells.faults,
    )


class _Cells:
    """The cells of a row; values of a wrong type are collected in `faults`."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self.faults: list[FieldError] = []

    def text(self, pointer: str, *names: str) -> str | None:
        """Return the text of the first of these columns that has one; None if the row has none of the columns."""
        value = self._value(names)
        return None if value is None else self._checked(pointer, value)

    def texts(self, pointer: str, *names: str) -> list[str]:
        """Return the non-blank texts of a list."""
        value = self._value(names) or ""
        parts = value if isinstance(value, list) else self._checked(pointer, value).split(SEPARATOR)
        texts = [self._checked(f"{pointer}/{index}", part) for index, part in enumerate(parts)]
        return [text.strip() for text in texts if text.strip()]

    def _value(self, names: tuple[str, ...]) -> object:
        found = [value for name in names if (value := self._raw.get(name)) is not None]
        return next((value for value in found if value not in ("", [])), found[0] if found else None)

    def _checked(self, pointer: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self.faults.append(FieldError(pointer, FieldCode.WRONG_TYPE))
        return ""

"""Reads a directory file row by row, CSV or JSON, however long it is. Refuses to know what a row must hold."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.domain.accounts.importing import ImportRow, read_row
from chalicelib.domain.errors import FieldCode, FieldError
from chalicelib.domain.identity.domain_identifier import DomainRules
from infra.import_directory.csv_rows import csv_rows
from infra.import_directory.json_rows import json_rows
from infra.import_directory.placed_rows import Placed, Unreadable

__all__ = ["Placed", "Unreadable", "row_of", "rows_of_file"]

SEPARATOR = ";"


def rows_of_file(path: Path) -> Iterator[Placed]:
    """The rows in order. Raises ValueError for what is neither CSV with a header nor a JSON list of objects."""
    return csv_rows(path) if path.suffix.lower() == ".csv" else json_rows(path)


def row_of(raw: Mapping[str, Any], rules: DomainRules) -> ImportRow:
    """The row, or `Refused` with every fault; lists may be JSON lists or text separated by semicolons."""
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
    """The cells of a row. What is neither text nor, where one may stand, a list of texts is a fault of its own."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self.faults: list[FieldError] = []

    def text(self, pointer: str, *names: str) -> str | None:
        """The text under the first of the names that has any; None where the row has none of the cells."""
        value = self._value(names)
        return None if value is None else self._checked(pointer, value)

    def texts(self, pointer: str, *names: str) -> list[str]:
        """The texts, without blank ones."""
        value = self._value(names) or ""
        parts = value if isinstance(value, list) else self._checked(pointer, value).split(SEPARATOR)
        texts = [self._checked(f"{pointer}/{place}", part) for place, part in enumerate(parts)]
        return [text.strip() for text in texts if text.strip()]

    def _value(self, names: tuple[str, ...]) -> object:
        found = [one for name in names if (one := self._raw.get(name)) is not None]
        return next((one for one in found if one not in ("", [])), found[0] if found else None)

    def _checked(self, pointer: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self.faults.append(FieldError(pointer, FieldCode.WRONG_TYPE))
        return ""

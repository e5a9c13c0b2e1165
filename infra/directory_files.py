"""Reads a directory file row by row, CSV or JSON, however long it is. Refuses to know what a row must hold."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ijson

from chalicelib.domain.domain_identifier import DomainRules
from chalicelib.domain.importing import ImportRow, read_row

SEPARATOR = ";"

# A row and where it stands in its file.
Placed = tuple[str, Mapping[str, Any]]


def rows_of_file(path: Path) -> Iterator[Placed]:
    """The rows in order. Raises ValueError for what is neither CSV with a header nor a JSON list of objects."""
    return _csv_rows(path) if path.suffix.lower() == ".csv" else _json_rows(path)


def row_of(raw: Mapping[str, Any], rules: DomainRules) -> ImportRow:
    """The row, or `Refused` with every fault; lists may be JSON lists or text separated by semicolons."""
    return read_row(
        str(raw.get("account_name") or raw.get("name") or ""),
        _listed(raw.get("domains") or raw.get("domain")),
        str(raw.get("visibility") or ""),
        _listed(raw.get("administrators")),
        rules,
    )


def _csv_rows(path: Path) -> Iterator[Placed]:
    with path.open(newline="", encoding="utf-8-sig") as lines:
        reader = csv.DictReader(lines)
        try:
            yield from ((f"line {reader.line_num}", row) for row in reader)
        except csv.Error as fault:
            raise ValueError(f"line {reader.line_num}: {fault}") from fault


def _json_rows(path: Path) -> Iterator[Placed]:
    with path.open("rb") as content:
        if _first_character(content.read(1024)) != "[":
            raise ValueError("JSON must be a list of objects")
        content.seek(0)
        try:
            for number, row in enumerate(ijson.items(content, "item"), start=1):
                if not isinstance(row, dict):
                    raise ValueError(f"row {number} is not an object")  # noqa: TRY004 - the file's fault
                yield f"row {number}", row
        except ijson.JSONError as fault:
            raise ValueError(str(fault).strip()) from fault


def _first_character(beginning: bytes) -> str:
    return beginning.decode("utf-8", errors="replace").lstrip()[:1]


def _listed(value: object) -> list[str]:
    parts = value if isinstance(value, list) else str(value or "").split(SEPARATOR)
    return [text for part in parts if (text := str(part).strip())]

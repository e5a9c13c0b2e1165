"""Directory files are read in bounded pieces: oversized rows are reported, the others imported."""

import json
from pathlib import Path

import pytest

from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from infra.import_directory.files import row_of, rows_of_file
from infra.import_directory.importing import import_rows
from infra.import_directory.located_rows import LONGEST, LocatedRow, Unreadable
from infra.import_directory.outcome import Outcome
from tests.world import World

RULES = DomainRules(bundled_suffixes(), example_domains=True)
NEXT = {"name": "Next Ltd", "domains": ["next-ltd.com"]}
BRACKETS = 100_000
HOSTILE_ROWS: dict[str, str] = {
    "a long text": f'{{"name": "{"a" * (LONGEST + 1)}"}}',
    "escapes": f'{{"name": "{chr(92) * (2 * LONGEST)}"}}',
    "brackets": f'{{"name": "Deep", "domains": {"[" * BRACKETS}{"]" * BRACKETS}}}',
    "brackets that open and close": f'{{"name": "Wide", "domains": [{"[]," * BRACKETS}[]]}}',
    "objects": '{"a":' * BRACKETS + "1" + "}" * BRACKETS,
    "brackets for a row": "[" * BRACKETS + "]" * BRACKETS,
    "a string of brackets": f'{{"name": "{"[{" * LONGEST}"}}',
    "many domains": f'{{"name": "Wide", "domains": [{"1," * LONGEST}1]}}',
    "many members": "{" + ",".join(f'"n{number}": 1' for number in range(10_000)) + "}",
    "space": f'{{"name": "Wide"{" " * LONGEST}}}',
}


def written(directory: Path, name: str, text: str) -> Path:
    file = directory / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


@pytest.mark.parametrize("hostile", HOSTILE_ROWS.values(), ids=HOSTILE_ROWS)
def test_oversized_json_row_is_reported_and_next_row_is_read(tmp_path: Path, hostile: str) -> None:
    file = written(tmp_path, "directory.json", f"[{json.dumps(NEXT)}, {hostile}, {json.dumps(NEXT)}]")
    first, second, third = rows_of_file(file)
    assert (first, third) == (("row 1", NEXT), ("row 3", NEXT))
    assert second[0] == "row 2"
    assert isinstance(second[1], Unreadable)


HOSTILE_LINES: dict[str, str] = {
    "a long cell": f"{'a' * 131_073},big-ltd.com",
    "many cells": "a," * LONGEST,
    "a quoted cell of many lines": f'"{"a" * 99 + chr(10)}"' * 2_000,
    "quotes that open and close": '"",' * LONGEST,
    "doubled quotes": f'"{chr(34) * 2 * LONGEST}"',
    "quotes amid a cell": 'a"' * LONGEST,
}


@pytest.mark.parametrize("hostile", HOSTILE_LINES.values(), ids=HOSTILE_LINES)
def test_oversized_csv_row_is_reported_and_next_row_is_read(tmp_path: Path, hostile: str) -> None:
    file = written(tmp_path, "directory.csv", f"name,domains\n{hostile}\nNext Ltd,next-ltd.com\n")
    first, second = rows_of_file(file)
    assert first[0] == "line 2"
    assert isinstance(first[1], Unreadable)
    assert second == (f"line {3 + hostile.count(chr(10))}", {"name": "Next Ltd", "domains": "next-ltd.com"})


@pytest.mark.parametrize("length", [1, LONGEST + 1])
def test_unclosed_quote_is_rejected_with_line_number(tmp_path: Path, length: int) -> None:
    file = written(tmp_path, "directory.csv", f'name,domains\nA,a.com\n"Open{"a" * length}\nNext Ltd,next-ltd.com\n')
    with pytest.raises(ValueError, match="a quote that begins on line 3 never ends"):
        list(rows_of_file(file))


def test_oversized_header_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"line 1: .* header"):
        list(rows_of_file(written(tmp_path, "directory.csv", f"name,{'a' * LONGEST}\nA,a.com\n")))


@pytest.mark.parametrize(
    "value", [[["next-ltd.com"]], [{"next-ltd.com": 1}], {"next-ltd.com": 1}, [None], [True], True], ids=str
)
def test_domain_of_wrong_type_is_rejected(value: object) -> None:
    with pytest.raises(Refused) as refused:
        row_of({"name": "Next Ltd", "domains": value}, RULES)
    assert all(error.pointer.startswith("/domains") for error in refused.value.errors)
    assert "wrong-type" in {error.code.value for error in refused.value.errors}


@pytest.mark.parametrize("field", ["name", "visibility", "administrators"])
def test_field_of_wrong_type_is_reported(field: str) -> None:
    with pytest.raises(Refused) as refused:
        row_of({**NEXT, field: {"a": "b"}}, RULES)
    assert [error.code.value for error in refused.value.errors] == ["wrong-type"]


@pytest.mark.parametrize("field", ["domains", "administrators"])
def test_row_with_thousands_of_faults_is_reported_in_one_short_line(world: World, field: str) -> None:
    reports: list[str] = []
    rows: list[LocatedRow] = [("row 1", {**NEXT, field: [[]] * 20_000}), ("row 2", NEXT)]
    outcome = Outcome(say=reports.append)
    import_rows(world.ports, world.container.ports.index, rows, outcome)
    assert str(outcome) == "1 rows imported (1 created, 0 changed, 0 unchanged), 1 reported"
    assert len(reports[0]) < 2_000

"""Parser of `table.txt`: columns, legend, and a row for each operation and object of a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_BETWEEN = re.compile(r" {2,}")
EVERYONE = "everyone"
# Columns that represent everyone: an anonymous caller, and one with every right.
REPRESENTATIVES = ("no", "adm")


@dataclass(frozen=True)
class Row:
    """The expected response of an operation for an object, a legend word for each column."""

    name: str
    object: str
    cells: Mapping[str, str]

    @property
    def operation(self) -> str:
        """The operation or page, without the variant."""
        return self.name.partition(":")[0]


@dataclass(frozen=True)
class Table:
    """The parsed table.

    `legend` holds status and problem of each word except those of success. `pages` holds heading or redirect target
    of each page, by its name and, if there are several words of success, the word.
    """

    columns: Sequence[str]
    legend: Mapping[str, tuple[int, str]]
    pages: Mapping[str, str]
    rows: Sequence[Row]

    def shown(self, operation: str, word: str) -> str:
        """Return heading or redirect target of a successful page."""
        return self.pages.get(f"{operation} {word}") or self.pages[operation]

    def of(self, operation: str) -> Sequence[Row]:
        """Return the rows of an operation or page, with all variants."""
        return [row for row in self.rows if row.operation == operation]


def read_table() -> Table:
    """Parse the table. Raises an exception if it is malformed."""
    sections = _sections((Path(__file__).parent / "table.txt").read_text())
    columns = [line.split()[0] for line in sections["Columns"]]
    words = (line.split() for line in sections["Legend"])
    legend = {word: (int(status), problem) for word, status, problem in words}
    pages = dict(_BETWEEN.split(line, maxsplit=1) for line in sections["Pages"])
    return Table(columns, legend, pages, list(_rows(sections["Table"], columns)))


def _sections(text: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("= "):
            found[line[2:]] = lines = []
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return found


def _rows(lines: Sequence[str], columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows. Lines without indentation name operations; after a row they start a new block."""
    names: list[str] = []
    in_block = False
    for line in lines:
        words = line.split()
        if words == list(columns):
            continue
        if not line.startswith(" "):
            names = [*(() if in_block else names), *words]
            in_block = False
            continue
        in_block = True
        objects, cells = _line(words, columns)
        for name in names:
            yield from (Row(name, object_name, cells) for object_name in objects)


def _line(words: Sequence[str], columns: Sequence[str]) -> tuple[Sequence[str], Mapping[str, str]]:
    if words[-2] == EVERYONE:
        return words[:-2], dict.fromkeys(REPRESENTATIVES, words[-1])
    width = len(columns)
    return words[:-width], dict(zip(columns, words[-width:], strict=True))

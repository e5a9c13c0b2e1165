"""Reads the table: its columns, its legend, and a row for each operation and object that a line speaks of."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_BETWEEN = re.compile(r" {2,}")
EVERYONE = "everyone"
# Who calls in the place of everyone: nobody, and somebody with every right.
FOR_EVERYONE = ("no", "adm")


@dataclass(frozen=True)
class Row:
    """What each caller is answered by an operation about an object, as the legend's words."""

    name: str
    object: str
    cells: Mapping[str, str]

    @property
    def operation(self) -> str:
        """The operation or page, whatever is sent to it."""
        return self.name.partition(":")[0]


@dataclass(frozen=True)
class Table:
    """The document, read.

    `legend` has status and problem of each word but those of success, `pages` what a page shows or leads to by its
    name and, where there are several words of success, by the word.
    """

    columns: Sequence[str]
    legend: Mapping[str, tuple[int, str]]
    pages: Mapping[str, str]
    rows: Sequence[Row]

    def shown(self, operation: str, word: str) -> str:
        """What a success of the page shows, or where it leads."""
        return self.pages.get(f"{operation} {word}") or self.pages[operation]

    def of(self, operation: str) -> Sequence[Row]:
        """The rows of an operation or page, in every variant."""
        return [row for row in self.rows if row.operation == operation]


def read_table() -> Table:
    """Raises where the document makes no sense."""
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
    """A line that is not indented names operations; the first such one after a row begins a new block."""
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
            yield from (Row(name, one, cells) for one in objects)


def _line(words: Sequence[str], columns: Sequence[str]) -> tuple[Sequence[str], Mapping[str, str]]:
    if words[-2] == EVERYONE:
        return words[:-2], dict.fromkeys(FOR_EVERYONE, words[-1])
    width = len(columns)
    return words[:-width], dict(zip(columns, words[-width:], strict=True))

"""The columns of a directory file: their names, however people write them, and what is wrong with a header."""

import csv
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

# The names of each column, in a header or as members of a JSON object.
NAMES: Mapping[str, Sequence[str]] = {
    "account_name": ("name", "account_name"),
    "domains": ("domains", "domain"),
    "visibility": ("visibility",),
    "administrators": ("administrators",),
}
REQUIRED = ("account_name", "domains")
# Each unknown name is compared with the known ones.
MOST_NAMES = 250
SEPARATORS = (",", ";", "\t", "|")
# Above the likeness of `account_no` and `account_name`, which are different things.
_AS_GOOD_AS_EQUAL = 0.85
_BLANKS = re.compile(r"[\s_-]+")
# Longer names are of no known column, and are not kept.
_LONGEST_NAME = 100
_LONGEST_SHOWN, _MOST_SHOWN = 40, 12
_COLUMN_OF = {name: column for column, names in NAMES.items() for name in names}


def column_of(name: str) -> str | None:
    """Return the column of this name, whatever its case, blanks and byte order marks; None if it is unknown."""
    return _column_of(name) if len(name) <= _LONGEST_NAME else None


def is_named(name: str) -> bool:
    """Whether anything is left of a name without blanks and byte order marks."""
    return bool(_plain(name))


def separator_of(line: str) -> str:
    """Return what separates the names in the header: what finds most columns, or else most names."""

    def found(separator: str) -> tuple[int, int]:
        names = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
        return sum(column_of(name) is not None for name in names), len(names)

    return max(SEPARATORS, key=found)


def fault_of_names(names: Sequence[str], kind: str) -> str | None:
    """Return what is wrong with the names of columns, of a whole header or of one JSON object."""
    if len(names) > MOST_NAMES:
        return f"more than {MOST_NAMES} {kind}s"
    first: dict[str, str] = {}
    for name in names:
        column = column_of(name)
        if column is None:
            if meant := _meant(name[:_LONGEST_NAME]):
                return f"{shown([name])} is no known {kind}: is {meant} meant?"
        elif column in first:
            return _twice(first[column], name, kind)
        else:
            first[column] = name
    return None


def fault_of_header(names: Sequence[str]) -> str | None:
    """Return what is wrong with a header."""
    missing = [column for column in REQUIRED if column not in map(column_of, names)]
    if missing:
        called = " or ".join(NAMES[missing[0]])
        return f"no column called {called}; the columns found are: {shown(names)}"
    return fault_of_names(names, "column")


def shown(names: Sequence[str]) -> str:
    """List names for people: a few, shortened, and without characters that a terminal would act on."""
    few = ", ".join(repr(name.strip()[:_LONGEST_SHOWN])[1:-1] for name in names[:_MOST_SHOWN])
    return f"{few} and {len(names) - _MOST_SHOWN:,} more" if len(names) > _MOST_SHOWN else few


def _twice(first: str, second: str, kind: str) -> str:
    if _plain(first) == _plain(second):
        return f"two {kind}s called {shown([first])}"
    return f"{shown([first])} and {shown([second])} are the same {kind}: keep one"


@lru_cache(maxsize=1_000)
def _column_of(name: str) -> str | None:
    return _COLUMN_OF.get(_plain(name))


@lru_cache(maxsize=1_000)
def _meant(name: str) -> str | None:
    """Return the column that a mistyped name resembles."""
    return next(iter(get_close_matches(_plain(name), _COLUMN_OF, 1, _AS_GOOD_AS_EQUAL)), None)


def _plain(name: str) -> str:
    return _BLANKS.sub("_", name.replace("\ufeff", "").strip().casefold())

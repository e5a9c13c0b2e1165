"""The glossary's code names exist, and the words that it avoids occur in no name of the code."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conventions.documents import ROOT, resolves
from tests.conventions.sources import nodes_of

GLOSSARY = ROOT / "docs/glossary.md"
SOURCES = [ROOT / "app.py", *(path for top in ("chalicelib", "infra", "tests") for path in (ROOT / top).rglob("*.py"))]
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Where a node of the syntax tree holds a name.
_NAMES = ("name", "id", "attr", "arg", "asname", "module")


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the glossary, cell by cell."""
    section = GLOSSARY.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line] for line in lines[1:]]


TERMS = {term: code.strip("`") for term, _, code in rows("Terms")}
AVOIDED = [word for words, _ in rows("Words to avoid") for word in words.split(", ")]


@cache
def words_of(name: str) -> str:
    """The words of a name, in lower case with a blank around each: `PostOffice` and `post_office` are one."""
    return f" {' '.join(_WORD.findall(name)).lower()} "


def names_in(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every name of a module: definitions, variables, attributes, arguments, imports."""
    for node in nodes:
        yield from (name for field in _NAMES if isinstance(name := getattr(node, field, None), str))


def avoided_in(names: Iterator[str]) -> set[tuple[str, str]]:
    """The names that hold a word to avoid, each with the word."""
    spelt = {name: words_of(name) for name in names}
    return {(name, word) for name, words in spelt.items() for word in AVOIDED if f" {word} " in words}


def names_of(path: Path) -> Iterator[str]:
    yield from path.relative_to(ROOT).with_suffix("").parts
    yield from names_in(nodes_of(path))


@pytest.mark.parametrize(("term", "code"), TERMS.items(), ids=TERMS)
def test_every_term_names_code_that_exists(term: str, code: str) -> None:
    assert code.startswith(("chalicelib.", "infra.")), term
    assert resolves(code)


def test_terms_and_avoided_words_are_in_order_and_stand_once() -> None:
    for heading in ("Terms", "Words to avoid"):
        column = [row[0] for row in rows(heading)]
        assert column == sorted(set(column), key=str.casefold)
    assert len(AVOIDED) == len(set(AVOIDED))


def test_no_word_to_avoid_is_in_a_name_of_the_code() -> None:
    assert {str(path): found for path in SOURCES if (found := avoided_in(names_of(path)))} == {}


@pytest.mark.parametrize("name", ["PostOffice", "post_office", "_the_post_office", "POST_OFFICE_KEY"])
def test_a_word_to_avoid_is_found_in_every_spelling(name: str) -> None:
    assert avoided_in(names_in(ast.walk(ast.parse(f"class {name}: pass")))) == {(name, "post office")}


def test_a_word_to_avoid_inside_another_word_is_none() -> None:
    assert avoided_in(names_in(ast.walk(ast.parse("space = unsettled = 'PostOffice'")))) == set()

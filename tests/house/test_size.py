"""Modules and functions stay small enough to be read at once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A length at which to look twice: one noun in one file reads better than the same noun in five.
LONGEST_MODULE = 250
LONGEST_FUNCTION = 25
SOURCES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py")), *sorted((ROOT / "infra").rglob("*.py"))]
MODULES = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function))


def body_length(function: Function) -> int:
    """Lines from the signature's end to the last, the docstring apart: what there is to follow."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_at_most_250_lines_and_opens_with_what_it_decides(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_function_is_at_most_25_lines(path: Path) -> None:
    assert [f.name for f in functions(path) if body_length(f) > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_comment_puts_work_off(path: Path) -> None:
    assert not any(word in path.read_text() for word in ("TODO", "FIXME"))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_nothing_is_patched_in(path: Path) -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    } | {node.module or "" for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    assert not {"mock", "unittest.mock", "patch", "MagicMock"} & imported


@pytest.mark.parametrize("path", sorted((ROOT / "chalicelib").rglob("*.py")), ids=named)
def test_only_settings_reads_the_environment(path: Path) -> None:
    reads = "os.environ" in path.read_text()
    assert not reads or path.name in {"bootstrap.py"}

"""Modules and functions stay small enough to be read at once."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.documents import ROOT
from tests.conventions.sources import nodes_of

# A length at which to look twice: one noun in one file reads better than the same noun in five.
LONGEST_MODULE = 250
LONGEST_FUNCTION = 25
MOST_MODULES = 20
SOURCES = [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py")), *sorted((ROOT / "infra").rglob("*.py"))]
MODULES = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
# Tables of texts: a row is read by itself.
TABLES_OF_TEXTS = {"chalicelib/rendering/problems/table.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def opening(path: Path) -> str | None:
    module = nodes_of(path)[0]
    assert isinstance(module, ast.Module)
    return ast.get_docstring(module)


def functions(path: Path) -> Iterator[Function]:
    return (node for node in nodes_of(path) if isinstance(node, Function))


def body_length(function: Function) -> int:
    """Lines from the signature's end to the last, the docstring apart: what there is to follow."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def imported_by(path: Path) -> set[str]:
    nodes = nodes_of(path)
    names = {alias.name for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}
    return names | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_a_module_is_at_most_250_lines_and_opens_with_what_it_decides() -> None:
    texts = {named(path): path.read_text() for path in MODULES}
    assert {path for path, text in texts.items() if len(text.splitlines()) > LONGEST_MODULE} == TABLES_OF_TEXTS
    assert [named(path) for path in MODULES if not opening(path)] == []


def test_a_function_is_at_most_25_lines() -> None:
    long = [(named(path), f.name) for path in MODULES for f in functions(path) if body_length(f) > LONGEST_FUNCTION]
    assert long == []


def test_no_comment_puts_work_off() -> None:
    assert [named(path) for path in SOURCES if any(word in path.read_text() for word in ("TODO", "FIXME"))] == []


def test_no_table_has_two_rows_for_one_key() -> None:
    """The last one would count, unnoticed. Ruff compares keys that are literals or names, not members of enums."""
    tables = [(path, node) for path in SOURCES for node in nodes_of(path) if isinstance(node, ast.Dict)]
    rows = [(named(path), [ast.unparse(key) for key in table.keys if key]) for path, table in tables]
    assert [(path, keys) for path, keys in rows if len(keys) != len(set(keys))] == []


def test_nothing_is_patched_in() -> None:
    mocks = {"mock", "unittest.mock", "patch", "MagicMock"}
    assert [named(path) for path in MODULES if mocks & imported_by(path)] == []


def test_only_settings_reads_the_environment() -> None:
    reading = [named(path) for path in (ROOT / "chalicelib").rglob("*.py") if "os.environ" in path.read_text()]
    assert reading == ["chalicelib/bootstrap.py"]


def test_a_folder_holds_at_most_20_modules() -> None:
    # A folder's `__init__` is the folder itself.
    counts = Counter(named(path.parent) for path in MODULES if path.name != "__init__.py")
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}

"""Takes rows out of the tables keyed by an enumeration, and prints how many removals the checks notice.

`python -m tests.conventions.remove_rows` tries every row against the tests that hold tables. With `--gate` it tries
one row of each table against `make check`. It works on a copy of the tree, and exits with 1 if a removal passes.
"""

import ast
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "chalicelib", "infra", "tests")
TESTS = ("tests/conventions/test_enum_tables.py", "tests/conventions/test_documents.py")
# What git does not know, and what nothing here reads.
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", ".local", ".*_cache", "__pycache__", ".hypothesis")
# A row that is cut out leaves its file unformatted, which says nothing of the row.
FORMAT = "ruff format"


@dataclass(frozen=True)
class Row:
    """A row of a dict literal: from its key to the next row, or to the end of the literal."""

    path: Path
    table: int
    line: int
    key: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.key}"

    def cut_from(self, source: bytes) -> bytes:
        """The source without the row."""
        return source[: self.start] + source[self.end :]


def every_row() -> Iterator[Row]:
    """The rows of all tables at the level of a module or class, nested ones included."""
    for path in [ROOT / "app.py", *(path for name in ("chalicelib", "infra") for path in (ROOT / name).rglob("*.py"))]:
        relative = path.relative_to(ROOT)
        source = path.read_bytes()
        tables = [node for node in outside_functions(ast.parse(source)) if isinstance(node, ast.Dict)]
        if tables:
            module = importlib.import_module(".".join(relative.with_suffix("").parts).removesuffix(".__init__"))
            for table in tables:
                if is_keyed_by_an_enum(table, module):
                    yield from rows_of(table, relative, source)


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from outside_functions(child)


def is_keyed_by_an_enum(table: ast.Dict, module: ModuleType) -> bool:
    """Whether every key that is written out is a member of an enumeration of the project's own."""
    keys = [key for key in table.keys if key]
    return bool(keys) and all(is_own_member(value_of(key, module)) for key in keys)


def value_of(key: ast.expr, module: ModuleType) -> object:
    """What a name, or an attribute of one, stands for; None for any other key."""
    match key:
        case ast.Name(id=name):
            return getattr(module, name, None)
        case ast.Attribute(value=owner, attr=name):
            return getattr(value_of(owner, module), name, None)
        case _:
            return None


def is_own_member(value: object) -> bool:
    return isinstance(value, Enum) and type(value).__module__.split(".")[0] in PACKAGES


def rows_of(table: ast.Dict, path: Path, source: bytes) -> Iterator[Row]:
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))

    def begin(key: ast.expr | None, value: ast.expr) -> int:
        if key:
            return lines[key.lineno - 1] + key.col_offset
        return source.rindex(b"**", 0, lines[value.lineno - 1] + value.col_offset)

    begins = [begin(key, value) for key, value in zip(table.keys, table.values, strict=True)]
    ends = [*begins[1:], lines[(table.end_lineno or 0) - 1] + (table.end_col_offset or 0) - 1]
    start = lines[table.lineno - 1] + table.col_offset
    for key, first, last in zip(table.keys, begins, ends, strict=True):
        if key:
            yield Row(path, start, key.lineno, ast.unparse(key), first, last)


def tests_fail(copy: Path) -> bool:
    """Run the tests that hold tables on the copy, in a process forked from this one with its libraries loaded."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os._exit(run_tests(copy))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def run_tests(copy: Path) -> int:
    """Run them in this process; all modules of the project are forgotten before."""
    for name in [name for name in sys.modules if name.split(".")[0] in PACKAGES]:
        del sys.modules[name]
    sys.path[0] = str(copy)
    os.chdir(copy)
    return pytest.main(["-qq", "-x", "--assert=plain", "-p", "no:cacheprovider", *TESTS])


def gate_fails(copy: Path) -> bool:
    """Run what `make check` runs on the copy."""
    recipe = (ROOT / "Makefile").read_text().partition("\ncheck: ")[2].partition("\n\n")[0].splitlines()[1:]
    commands = [line.strip().removeprefix("@$(BIN)/") for line in recipe if FORMAT not in line]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return any(
        subprocess.run(
            command.split(), cwd=copy, env=os.environ | {"PATH": path}, capture_output=True, check=False
        ).returncode
        for command in commands
    )


def unnoticed(copy: Path, rows: Sequence[Row], fails: Callable[[Path], bool]) -> Iterator[Row]:
    """Those rows whose removal no check notices."""
    for row in rows:
        place, source = copy / row.path, (ROOT / row.path).read_bytes()
        ast.parse(row.cut_from(source))
        place.write_bytes(row.cut_from(source))
        if not fails(copy):
            yield row
        shutil.copy2(ROOT / row.path, place)


def main(arguments: Sequence[str]) -> int:
    """Print the numbers, and each removal that passed."""
    rows = list(every_row())
    tables = {(row.path, row.table): row for row in rows}
    tried, fails = (list(tables.values()), gate_fails) if "--gate" in arguments else (rows, tests_fail)
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "tree"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(copy)], check=True)
        # In this process, so that those that are forked from it find the libraries loaded.
        if run_tests(copy) or fails(copy):
            print("The checks fail on the tree as it is.")
            return 1
        passed = 0
        for row in unnoticed(copy, tried, fails):
            print(f"not noticed: {row}")
            passed += 1
    print(f"{len(rows)} rows in {len(tables)} tables: {len(tried)} tried, {len(tried) - passed} noticed")
    return 1 if passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

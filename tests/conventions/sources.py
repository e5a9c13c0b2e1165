"""The project's modules and their syntax trees, which several conventions read."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the module's syntax tree, the module first."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))

"""Every fact that the code gives to a problem, found in its source."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import chalicelib

PRODUCT = Path(chalicelib.__file__).parent
# Where facts stand in a call: by keyword, or at this place.
GIVEN_BY_MAPPING: Mapping[str, tuple[str, int | None]] = {
    "Refused": ("facts", None),
    "FieldError": ("facts", 2),
    "ProblemResponse": ("extra", 1),
    "replace": ("facts", None),
}
# Every keyword of these is a fact.
GIVEN_BY_KEYWORD = {"Invalid", "fault"}
GIVING = {*GIVEN_BY_MAPPING, *GIVEN_BY_KEYWORD}


@dataclass(frozen=True)
class Fact:
    """A name that becomes a member of a problem or fills a gap in a text; `place` is where it is given."""

    name: str
    place: str


class Unreadable(Exception):
    """Facts whose names cannot be read from the source."""


@cache
def every_fact() -> Sequence[Fact]:
    """All facts of the product. Raises `Unreadable` for those that are given in another way than is known here."""
    return [fact for path in sorted(PRODUCT.rglob("*.py")) for fact in facts_in(path.read_text(), path.name)]


def facts_in(source: str, file: str = "source") -> Iterator[Fact]:
    """The facts that this source gives."""
    tree = ast.parse(source)
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call) and _called(one) in GIVING):
        within = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or 0)]
        for name in _names(call, within[-1] if within else tree):
            yield Fact(name, f"{file}:{call.lineno}")


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else str(getattr(call.func, "id", ""))


def _names(call: ast.Call, scope: ast.AST) -> Iterator[str]:
    called = _called(call)
    if called in GIVEN_BY_KEYWORD:
        # `**facts` hands on what was given, and read, elsewhere.
        yield from (one.arg for one in call.keywords if one.arg is not None)
    if called in GIVEN_BY_MAPPING:
        keyword, place = GIVEN_BY_MAPPING[called]
        given = [one.value for one in call.keywords if one.arg == keyword]
        given += call.args[place : place + 1] if place is not None else []
        for mapping in given:
            yield from _keys(mapping, scope)


def _keys(mapping: ast.expr, scope: ast.AST) -> Iterator[str]:
    match mapping:
        case ast.Dict():
            for key, value in zip(mapping.keys, mapping.values, strict=True):
                yield from [_literal(key)] if key else _keys(value, scope)
        case ast.Attribute(attr="facts"):
            # Another refusal's own.
            return
        case ast.IfExp():
            yield from _keys(mapping.body, scope)
            yield from _keys(mapping.orelse, scope)
        case ast.Name():
            yield from _assigned(mapping.id, scope)
        case _:
            raise Unreadable(ast.unparse(mapping))


def _assigned(variable: str, scope: ast.AST) -> Iterator[str]:
    """What the variable holds by every assignment to it, or to one of its keys, in this scope."""
    if isinstance(scope, ast.FunctionDef) and scope.name in GIVEN_BY_KEYWORD and scope.args.kwarg:
        # The keywords are read where it is called.
        return
    assigned = [one for one in ast.walk(scope) if isinstance(one, ast.Assign | ast.AnnAssign) and one.value]
    wholes = [one.value for one in assigned if variable in {getattr(aim, "id", "") for aim in _targets(one)}]
    if not wholes:
        raise Unreadable(variable)
    for whole in filter(None, wholes):
        yield from _keys(whole, scope)
    for aim in (aim for one in assigned for aim in _targets(one)):
        if isinstance(aim, ast.Subscript) and getattr(aim.value, "id", "") == variable:
            yield _literal(aim.slice)


def _targets(assigned: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return assigned.targets if isinstance(assigned, ast.Assign) else [assigned.target]


def _literal(name: ast.expr) -> str:
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value
    raise Unreadable(ast.unparse(name))

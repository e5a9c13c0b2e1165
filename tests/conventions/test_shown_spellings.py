"""Nothing that people read holds a domain or an address that was not formatted for them.

`chalicelib.rendering.pages.formatting` gives both spellings of a domain; templates and mails call it for every one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from chalicelib.rendering.pages import formatting
from chalicelib.rendering.pages.environment import TEMPLATES, environment
from tests.conventions.sources import nodes_of

# How values, and attributes of values, that are domains or addresses are called in templates.
SPELT = frozenset({"domain_identifier", "registrable_domain", "organisation", "own_domain", "successor"}) | frozenset(
    {"email", "by", "who", "to"}
)
# The functions of `formatting` under their names in templates.
FORMATS = frozenset({"domain", "address", "person", "name_of"})
TEMPLATE_FILES = sorted((TEMPLATES / "pages").glob("*.html"))
MAIL_FILES = sorted(Path(formatting.__file__).parents[1].glob("mail/to_*.py")) + [
    Path(formatting.__file__).parents[1] / "mail" / name for name in ("facts.py", "context.py", "access_context.py")
]


def unformatted(template: str) -> list[str]:
    """Return the domains and addresses of a template that no function has formatted."""
    return [spelt for spelt, formatted in _spelt(environment().parse(template), formatted=False) if not formatted]


def _spelt(node: nodes.Node, *, formatted: bool) -> Iterator[tuple[str, bool]]:
    name = _name_of(node)
    if name in SPELT and _is_read(node):
        yield name, formatted
    for field, child in _children(node):
        yield from _spelt(child, formatted=formatted or _formats(node) or field == "test")


def _children(node: nodes.Node) -> Iterator[tuple[str, nodes.Node]]:
    for field, value in node.iter_fields():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, nodes.Node):
                yield field, child


def _name_of(node: nodes.Node) -> str:
    return str(getattr(node, "attr", getattr(node, "name", "")))


def _is_read(node: nodes.Node) -> bool:
    """Whether a value is read. A field holds what was typed, in one spelling."""
    if isinstance(node, nodes.Getattr):
        return not (isinstance(node.node, nodes.Name) and node.node.name == "form")
    return isinstance(node, nodes.Name) and node.ctx == "load"


def _formats(node: nodes.Node) -> bool:
    """Whether what is inside is formatted, or is not shown: the target of a link, or one side of a comparison."""
    if isinstance(node, nodes.Call):
        target = node.node
        name = _name_of(target.node if isinstance(target, nodes.Getattr) else target)
        return name in FORMATS | {"urls"}
    return isinstance(node, nodes.Compare) or (isinstance(node, nodes.Filter) and node.name == "urlencode")


def unformatted_in(tree: ast.AST, *, formatted: bool = False) -> Iterator[str]:
    """Yield the attributes of a module that are domains or addresses and that no function has formatted."""
    if isinstance(tree, ast.Attribute) and tree.attr in SPELT and not formatted:
        yield f"{tree.attr} (line {tree.lineno})"
    is_format = isinstance(tree, ast.Call) and ast.unparse(tree.func) in {*vars(formatting), "MailAddress.parse"}
    for field, value in ast.iter_fields(tree):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from unformatted_in(child, formatted=formatted or is_format or field == "test")


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=lambda path: path.name)
def test_page_formats_every_domain_and_address(path: Path) -> None:
    assert unformatted(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MAIL_FILES, ids=lambda path: path.name)
def test_mail_formats_every_domain_and_address(path: Path) -> None:
    assert list(unformatted_in(nodes_of(path)[0])) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ request.domain_identifier }}", ["domain_identifier"]),
        ("{{ say('{x}', x=one.email) }}", ["email"]),
        ("{% set x = one.name or one.email %}{{ x }}", ["email"]),
        ("{{ organisation }}", ["organisation"]),
        ("{{ domain(request.domain_identifier) }}{{ say('{x}', x=address(one.email)) }}", []),
        ("{% if one.email %}{{ person('', one.email) }}{% endif %}", []),
        ("{{ 'a' if draft.to else 'b' }}<a href='mailto:{{ one.email | urlencode }}'>", []),
        ('<input value="{{ form.email }}">', []),
        ("<a href='{{ urls.accounts(typed_domain(one.domain_identifier)) }}'>", []),
        ("{{ typed_domain(one.domain_identifier) }}", ["domain_identifier"]),
    ],
)
def test_unformatted_values_are_noticed(template: str, found: list[str]) -> None:
    assert unformatted(template) == found

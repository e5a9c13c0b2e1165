"""What a browser test claims about a page waits for the page: a click returns before the next one is there."""

import ast

from tests.conventions.documents import ROOT
from tests.conventions.sources import nodes_of

# Each reads at once, from whichever page is there. `playwright.sync_api.expect` repeats the read until it holds.
READS_AT_ONCE = {
    "all_inner_texts",
    "all_text_contents",
    "get_attribute",
    "inner_text",
    "input_value",
    "is_checked",
    "is_hidden",
    "is_visible",
    "text_content",
}


def is_read(node: ast.AST) -> bool:
    """Whether it calls one of them; with an argument, `count` is a text's or a list's."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in READS_AT_ONCE or (node.func.attr == "count" and not node.args)


def reads_at_once(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) and any(map(is_read, ast.walk(node)))


def test_no_browser_test_asserts_on_what_the_page_shows_at_once() -> None:
    modules = (ROOT / "tests" / "browser").glob("*.py")
    at_once = [(path.name, ast.unparse(node)) for path in modules for node in nodes_of(path) if reads_at_once(node)]
    assert at_once == []

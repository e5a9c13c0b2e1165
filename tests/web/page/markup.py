"""Markup as people may type it, and checks that a page shows it as text."""

from collections.abc import Iterator
from typing import Any

from tests.web.browser_without_script import PageReader, Response
from tests.world import person

MARKUP = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> '{{7*7}} {brand} &lt;b&gt;"
TOO_LONG = MARKUP * 15
NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER, IMPORTED, WORDS = (f"{MARKUP} {number}" for number in range(6))
OUTSIDER = "'{{7*7}}&lt{brand}@holding.example"
ADDRESS = OUTSIDER.replace("holding", "univ")
TYPED_MARKUP: Any = {"account_name": NAME, "note_to_customer": TO_CUSTOMER, "note_to_reviewer": TO_REVIEWER}
NAMED = person(name=REQUESTER)
Pages = Iterator[tuple[Response, set[str]]]


def assert_no_injection(page: PageReader) -> None:
    """Assert that the page has only the site's script, loads nothing foreign, and links only within the site."""
    (script,) = page.elements_of("script")
    assert set(script) == {"src", "defer"}
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "b", "iframe", "object", "embed", "base", "style"})
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    targets = [
        attributes[name] for _, attributes in page.elements for name in ("href", "src", "action") if name in attributes
    ]
    assert [target for target in targets if not target.startswith(("/api/", "?", "#", "mailto:"))] == []


def fields_of(page: PageReader) -> set[str]:
    """Return the values of the fields of the page's forms."""
    return {*(attributes.get("value", "") for attributes in page.elements_of("input")), *page.texts("textarea")}

"""Markup as people may type it, and how to tell whether a page took it for a part of itself."""

from collections.abc import Iterator
from typing import Any

from tests.web.browser_without_script import Answer, PageReader
from tests.world import person

MARKUP = "<script>alert(1)</script> \"><img src=x onerror=alert(1)> '{{7*7}} {brand} &lt;b&gt;"
TOO_LONG = MARKUP * 15
NAME, REQUESTER, TO_CUSTOMER, TO_REVIEWER, IMPORTED, WORDS = (f"{MARKUP} {number}" for number in range(6))
OUTSIDER = "'{{7*7}}&lt{brand}@holding.example"
ADDRESS = OUTSIDER.replace("holding", "univ")
WRITTEN: Any = {"account_name": NAME, "note_to_customer": TO_CUSTOMER, "note_to_reviewer": TO_REVIEWER}
NAMED = person(name=REQUESTER)
Pages = Iterator[tuple[Answer, set[str]]]


def runs_nothing(page: PageReader) -> None:
    """Its one script is the site's, it loads nothing of others, and every link and form stays within the site."""
    (script,) = page.all("script")
    assert set(script) == {"src", "defer"}
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "b", "iframe", "object", "embed", "base", "style"})
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    targets = [one[name] for _, one in page.elements for name in ("href", "src", "action") if name in one]
    assert [one for one in targets if not one.startswith(("/api/", "?", "#", "mailto:"))] == []


def fields_of(page: PageReader) -> set[str]:
    """What stands in the fields of its forms."""
    return {*(one.get("value", "") for one in page.all("input")), *page.said("textarea")}

"""Instants on pages: UTC for everybody, and an element from which a script makes the reader's own time.

The element is markup that a sentence may hold. Jinja's filters make it: `safe` says that a text is markup, and `escape`
that nothing around it is.
"""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.rendering.languages import instant, machine_time
from chalicelib.rendering.pages.environment import environment


def time_element(value: datetime, language: str) -> str:
    """Return `<time>` with the instant in UTC, as markup."""
    element: str = environment().filters["safe"](
        f'<time datetime="{machine_time(value)}">{instant(value, language)}</time>'
    )
    return element


def with_facts(text: str, facts: Mapping[str, str]) -> str:
    """Return the sentence with its facts; if one of them is markup, so is the sentence, and all else is escaped."""
    if any(hasattr(fact, "__html__") for fact in facts.values()):
        text = environment().filters["escape"](text)
    return text.format(**facts)

"""Templates mark every name as user text, and show notes and reasons in a direction of their own."""

import re
from pathlib import Path

import pytest

from chalicelib.rendering.pages.environment import TEMPLATES

TEMPLATE_FILES = sorted((TEMPLATES / "pages").glob("*.html"))
# Names as attributes of what is shown. The search marks parts of a name by itself.
_NAMES = re.compile(
    r"(?<!user_text\()(?<!in_name\()(?<![\w.])(?<!if )((?:\w+\.)+(?:account_name|virtual_account_name|where))\b"
)
_WORDS = re.compile(
    r"<(?P<tag>blockquote|textarea)(?![^>]*dir=\"auto\")|<(?P<typed>\w+ class=\"typed\")(?! dir=\"auto\")"
)


def unmarked(template: str) -> list[str]:
    """Return the names that are not marked, and the elements of notes and reasons without a direction."""
    return [match[1] for match in _NAMES.finditer(template)] + [match[0] for match in _WORDS.finditer(template)]


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=lambda path: path.name)
def test_page_marks_what_people_wrote(path: Path) -> None:
    assert unmarked(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{{ request.account_name }}", ["request.account_name"]),
        ('{{ say("{x}", x=row.account.account_name) }}', ["row.account.account_name"]),
        ("{{ user_text(offer.virtual_account_name) }}{{ marked(marks.in_name(row.account.account_name)) }}", []),
        ("{{ row.where or say('The whole account') }}", ["row.where"]),
        ("{% if row.where %}{{ user_text(row.where) }}{% endif %}", []),
        ("<blockquote>{{ text }}</blockquote>", ["<blockquote"]),
        ('<dd class="typed">', ['<dd class="typed"']),
        ('<dd class="typed" dir="auto"><textarea dir="auto" id="a">', []),
    ],
)
def test_what_is_not_marked_is_noticed(template: str, found: list[str]) -> None:
    assert unmarked(template) == found

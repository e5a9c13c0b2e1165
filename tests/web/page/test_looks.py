"""Messages and statuses look different by icon, title and colour, each by a rule of the style sheet."""

import re
from collections.abc import Iterable
from enum import StrEnum

import pytest

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.rendering.brand import contrast
from chalicelib.rendering.pages.environment import TEMPLATES
from chalicelib.rendering.pages.static_names import STATIC
from tests.web.page.every_state import STATES, shown

STYLE = (STATIC / "style.css").read_text(encoding="utf-8")
STATUSES = sorted({status.value for kind in (RequestStatus, AccountStatus, AccessStatus) for status in kind})
TITLES = {"success": "Done", "information": "Information", "warning": "Warning"}
# What a script shows once the session ends soon.
WARNING_TO_COME = re.compile(r'<div role="status" data-in-minutes="\d+" hidden>.*?</div>\s*</div>', re.DOTALL)
# Colours of text on the ground that it may stand on.
PAIRS = [
    *(
        (ink, ground)
        for ink in ("ink", "faint", "accent", "serious", "good", "care")
        for ground in ("ground", "raised")
    ),
    ("good", "good-ground"),
    ("care", "care-ground"),
    ("serious", "serious-ground"),
    ("accent", "accent-ground"),
    *(("ink", f"{kind}-ground") for kind in ("good", "care", "serious", "accent")),
    ("on-accent", "accent"),
    ("on-serious", "serious"),
]


def icons(selector: str, values: Iterable[str]) -> dict[str, str]:
    """Return the icon that the style sheet puts before each."""
    return {
        value: match[1]
        for value in values
        if (match := re.search(rf'{re.escape(selector)}\.{value}::before {{ content: "(.+?)"', STYLE))
    }


def colours(block: str) -> dict[str, str]:
    """Return the variables of colours in a block of the style sheet."""
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def test_each_status_has_an_icon_of_its_own() -> None:
    found = icons(".status", STATUSES)
    assert found.keys() == set(STATUSES)
    assert len(set(found.values())) == len(STATUSES)


def test_each_kind_of_message_has_an_icon_of_its_own() -> None:
    found = icons(".message", TITLES)
    assert found.keys() == TITLES.keys()
    (error,) = re.findall(r'\.summary > h2::before { content: "(.+?)"', STYLE)
    assert len({*found.values(), error}) == len(TITLES) + 1


@pytest.mark.parametrize("enumeration", [RequestStatus, AccountStatus, AccessStatus])
def test_status_on_a_page_is_named_in_words_too(enumeration: type[StrEnum]) -> None:
    names = "|".join(status.value for status in enumeration)
    pages = [shown(name).text for name in STATES]
    marked = [text for page in pages for text in re.findall(rf'<span class="status (?:{names})">([^<]*)</span>', page)]
    assert marked
    assert all(marked)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("directory after sending", "success"),
        ("role offered", "success"),
        ("approved", "success"),
        ("declined", "success"),
        ("first page of results", ""),
        ("mail that did not arrive", "warning"),
        ("check with review", "warning"),
        ("withdraw one's own role", "warning"),
        ("found what was meant", "information"),
        ("declined by another", "information"),
    ],
)
def test_page_says_what_kind_its_message_is(state: str, kind: str) -> None:
    seen = WARNING_TO_COME.sub("", shown(state).text)
    messages = re.findall(r'<div class="message (\w+)"( role="status")?>\s*<strong class="kind">([^<]*)</strong>', seen)
    assert messages == ([(kind, ' role="status"' if kind == "success" else "", TITLES[kind])] if kind else [])


def test_templates_take_their_messages_from_one_macro() -> None:
    for path in (TEMPLATES / "pages").glob("*.html"):
        assert 'class="notice' not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_of_every_colour_has_enough_contrast_on_its_ground(scheme: str) -> None:
    light, _, dark = STYLE.partition("@media screen and (prefers-color-scheme: dark)")
    palette = colours(light[: light.index("}")]) | (colours(dark[: dark.index("}\n}")]) if scheme == "dark" else {})
    assert {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in PAIRS} == {
        pair: ratio for pair in PAIRS if (ratio := contrast(palette[pair[0]], palette[pair[1]])) >= 4.5
    }

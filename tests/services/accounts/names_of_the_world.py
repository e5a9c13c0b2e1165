"""Names of organisations in ten scripts, each a place with a kind of body, and the variants that their readers type."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

Variant = Callable[[str], str]
PARTS = json.loads(Path(__file__).with_name("names_of_the_world.json").read_text(encoding="utf-8"))
DENSE = ("Japanese", "Chinese", "Korean", "Thai")


def names_in(script: str) -> list[str]:
    """Return every place with every kind."""
    parts = PARTS[script]
    return [parts["joined"].format(place, kind) for place in parts["places"] for kind in parts["kinds"]]


def replaced(*pairs: tuple[str, str]) -> Variant:
    """Return the variant that replaces letters."""

    def variant(name: str) -> str:
        for typed, other in pairs:
            name = name.replace(typed, other)
        return name

    return variant


def inserted(sign: str, place: int) -> Variant:
    """Return the variant with a sign inside."""
    return lambda name: f"{name[:place]}{sign}{name[place:]}"


def unaccented(name: str) -> str:
    """Return the name without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))


def decomposed(name: str) -> str:
    """Return the name as some keyboards send it."""
    return unicodedata.normalize("NFKD", name)


SPACED = inserted(" ", 2)
VARIANTS: Mapping[str, tuple[Variant, ...]] = {
    "Japanese": (SPACED, decomposed),
    "Chinese": (
        SPACED,
        replaced(("学", "學"), ("国", "國"), ("电", "電"), ("银", "銀"), ("图", "圖"), ("馆", "館"), ("广", "廣")),
        replaced(("长", "長"), ("东", "東"), ("车", "車"), ("团", "團"), ("贸", "貿"), ("业", "業"), ("庆", "慶")),
    ),
    "Korean": (replaced((" ", "")), decomposed),
    "Thai": (SPACED, replaced(("แ", "เเ")), replaced(("่", ""), ("้", ""))),
    "Arabic": (
        replaced(("ة", "ه")),
        replaced(("أ", "ا"), ("إ", "ا"), ("آ", "ا")),
        replaced(("ى", "ي")),
        inserted("ـ", 2),
        inserted("\u064e", 1),
    ),
    "Persian": (replaced(("ی", "ي"), ("ک", "ك")), replaced(("ه", "ة"))),
    "Hebrew": (inserted("\u05b8", 1), inserted("\u05f4", 1)),
    "Hindi": (
        replaced(("ं", "ँ")),
        replaced(("ँ", "ं")),
        replaced(("हिंदी", "हिन्दी"), ("केंद्र", "केन्द्र")),
        replaced(("\u093c", ""), ("\u095b", "ज")),
    ),
    "Greek": (unaccented, str.upper, lambda name: unaccented(name).upper()),
    "Russian": (replaced(("ё", "е")), str.upper),
}

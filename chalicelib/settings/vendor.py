"""What the texts of the settings of the vendor mean. Every fault is a `ValueError` that says what to give."""

from pathlib import PurePath

from chalicelib.domain.patterns import pattern
from chalicelib.rendering.brand import LEAST_CONTRAST, WHITE, contrast
from chalicelib.rendering.pages.static_names import STATIC

_COLOUR = pattern(r"#[0-9a-f]{6}")
LONGEST_LINE = 200


def colour(text: str) -> str:
    """`#rrggbb` on which white can be read, and which can be read on white; nothing for the colours of the product."""
    found = text.lower()
    if text and not _COLOUR.fullmatch(found):
        raise ValueError("give a colour as in #14506e, or leave it out")
    if text and contrast(found, WHITE) < LEAST_CONTRAST:
        raise ValueError(f"give a darker colour: its contrast with white is below {LEAST_CONTRAST}")
    return found


def logo(text: str) -> str:
    """The name of an SVG file that lies in `chalicelib/static` when the package is made."""
    if not text:
        return text
    if text != PurePath(text).name or PurePath(text).suffix != ".svg" or not (STATIC / text).is_file():
        raise ValueError("give the name of an SVG file that you put into chalicelib/static, as in logo.svg")
    return text


def line(text: str) -> str:
    """A name or an address in one line."""
    if len(text) > LONGEST_LINE or not text.isprintable():
        raise ValueError(f"give one line of at most {LONGEST_LINE} characters")
    return text

"""Clean what people type and paste, character by character: what is dropped, what is replaced, what is refused.

Every character that Unicode hides from readers (`Default_Ignorable_Code_Point`) is of one of the kinds below. Length is
judged by the caller, before.
"""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.patterns import pattern
from chalicelib.domain.text.joiners import JOINERS, without_idle_joiners

# No script puts more marks on a letter (UAX #15, Stream-Safe Text Format). Normalisation sorts the marks of a
# letter in quadratic time.
MARKS_MAX = 30


class CharacterKind(StrEnum):
    """Why a character is refused."""

    CONTROL = "control"
    DIRECTION = "direction"
    FILLER = "filler"
    HIDDEN = "hidden"


# Marks of direction at the ends of a text, which file dialogs and text processors put there, change nothing.
END_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
_TAGS = r"\U000e0000-\U000e007f"
REFUSED: Mapping[CharacterKind, str] = {
    CharacterKind.CONTROL: r"\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff",
    CharacterKind.DIRECTION: rf"{END_MARKS}\u202d\u202e",
    CharacterKind.FILLER: r"\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159",
    # Tags, and what is reserved for such characters, carry text that nobody sees.
    CharacterKind.HIDDEN: rf"\u2065\u206a-\u206f\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a{_TAGS}"
    r"\U000e0080-\U000e00ff\U000e01f0-\U000e0fff",
}
# What text processors leave behind: soft hyphens, byte order marks, places where a line may or may not end.
DROPPED = "\u00ad\u034f\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
# They choose the shape of the character before them.
VARIATION_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
INVISIBLE = rf"\s{''.join(REFUSED.values())}{DROPPED}{JOINERS}{VARIATION_SELECTORS}"

SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_LINE_BREAK = pattern("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_DROPPED = pattern(f"[{DROPPED}]")
_IDLE_SELECTORS = pattern(f"(?:^|(?<=[{INVISIBLE}]))[{VARIATION_SELECTORS}]+")
# The flag of a part of a country is a black flag that is followed by tags.
_FLAG = pattern("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_REFUSED = pattern("|".join(f"(?P<{kind}>[{characters}])" for kind, characters in REFUSED.items()))


def clean(text: str) -> str:
    """Return the text in NFC, line breaks as LF and tabs as spaces, without characters that nobody means to type.

    Raises `Invalid` for a letter with more marks than any script uses. Cleaning twice changes nothing.
    """
    lines = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    if lines.isascii():
        return lines
    visible = without_idle_joiners(_IDLE_SELECTORS.sub("", _DROPPED.sub("", lines)))
    kept = "\n".join(map(_without_end_marks, visible.split("\n")))
    _refuse_heaped_marks(kept)
    return unicodedata.normalize("NFC", kept)


def refuse_deceiving(text: str) -> None:
    """Raise `Invalid` for a character that hides what is written, with its code point and kind."""
    found = _REFUSED.search(_FLAG.sub("", text))
    if found:
        kind = str(found.lastgroup)
        raise Invalid(FieldCode.FORBIDDEN_CHARACTER, character=_code_point(found[0]), character_kind=kind)


def without_deceiving(text: str) -> str:
    """Return a text that nobody can be asked to correct, without what `refuse_deceiving` refuses."""
    return _REFUSED.sub("", text.replace("\t", " ").replace("\r", " "))


def _without_end_marks(line: str) -> str:
    # Not all white space of Python: it counts control characters among it, which are to be refused.
    trimmed = line.strip(SPACES)
    if {trimmed[:1], trimmed[-1:]}.isdisjoint(END_MARKS):
        return line
    return trimmed.strip(END_MARKS + SPACES)


def _refuse_heaped_marks(text: str) -> None:
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks > MARKS_MAX:
            raise Invalid(FieldCode.FORBIDDEN_CHARACTER, character=_code_point(char))


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"

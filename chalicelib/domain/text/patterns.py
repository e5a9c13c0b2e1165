"""The rules of text for programs that check before they send.

Regular expressions that Python and ECMA-262 read alike, so without characters outside the Basic Multilingual Plane.
What they refuse is refused by the parsers, which refuse more: links by the list of public suffixes, too many marks.
"""

from chalicelib.domain.patterns import pattern
from chalicelib.domain.text.characters import END_MARKS, INVISIBLE, REFUSED, CharacterKind
from chalicelib.domain.text.fields import NAME_MAX_WORDS, NAME_MIN

_OUTSIDE = pattern(r"\\U[0-9a-f]{8}(?:-\\U[0-9a-f]{8})?|\\ud800-\\udfff|[\U00010000-\U0010ffff]")
# What the parsers make line breaks and spaces of.
_BREAKS = r"\n-\r\x85\u2028\u2029"
_CONTROL_KEPT = r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"


def escaped(characters: str) -> str:
    """Return what stands in a character class as ASCII, without what is outside the Basic Multilingual Plane."""
    basic = _OUTSIDE.sub("", characters)
    return "".join(char if " " <= char <= "~" else f"\\u{ord(char):04x}" for char in basic)


_UNSEEN = escaped(INVISIBLE)
_VISIBLE = f"[^{_UNSEEN}]"
_END_MARKS = escaped(END_MARKS)
_REFUSED = _CONTROL_KEPT + escaped(
    rf"{REFUSED[CharacterKind.FILLER]}{REFUSED[CharacterKind.HIDDEN]}\u202d\u202e",
)
# Marks of direction may stand at the ends of a line, around what is seen of it.
_WITHIN = f"[^{_BREAKS}{_REFUSED}{_END_MARKS}]"
_AROUND = f"(?:(?!{_VISIBLE})[^{_BREAKS}{_REFUSED}])*"
_LINE = f"{_AROUND}(?:{_VISIBLE}(?:{_WITHIN}*{_VISIBLE})?)?{_AROUND}"
_LINES = f"{_LINE}(?:[{_BREAKS}]{_LINE})*"
# A byte order mark is white space in ECMA-262 alone.
_NEXT_WORD = rf"(?!\ufeff)\s{_VISIBLE}"
_NO_WORD_MORE = rf"(?!\s*{_VISIBLE}(?:(?:(?!{_NEXT_WORD})[\s\S])*{_NEXT_WORD}){{{NAME_MAX_WORDS}}})"
_VISIBLE_AHEAD = f"(?=(?:[{_UNSEEN}]*{_VISIBLE}){{{NAME_MIN}}})"
_NO_LINK_AHEAD = r"(?![\s\S]*(?::[/\\\u2044\u2215\u29f8]{2}|(?:^|[\x00-/:-@\[-`{-\x7f])[wW]{3}\.))"

NAME_PATTERN = f"^{_NO_LINK_AHEAD}{_NO_WORD_MORE}{_VISIBLE_AHEAD}{_LINES}$"
NOTE_PATTERN = f"^{_LINES}$"
LINK_FREE_NOTE_PATTERN = f"^{_NO_LINK_AHEAD}{_LINES}$"
REASON_PATTERN = ORDER_REFERENCE_PATTERN = f"^(?:{_LINES}|[{_UNSEEN}]*)$"
REQUIRED_REASON_PATTERN = f"^(?=[{_UNSEEN}]*{_VISIBLE}){_LINES}$"
VISIBLE_PATTERN = _VISIBLE
